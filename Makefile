# Everything a person needs: `make demo` and `make test` set up a fresh machine by themselves.

SWIFT ?= swift
SOURCES = Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources Benchmarks/Tests

.PHONY: all build packages demo test test-isa test-page test-cluster bench gallery docs fresh release install
.PHONY: deb wheel test-packages format lint clean

all: build

packages:
	@Scripts/install-packages

build: packages
	$(SWIFT) build -c release --product landscape

# The program with the Swift runtime inside, as packages carry it: .build/static/release/landscape. In a folder of its own, since
# all of it is compiled for that.
release: packages
	$(SWIFT) build -c release --product landscape --static-swift-stdlib --scratch-path .build/static

# The program, its manual pages and the completions of bash, zsh and fish: make install PREFIX=$$HOME/.local
PREFIX ?= /usr/local
install: release
	@PREFIX="$(PREFIX)" DESTDIR="$(DESTDIR)" Scripts/install

# A Debian package and a Python wheel, in .build/packages.
deb: release
	@Scripts/deb
wheel: release
	@Scripts/wheel

# Both packages in places that have nothing else: a fresh Debian root (as root, with mmdebstrap), a fresh virtual environment.
test-packages: deb wheel
	@Scripts/test-deb .build/packages/landscape_*.deb
	@TORCH="$(PYTHON)" Scripts/test-wheel .build/packages/landscape-*.whl

demo: build
	@Scripts/demo

test: packages
	@Scripts/test
	@Scripts/test -c release
	@Scripts/test --package-path Benchmarks
	$(SWIFT) run -c release landscape gallery --all --check

# The networks' tests under every instruction set that the processor has and oneDNN knows.
test-isa: packages
	@Scripts/test-isa

# The page of 'landscape view' in Chromium, if that is installed: what it draws, says and does. Part of `make test` too.
test-page:
	@Scripts/test --filter "PageInBrowserTests|ExplorerTests|ViewCommandTests"

# Shards under Slurm, Open MPI and GNU parallel, which it installs from Debian's packages; needs root.
test-cluster: build
	@Scripts/test-cluster

# Everything that this file and the documentation tell a user to run, on a fresh clone in a clean environment; SKIP="test demo"
# leaves targets out. See Scripts/fresh.
fresh:
	@Scripts/fresh

# Our figures, the machine's roof and the ratio, with the instructions that both use; a figure that cannot be true ends it with
# an error. PYTHON=/path/to/python adds PyTorch, matplotlib, contourpy and scikit-learn, if it has them;
# ONLY=pictures measures one part.
bench: build
	$(SWIFT) run -c release --package-path Benchmarks landscape-bench $(if $(PYTHON),--python $(PYTHON)) $(if $(ONLY),--only $(ONLY))

# The pictures in gallery/, drawn from the results there; COMPUTE=1 makes all runs anew first (under an hour on two cores).
gallery: build
	$(if $(COMPUTE),rm -rf .build/runs)
	$(SWIFT) run -c release landscape gallery --all --output gallery $(if $(COMPUTE),--force --cache .build/runs)

# The documentation as one site, .build/documentation/site: articles on the program, and Rendering's; warnings are errors.
docs: packages
	@Scripts/docs

format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

clean:
	rm -rf .build demo
