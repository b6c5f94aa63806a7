"""Writes the fixtures of the tests of PyTorch's pickled files, and what PyTorch reads in them as Swift source.

    python pickles.py          (Python 3.11, torch 2.13, numpy 2.4; then swift format)

Names and numbers come from `state_dict()` of the networks, or from `torch.load` where a file is written by hand.
"""

import argparse
import collections
import io
import os
import pathlib
import pickle
import tarfile
import zipfile

import numpy as np
import torch
from torch import nn

TESTS = pathlib.Path(__file__).parent.parent
FOLDER = TESTS / "Fixtures" / "Pickle"
FOLDER.mkdir(parents=True, exist_ok=True)
expected = {}


def elements(tensor):
    tensor = tensor.detach()
    if tensor.dtype in (torch.uint16, torch.uint32, torch.uint64):
        return [float(x) for x in tensor.numpy().reshape(-1)]
    return tensor.double().reshape(-1).tolist()


def expect(name, state):
    """What the weights of a file are."""
    expected[name] = [
        (key, str(t.dtype).removeprefix("torch."), list(t.shape), list(t.stride()), elements(t)) for key, t in state.items()
    ]


def save(name, value, state=None, **options):
    target = io.BytesIO()
    torch.save(value, target, **options)
    (FOLDER / name).write_bytes(target.getvalue())
    if state is not None:
        expect(name, state)


class Block(nn.Module):
    """A class that nobody else can import, with all kinds of members."""

    def __init__(self):
        super().__init__()
        self.second = nn.Linear(2, 2, bias=False)
        self.first = nn.Linear(3, 2)
        self.scale = nn.Parameter(torch.randn(2))
        self.absent = None
        self.register_parameter("nothing", None)
        self.register_buffer("kept", torch.randn(2))
        self.register_buffer("scratch", torch.randn(2), persistent=False)
        self.second.weight = nn.Parameter(torch.randn(2, 2))
        self.again = self.second


class Marked(torch.Tensor):
    pass


class Evil:
    def __reduce__(self):
        return os.system, ("touch pickle-was-run",)


torch.manual_seed(7)
network = nn.Sequential(nn.Conv2d(1, 2, 2), nn.BatchNorm2d(2))
network(torch.randn(4, 1, 5, 5))
state = network.state_dict()

# The same weights in every container and protocol.
save("state.pt", state, state)
for protocol in (1, 4, 5):
    save(f"state-{protocol}.pt", state, state, pickle_protocol=protocol)
save("state-sequence.pt", state, state, _use_new_zipfile_serialization=False)
torch.serialization.set_crc32_options(False)
save("state-unchecked.pt", state, state)
torch.serialization.set_crc32_options(True)


def rezipped(name, source, method=zipfile.ZIP_STORED, change=lambda name, content: content):
    with zipfile.ZipFile(FOLDER / source if isinstance(source, str) else source) as old:
        with zipfile.ZipFile(FOLDER / name, "w", method) as new:
            for info in old.infolist():
                content = change(info.filename, old.read(info))
                if content is not None:
                    new.writestr(zipfile.ZipInfo(info.filename), content, method)


rezipped("state-deflated.pt", "state.pt", zipfile.ZIP_DEFLATED)
expect("state-deflated.pt", state)
rezipped("big-endian.pt", "state.pt", change=lambda n, c: b"big" if n.endswith("/byteorder") else c)

# Checkpoints.
optimizer = torch.optim.SGD(network.parameters(), lr=0.1, momentum=0.9)
prefixed = collections.OrderedDict(("module._orig_mod." + key, value) for key, value in state.items())
save("parallel.pt", {"epoch": 12, "model": {"state_dict": prefixed}, "optimizer": optimizer.state_dict()}, state)
lightning = collections.OrderedDict(("model." + key, value) for key, value in state.items())
save(
    "lightning.ckpt",
    {
        "epoch": 3,
        "global_step": 120,
        "pytorch-lightning_version": "2.5.0",
        "state_dict": lightning,
        "loops": {"fit_loop": {"state_dict": {}}},
        "callbacks": {},
        "optimizer_states": [optimizer.state_dict()],
        "lr_schedulers": [],
        "hparams_name": "kwargs",
        "hyper_parameters": {"lr": 1e-3},
    },
    lightning,
)
linear = nn.Linear(2, 1).state_dict()
save(
    "namespace.pt",
    {
        "args": argparse.Namespace(lr=0.1, name="run"),
        "accuracy": np.float64(0.5),
        "best": 0.75,
        "note": "first\x1b[31m",
        "history": [1, 2, 3],
        "done": True,
        "size": torch.Size([2, 1]),
        "mean": torch.zeros(2, 3),
        "net": linear,
    },
    linear,
)
save("counted.pt", {"model": {**linear, "steps": 5}, "mean": torch.zeros(2)}, linear)
save("malicious.pt", {"state_dict": linear, "extra": Evil()}, linear)
other = nn.Linear(2, 1).state_dict()
save("ambiguous.pt", {"model": linear, "ema": other})
expect("ambiguous.pt", other)
save("unusual.pt", {"generator": linear, "discriminator": other, "step": 1, "mean": torch.zeros(2)})
save("mixed.pt", {**other, "step": 1}, other)

# Modules as a whole.
block = nn.Sequential(Block(), nn.ReLU())
save("module.pt", block, block.state_dict())
get_source = torch.serialization.get_source_lines_and_file
torch.serialization.get_source_lines_and_file = lambda object: (["pass\n"], 1, "network.py")
save("module-sequence.pt", block, block.state_dict(), _use_new_zipfile_serialization=False)
torch.serialization.get_source_lines_and_file = get_source
script = io.BytesIO()
torch.jit.save(torch.jit.script(nn.Sequential(nn.Linear(3, 2), nn.BatchNorm1d(2))), script)
# The debug files name the machine's folders.
rezipped("script.pt", script, change=lambda n, c: None if n.endswith(".debug_pkl") else c)
expect("script.pt", torch.jit.load(io.BytesIO((FOLDER / "script.pt").read_bytes())).state_dict())

# Views.
base = torch.arange(12.0).reshape(3, 4)
table = torch.randn(3, 2)
views = {
    "transposed": base.t(),
    "rows": base[1:],
    "column": base[:, 1],
    "every other": base[:, ::2],
    "one": base[2, 3],
    "repeated": base[0, :1].expand(5),
    "permuted": torch.arange(24).reshape(2, 3, 4).permute(2, 0, 1),
    "empty": torch.zeros(0, 3),
    "embedding.weight": table,
    "head.weight": table,
    "copy": table.clone(),
}
save("views.pt", views, views)
save("views-sequence.pt", views, views, _use_new_zipfile_serialization=False)
rezipped("views-deflated.pt", "views.pt", zipfile.ZIP_DEFLATED)
expect("views-deflated.pt", views)

# Types.
numbers = torch.tensor([1.5, -2.25, 0.1, 65504.0])
types = {str(t).removeprefix("torch."): numbers.to(t) for t in (torch.float16, torch.bfloat16, torch.float32, torch.float64)}
for t in (torch.int8, torch.int16, torch.int32, torch.int64):
    types[str(t).removeprefix("torch.")] = torch.tensor([-1, 0, torch.iinfo(t).max // 2], dtype=t)
for t in (torch.uint8, torch.uint16, torch.uint32, torch.uint64):
    types[str(t).removeprefix("torch.")] = torch.tensor([1, 0, torch.iinfo(t).max // 4], dtype=t)
types["bool"] = torch.tensor([True, False])
types["scalar"] = torch.tensor(7)
types["uint16 part"] = types["uint16"][1:]
save("types.pt", types, types)
parameter = nn.Parameter(torch.randn(2))
parameter.note = "kept"
special = {
    "parameter": nn.Parameter(torch.randn(2)),
    "with state": parameter,
    "subclass": torch.randn(2).as_subclass(Marked),
    "wrapped": nn.Parameter(torch.randn(2).as_subclass(Marked)),
}
save("special.pt", special, special)
save(
    "unreadable.pt",
    {
        "plain": linear,
        "complex": {"weight": torch.zeros(2, dtype=torch.complex64)},
        "sparse": {"weight": torch.eye(2).to_sparse()},
        "quantized": {"weight": torch.quantize_per_tensor(torch.zeros(2), 0.1, 0, torch.qint8)},
        "small": {"weight": torch.zeros(2, dtype=torch.float8_e4m3fn)},
        "meta": {"weight": torch.zeros(2, device="meta")},
    },
)
expect("unreadable.pt", linear)


# A file as PyTorch 0.1 to 0.3 wrote them: views of storages, texts of Python 2.
class OldPickler(pickle._Pickler):
    dispatch = dict(pickle._Pickler.dispatch)

    def persistent_id(self, value):
        if isinstance(value, OldStorage):
            return ("storage", torch.FloatStorage, "one", "cpu", 6, value.view)
        return None

    def save_text(self, value):
        content = value.encode()
        self.write(pickle.SHORT_BINSTRING + bytes([len(content)]) + content)
        self.memoize(value)

    dispatch[str] = save_text


class OldStorage:
    def __init__(self, view):
        self.view = view


class OldTensor:
    def __init__(self, *arguments):
        self.arguments = arguments

    def __reduce__(self):
        return torch._utils._rebuild_tensor, self.arguments


old = io.BytesIO()
whole, part = OldStorage(None), OldStorage(("two", 2, 4))
values = {"whole": OldTensor(whole, 0, (2, 3), (3, 1)), "part": OldTensor(part, 1, (3,), (1,))}
for value in (0x1950A86A20F9469CFC6C, 1001, {"little_endian": True}, values, ["one"]):
    OldPickler(old, protocol=2).dump(value)
old.write((6).to_bytes(8, "little") + np.arange(6, dtype="<f4").tobytes())
(FOLDER / "old.pt").write_bytes(old.getvalue())
loaded = torch.load(FOLDER / "old.pt", weights_only=False)
assert loaded["part"].tolist() == [3, 4, 5] and loaded["whole"].tolist() == [[0, 1, 2], [3, 4, 5]]
expect("old.pt", {"whole": torch.arange(6.0).reshape(2, 3), "part": torch.arange(3.0, 6)})

# Files of others.
(FOLDER / "plain.pkl").write_bytes(pickle.dumps({"weight": [1.0, 2.0]}))
tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w", format=tarfile.USTAR_FORMAT) as archive:
    archive.addfile(tarfile.TarInfo("sys_info"))
(FOLDER / "tar.pt").write_bytes(tar.getvalue()[:1024])
for name, entries in (
    ("export.pt2", ["m/archive_format", "m/models/model.json"]),
    ("arrays.npz", ["a.npy"]),
    ("other.zip", ["readme.txt"]),
):
    with zipfile.ZipFile(FOLDER / name, "w") as archive:
        for entry in entries:
            archive.writestr(zipfile.ZipInfo(entry), b"{}")

# A pickle of every kind of value, in every protocol.
kinds = {
    "none": None, "flags": [True, False], "integers": [0, 255, 256, 65536, -1, 2**31, -(2**40), 2**64, -(2**70)],
    "numbers": [0.5, float("inf")], "texts": ["", "é\n\\", "x" * 300], "bytes": b"\x00\xff",
    "tuples": [(), (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4)], "dict": {1: {}}, "set": {1}, "frozenset": frozenset([2]),
    "array": bytearray(b"ab"),
}
lines = []
for protocol in range(6):
    digits = pickle.dumps(kinds, protocol=protocol).hex()
    lines += ['    """'] + [f"    {digits[i:i + 100]}\\" for i in range(0, len(digits), 100)] + ['', '    """,']


def swift(number):
    return "-.infinity" if number == float("-inf") else ".infinity" if number == float("inf") else repr(number)


source = ["// Written by Scripts/pickles.py.\n", "/// What PyTorch reads in the fixtures.", "enum PickleNumbers {"]
source += ["  static let weights: [String: [NumberedTensor]] = ["]
for name, tensors in expected.items():
    source.append(f'    "{name}": [')
    for key, dtype, shape, strides, numbers in tensors:
        shown = ", ".join(swift(n) for n in numbers)
        source.append(f'      NumberedTensor("{key}", .{dtype}, {shape}, strides: {strides}, [{shown}]),')
    source.append("    ],")
source += ["  ]\n", "  /// One dictionary, written with protocols 0 to 5, as hexadecimal digits.", "  static let protocols = ["]
source += lines + ["  ]", "}"]
(TESTS / "Pickle" / "PickleNumbers.swift").write_text("\n".join(source) + "\n")
