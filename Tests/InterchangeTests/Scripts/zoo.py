"""Makes the zoo of small foreign models: exports, state dicts, samples and reference numbers for the parity tests.

Rerun all: `python zoo.py`; some: `python zoo.py mlp gpt2-tiny`; list: `python zoo.py --list`; check what is there: `python zoo.py --check`;
NAME.pth of models that are there: `python zoo.py --weights NAME ...`.
Needs torch 2.13, torchvision 0.28, timm 1.0, transformers 5, onnx 1.22, onnxscript 0.7, onnxruntime 1.31, safetensors, numpy.
Writes into ../Fixtures, and updates ../Fixtures/zoo.json (one entry a model; what does not export is under "failed").

The models are in zoo_models.py (vision), zoo_sequences.py (tokens, recurrent) and zoo_others.py. Each is seeded by its name and woken up
(zoo_wake.py): fresh weights give outputs near zero, against which every import error passes.

Files of a model NAME:
  NAME.pt2                  torch.export.save, dynamic batch
  NAME.onnx                 dynamo exporter, dynamic batch, optimize=False, weights inside
  NAME.optimized.onnx       the same with optimize=True
  NAME.external.onnx(.data) the same with the weights beside it, which is what the exporter does unless told not to
  NAME.opsetK.onnx          dynamo exporter with opset K >= 18, TorchScript exporter below
  NAME.script.onnx          TorchScript exporter, opset 17, batch normalization folded as it likes
  NAME.preserve.onnx        TorchScript exporter with training=PRESERVE, do_constant_folding=False
  NAME.fixed.onnx           dynamo exporter, batch fixed at 1
  NAME.pth, NAME.safetensors, NAME.old.pth, NAME.checkpoint.pth
                            state dict: zip, safetensors, the format before torch 1.6, a dictionary with more than the weights
  NAME.moved.safetensors    state dict of other weights (loss in `loss_moved`), to see that they are really taken
  NAME.npz                  x, x1, ...: inputs in the order of the graph's; y: labels or targets; output, output1, ...: float32 outputs;
                            output64: the first output in float64; loss: mean cross entropy (classes, positions, pixels; -100 is left
                            out) or mean squared error (numbers) of output64 and y, float64; loss_scaled: the same with every
                            parameter multiplied by 1.125 (buffers as they are); gradient_norms: the L2 norm of d loss / d parameter
                            in float64, in the order of named_parameters; parameter_names: those names, UTF-8, one a line;
                            output_moved64, loss_moved where there are moved weights

To stay small and free of paths: stack traces are dropped from .pt2 and ONNX files, the module names of ONNX nodes too but in
optimized files, the shapes of inner values of ONNX files but for the first ten models; example inputs are zeros. A .pt2 whose
graph and example inputs are over 25 KB is written again by zipfile with these deflated and the tensors stored (so not at
multiples of 64 bytes); the others go through PyTorch's own writer and look as torch.export.save leaves them.
"""

import contextlib
import copy
import dataclasses
import gc
import io
import json
import logging
import os
import re
import sys
import traceback
import warnings
import zipfile
import zlib

import numpy as np
import onnx
import onnxruntime
import torch
from safetensors.torch import save_file
from torch.nn import functional as F

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
onnxruntime.set_default_logger_severity(3)
torch.set_num_threads(1)

HERE = os.path.dirname(os.path.abspath(__file__))
FIXTURES = os.path.join(os.path.dirname(HERE), "Fixtures")
FORBIDDEN = [b"site-packages", b"/tmp/", HERE.encode(), os.path.expanduser("~").encode() + b"/"]
SCALE = 1.125
SAMPLES = 3


def path(name):
    return os.path.join(FIXTURES, name)


def first(output):
    """The first tensor of whatever a model returns."""
    return outputs(output)[0]


def outputs(output):
    if torch.is_tensor(output):
        return [output]
    values = output.values() if isinstance(output, dict) else output
    return [v for v in values if torch.is_tensor(v)]


def loss_of(task, output, y):
    if task == "numbers":
        return F.mse_loss(output, y.to(output.dtype))
    classes = output.movedim(-1, 1) if task == "positions" else output
    return F.cross_entropy(classes, y, ignore_index=-100)


def double(x):
    return tuple(v.double() if v.is_floating_point() else v for v in x)


def reference(spec, model, x, y):
    """Outputs, loss and gradients by PyTorch in float64."""
    model = copy.deepcopy(model).double().eval()
    output = first(model(*double(x)))
    loss = loss_of(spec.task, output, y)
    loss.backward()
    norms = [0.0 if p.grad is None else p.grad.norm().item() for _, p in model.named_parameters()]
    with torch.no_grad():
        for p in model.parameters():
            p.mul_(SCALE)
        scaled = loss_of(spec.task, first(model(*double(x))), y).item()
    return output.detach(), loss.item(), np.array(norms), scaled


def moved(model, seed):
    """The same network with other weights: every parameter a tenth of its spread away."""
    other = copy.deepcopy(model)
    g = torch.Generator().manual_seed(seed + 1)
    with torch.no_grad():
        for p in other.parameters():
            p.add_(0.1 * (p.std().item() if p.numel() > 1 else 1) * torch.randn(p.shape, generator=g))
    return other


# Archives without paths

def strip_graph(text, keep_modules):
    graph = json.loads(text)

    def visit(node):
        if isinstance(node, dict):
            if isinstance(node.get("metadata"), dict):
                kept = {"nn_module_stack"} if keep_modules else set()
                node["metadata"] = {k: v for k, v in node["metadata"].items() if k in kept}
            for value in node.values():
                visit(value)
        elif isinstance(node, list):
            for value in node:
                visit(value)

    visit(graph)
    return json.dumps(graph).encode()


def save_pt2(program, name, keep_modules=True):
    target = path(name + ".pt2")
    buffer = io.BytesIO()
    torch.export.save(program, buffer)
    with zipfile.ZipFile(buffer) as archive:
        entries = [(i.filename, archive.read(i)) for i in archive.infolist()]
    root = entries[0][0].split("/")[0]
    entries = [(n.split("/", 1)[1], strip_graph(b, keep_modules) if n.endswith("models/model.json") else b)
               for n, b in entries]
    graph = sum(len(b) for n, b in entries if n in ("models/model.json", "data/sample_inputs/model.pt"))
    if graph <= 25_000:
        writer = torch._C.PyTorchFileWriter(target)
        for n, b in entries:
            if n not in (".data/serialization_id", "version", "byteorder"):
                writer.write_record(n, b, len(b))
        if any(n == "byteorder" for n, _ in entries):
            writer.write_record("byteorder", b"little", 6)
        writer.write_end_of_file()
    else:
        with zipfile.ZipFile(target, "w") as archive:
            for n, b in entries:
                info = zipfile.ZipInfo(f"{name}/{n}", (1980, 1, 1, 0, 0, 0))
                tensors = n.startswith(("data/weights/weight_", "data/constants/tensor_"))
                info.compress_type = zipfile.ZIP_STORED if tensors else zipfile.ZIP_DEFLATED
                archive.writestr(info, b, compresslevel=9)
    return f"{name}.pt2", root


def strip_onnx(file, values, scopes):
    model = onnx.load(file, load_external_data=False)

    def clean(props):
        kept = [p for p in props if scopes and p.key == "pkg.torch.onnx.name_scopes"]
        del props[:]
        props.extend(kept)

    for node in model.graph.node:
        clean(node.metadata_props)
        node.doc_string = ""
    for group in (model.graph.value_info, model.graph.input, model.graph.output, model.graph.initializer):
        for value in group:
            clean(value.metadata_props)
    clean(model.graph.metadata_props)
    clean(model.metadata_props)
    model.graph.doc_string = ""
    if not values:
        del model.graph.value_info[:]
    with open(file, "wb") as out:
        out.write(model.SerializeToString(deterministic=True))


# Exports

def examples(spec, x):
    """Two samples of zeros: the example inputs travel in a .pt2."""
    pick = []
    for axis, v in zip(spec.axes, x):
        v = v.narrow(axis, 0, 2)
        pick.append(v.clone() if spec.keep_examples else torch.zeros_like(v))
    return tuple(pick)


def dynamic(spec, limit=None):
    n = torch.export.Dim("n", max=limit) if limit else torch.export.Dim("n")
    shapes = tuple({axis: n} for axis in spec.axes)
    return shapes


def reason(error):
    """The first line of an error, without colours and paths."""
    line = (str(error).strip() or "no text").splitlines()[0].replace(FIXTURES + os.sep, "")
    return f"{type(error).__name__}: " + re.sub(r"\x1b\[[0-9;]*m", "", line)[:240]


def names(spec, count):
    return ["x"] + [f"x{i}" for i in range(1, count)]


def export_onnx(spec, model, x, kind):
    """Writes one ONNX file; `kind` is what stands between the name and .onnx."""
    file = path(f"{spec.name}.{kind}.onnx" if kind else f"{spec.name}.onnx")
    inputs = names(spec, len(x))
    sample = examples(spec, x)
    legacy = kind in ("script", "preserve") or kind.startswith("opset") and int(kind[5:]) < 18
    with contextlib.redirect_stdout(io.StringIO()):
        if legacy:
            opset = int(kind[5:]) if kind.startswith("opset") else 17
            extra = {}
            if kind == "preserve":
                extra = dict(training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
            torch.onnx.export(model, sample, file, dynamo=False, opset_version=opset, input_names=inputs,
                              output_names=["output"], dynamic_axes={n: {a: "n"} for n, a in zip(inputs, spec.axes)}, **extra)
        else:
            extra = dict(dynamic_shapes=dynamic(spec))
            if kind == "fixed":
                extra = {}
                sample = tuple(v.narrow(a, 0, 1) for a, v in zip(spec.axes, sample))
            if kind.startswith("opset"):
                extra["opset_version"] = int(kind[5:])
            torch.onnx.export(model, sample, file, dynamo=True, optimize=kind == "optimized", verbose=False,
                              external_data=kind == "external", input_names=inputs, **extra)
    strip_onnx(file, values=spec.priority == 0, scopes=kind == "optimized" and not spec.lean)
    run_onnx(spec, file, x, kind)
    written = [os.path.basename(file)]
    if os.path.exists(file + ".data"):
        written.append(written[0] + ".data")
    return written


def run_onnx(spec, file, x, kind=""):
    """ONNX Runtime must agree, so that a fixture that fails is our fault."""
    session = onnxruntime.InferenceSession(file, providers=["CPUExecutionProvider"])
    wanted = np.load(path(spec.name + ".npz"))["output"]
    ins = [i.name for i in session.get_inputs()]
    if kind == "fixed":
        x = tuple(v.narrow(a, 0, 1) for a, v in zip(spec.axes, x))
        wanted = wanted[:1]
    got = session.run(None, {n: v.numpy() for n, v in zip(ins, x)})[0]
    error = np.abs(got - wanted).max() / np.abs(wanted).max()
    if error > 2e-5:
        raise ValueError(f"ONNX Runtime differs by {error:.1e} of the largest output")


def save_state(spec, model, kind, seed):
    state = {k: v.clone() for k, v in model.state_dict().items()}
    if kind == "pth":
        torch.save(model.state_dict(), path(spec.name + ".pth"))
        return [spec.name + ".pth"]
    if kind == "old":
        torch.save(model.state_dict(), path(spec.name + ".old.pth"), _use_new_zipfile_serialization=False)
        return [spec.name + ".old.pth"]
    if kind == "checkpoint":
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        state = {"epoch": 3, "model_state_dict": {"module." + k: v for k, v in state.items()},
                 "optimizer": optimizer.state_dict(), "best": 0.5}
        torch.save(state, path(spec.name + ".checkpoint.pth"))
        return [spec.name + ".checkpoint.pth"]
    if kind == "moved":
        state = {k: v.clone() for k, v in moved(model, seed).state_dict().items()}
        save_file(state, path(spec.name + ".moved.safetensors"))
        return [spec.name + ".moved.safetensors"]
    save_file(state, path(spec.name + ".safetensors"))
    return [spec.name + ".safetensors"]


# One model

@dataclasses.dataclass
class Draw:
    """A network, its samples, and what PyTorch makes of them."""
    seed: int
    model: torch.nn.Module
    x: tuple
    y: torch.Tensor
    results: list
    output64: torch.Tensor
    loss: float
    norms: np.ndarray
    scaled: float

    def __post_init__(self):
        self.spread = self.output64.std().item()
        self.between = self.output64.std(dim=0).mean().item() / self.spread
        self.error = ((self.output64 - self.results[0].double()).abs().max() / self.output64.abs().max()).item()
        names = [n for n, _ in self.model.named_parameters()]
        self.dead = [n for n, v in zip(names, self.norms) if v < 1e-7 * self.norms.max()]

    @property
    def awake(self):
        return 0.1 < self.spread < 20 and self.between > 0.05 and bool(np.isfinite([self.loss, self.scaled]).all())

    @property
    def rank(self):
        return not self.awake, len(self.dead), self.error > 1e-6, self.error


def draw(spec, attempt):
    from zoo_wake import wake
    seed = (zlib.crc32(spec.name.encode()) + attempt) & 0x7FFFFFFF
    torch.manual_seed(seed)
    g = torch.Generator().manual_seed(seed)
    model = spec.make()
    wake(model, spec, g)
    x = spec.inputs(g, SAMPLES)
    with torch.no_grad():
        results = outputs(model(*x))
    y = spec.labels(g, results[0]) if spec.labels else default_labels(spec.task, g, results[0])
    return Draw(seed, model, x, y, results, *reference(spec, model, x, y))


def best_draw(spec):
    """The first of a few seeds without dead units and with little rounding, else the best."""
    draws = []
    for attempt in range(6):
        draws.append(draw(spec, attempt))
        if draws[-1].awake and not draws[-1].dead and draws[-1].error < 6e-7:
            return draws[-1]
    best = min(draws, key=lambda d: d.rank)
    if not best.awake:
        raise ValueError(f"asleep: spread {best.spread:.2g}, between samples {best.between:.2g}, loss {best.loss:.3g}")
    return best


def make(spec):
    for old in os.listdir(FIXTURES):
        if old.startswith(spec.name + "."):
            os.remove(path(old))
    d = best_draw(spec)
    seed, model, x, y, results, output64, norms = d.seed, d.model, d.x, d.y, d.results, d.output64, d.norms
    output, loss, scaled = results[0], d.loss, d.scaled
    listed = [n for n, _ in model.named_parameters()]
    arrays = {"x" if i == 0 else f"x{i}": v.numpy() for i, v in enumerate(x)}
    arrays |= {"output" if i == 0 else f"output{i}": v.numpy() for i, v in enumerate(results)}
    arrays |= dict(y=y.numpy(), output64=output64.numpy(), loss=np.float64(loss), loss_scaled=np.float64(scaled),
                   gradient_norms=norms, parameter_names=np.frombuffer("\n".join(listed).encode(), np.uint8))
    if "moved" in spec.states:
        other = moved(model, seed)
        arrays["output_moved64"], arrays["loss_moved"], _, _ = reference(spec, other, x, y)
        arrays["output_moved64"] = arrays["output_moved64"].numpy()
    (np.savez if spec.stored else np.savez_compressed)(path(spec.name + ".npz"), **arrays)

    files, failed = [spec.name + ".npz"], []

    def attempt(kind, work):
        try:
            files.extend(work())
        except Exception as e:
            line = reason(e)
            failed.append({"name": spec.name, "kind": kind, "reason": line})
            if os.environ.get("ZOO_TRACE"):
                traceback.print_exc()
            for left in os.listdir(FIXTURES):
                suffix = {"pt2": ".pt2", "onnx": ".onnx"}.get(kind, f".{kind}.onnx")
                if left in (spec.name + suffix, spec.name + suffix + ".data"):
                    os.remove(path(left))

    def pt2():
        program = torch.export.export(model, examples(spec, x), dynamic_shapes=dynamic(spec, 4096))
        written, _ = save_pt2(program, spec.name, keep_modules=not spec.lean)
        again = first(torch.export.load(path(written)).module()(*x))
        gap = ((again - output).abs().max() / output.abs().max()).item()
        if gap > 1e-5:
            raise ValueError(f"the loaded program differs by {gap:.1e} of the largest output")
        return [written]

    attempt("pt2", pt2)
    for kind in spec.onnx:
        attempt(kind or "onnx", lambda: export_onnx(spec, model, x, kind))
    for kind in spec.states:
        attempt(kind, lambda: save_state(spec, model, kind, seed))

    for file in files:
        scan(path(file))
    sizes = {f: os.path.getsize(path(f)) for f in files}
    entry = {
        "name": spec.name, "task": spec.task, "files": sizes,
        "inputs": [{"name": n, "shape": list(v.shape), "dtype": str(v.dtype)[6:], "batchAxis": a}
                   for n, v, a in zip(names(spec, len(x)), x, spec.axes)],
        "output": list(output.shape), "outputs": len(results), "loss": loss, "float32Error": float(f"{d.error:.1e}"),
        "parameterCount": sum(p.numel() for p in model.parameters()),
        "bufferCount": sum(b.numel() for b in model.buffers()),
        "parameters": listed, "withoutGradient": d.dead, "spread": round(d.spread, 4), "between": round(d.between, 4),
        "torch": torch.__version__.split("+")[0], "notes": spec.notes,
    }
    return entry, failed


def default_labels(task, g, output):
    if task == "numbers":
        return (4 * torch.randn(output.shape, generator=g)).round() / 4
    classes = output.shape[-1] if task == "positions" else output.shape[1]
    shape = {"classes": output.shape[:1], "positions": output.shape[:-1],
             "pixels": output.shape[:1] + output.shape[2:]}[task]
    return torch.randint(0, classes, shape, generator=g)


def scan(file):
    """No path of the machine may stay in a fixture."""
    data = open(file, "rb").read()
    if data[:2] == b"PK":
        with zipfile.ZipFile(file) as archive:
            data = b"".join(archive.read(i) for i in archive.infolist())
    for text in FORBIDDEN:
        if text in data:
            raise ValueError(f"{os.path.basename(file)} holds {text!r}")


def update(entry=None, failed=(), name=None):
    """Merges into zoo.json, so that models can be remade one at a time."""
    target = path("zoo.json")
    zoo = json.load(open(target)) if os.path.exists(target) else {"models": [], "failed": []}
    zoo["models"] = [m for m in zoo["models"] if m["name"] != name] + ([entry] if entry else [])
    zoo["failed"] = [f for f in zoo["failed"] if f["name"] != name] + list(failed)
    order = [s.name for s in specs()]
    for key in ("models", "failed"):
        zoo[key].sort(key=lambda m: order.index(m["name"]) if m["name"] in order else len(order))
    lines = ["{", ' "models": [', ",\n".join("  " + json.dumps(m) for m in zoo["models"]), " ],", ' "failed": [',
             ",\n".join("  " + json.dumps(f) for f in zoo["failed"]), " ]", "}"]
    with open(target, "w") as out:
        out.write("\n".join(lines) + "\n")


def specs():
    from zoo_models import MODELS as vision
    from zoo_others import MODELS as others
    from zoo_sequences import MODELS as sequences
    return sorted(vision + sequences + others, key=lambda s: s.priority)


def check():
    """Reads every fixture back: archive and ONNX outputs against `output`, names and sizes against zoo.json."""
    zoo = json.load(open(path("zoo.json")))
    by_name = {s.name: s for s in specs()}
    total = os.path.getsize(path("zoo.json"))
    for entry in zoo["models"]:
        data = np.load(path(entry["name"] + ".npz"))
        x = tuple(torch.from_numpy(data[i["name"]]) for i in entry["inputs"])
        for file, size in entry["files"].items():
            assert os.path.getsize(path(file)) == size, file
            total += size
            scan(path(file))
            if file.endswith(".onnx"):
                run_onnx(by_name[entry["name"]], path(file), x, file.split(".")[1])
            elif file.endswith(".pt2"):
                got = first(torch.export.load(path(file)).module()(*x)).numpy(force=True)
                assert np.abs(got - data["output"]).max() <= 1e-5 * np.abs(data["output"]).max(), file
    known = {"zoo.json"} | {f for e in zoo["models"] for f in e["files"]}
    stray = sorted(set(os.listdir(FIXTURES)) - known)
    print(f"{len(zoo['models'])} models, {len(known) - 1} files, {total / 1e6:.2f} MB, not of the zoo: {stray}")


def add_weights(name):
    """The weights of a model that is there, as torch.save writes them: its other files stay as they are."""
    entry = next(m for m in json.load(open(path("zoo.json")))["models"] if m["name"] == name)
    program = torch.export.load(path(name + ".pt2"))
    state = {k: v.detach() for k, v in program.state_dict.items()}
    torch.save(state, path(name + ".pth"))
    scan(path(name + ".pth"))
    entry["files"][name + ".pth"] = os.path.getsize(path(name + ".pth"))
    update(entry, (), name)


def main():
    os.makedirs(FIXTURES, exist_ok=True)
    wanted = sys.argv[1:]
    if "--weights" in wanted:
        for name in wanted[wanted.index("--weights") + 1 :]:
            add_weights(name)
        return
    if "--list" in wanted:
        print("\n".join(s.name for s in specs()))
        return
    if "--check" in wanted:
        check()
        return
    for spec in specs():
        if wanted and spec.name not in wanted:
            continue
        try:
            entry, failed = make(spec)
            sizes = entry["files"]
            print(f"{spec.name:22} {entry['parameterCount']:6} parameters {sum(sizes.values()) / 1e3:7.1f} KB "
                  f"spread {entry['spread']:.2f} between {entry['between']:.2f} loss {entry['loss']:.3f} "
                  f"error {entry['float32Error']:.0e} without gradient {len(entry['withoutGradient'])}", flush=True)
            print("   ", " ".join(f"{f.removeprefix(spec.name + '.')}:{s / 1e3:.0f}" for f, s in sizes.items()), flush=True)
        except Exception as e:
            if os.environ.get("ZOO_TRACE"):
                traceback.print_exc()
            entry, failed = None, [{"name": spec.name, "kind": "all", "reason": reason(e)}]
        for f in failed:
            print(f"    FAILED {f['name']} {f['kind']}: {f['reason']}", flush=True)
        update(entry, failed, spec.name)
        gc.collect()


if __name__ == "__main__":
    main()
