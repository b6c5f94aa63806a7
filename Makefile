# Everything a person needs: `make demo` and `make test` set up a fresh machine by themselves.

SWIFT ?= swift
SOURCES = Package.swift Sources Tests Benchmarks/Package.swift Benchmarks/Sources

.PHONY: all build packages demo test bench gallery docs format lint clean

all: build

packages:
	@Scripts/install-packages

build: packages
	$(SWIFT) build -c release --product landscape

demo: build
	@Scripts/demo

test: packages
	$(SWIFT) test
	$(SWIFT) test -c release

# Our figures, the machine's roof and the ratio. PYTHON=/path/to/python adds PyTorch, matplotlib, contourpy and scikit-learn, if it has them;
# ONLY=pictures measures one part.
bench: build
	$(SWIFT) run -c release --package-path Benchmarks landscape-bench $(if $(PYTHON),--python $(PYTHON)) $(if $(ONLY),--only $(ONLY))

# The pictures in gallery/, redrawn from the surfaces there; COMPUTE=1 trains and probes anew first.
gallery: build
	@Scripts/gallery $(if $(COMPUTE),--compute)

# The documentation as one site, .build/documentation/site: articles on the program, and Rendering's; warnings are errors.
docs: packages
	@Scripts/docs

format:
	$(SWIFT) format --in-place --parallel --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --parallel --recursive $(SOURCES)

clean:
	rm -rf .build demo
