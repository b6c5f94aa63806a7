"""Writes the fixtures of the tests of archives, NumPy's arrays and safetensors, as Swift source.

    python archives.py          (Python 3.11, numpy 2.4, torch 2.13, safetensors 0.8)
"""

import base64
import io
import json
import pathlib
import stat
import zipfile
import zlib

import numpy as np
import safetensors.torch
import torch

TESTS = pathlib.Path(__file__).parent.parent


class Pipe(io.RawIOBase):
    """A target that cannot go back, so that zipfile writes sizes behind the data (flag bit 3)."""

    def __init__(self):
        self.bytes = bytearray()

    def writable(self):
        return True

    def write(self, data):
        self.bytes += data
        return len(data)


def zipped(entries, target=None, comment=b""):
    target = target if target is not None else io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.comment = comment
        for name, content, method in entries:
            info = zipfile.ZipInfo(name)
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, content, method)
    return bytes(target.bytes) if isinstance(target, Pipe) else target.getvalue()


def npy(array, version=None):
    target = io.BytesIO()
    np.lib.format.write_array(target, array, version=version)
    return target.getvalue()


def npz(save, **arrays):
    target = io.BytesIO()
    save(target, **arrays)
    return target.getvalue()


def fixtures_of_archives():
    stored, deflated = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
    mixed = [("a.txt", b"hello", stored), ("d/b.txt", b"x" * 1000 + b"y", deflated), ("empty", b"", stored)]
    plain = [("a.txt", b"hello", stored), ("d/caf\u00e9", bytes(range(8)), stored), ("empty", b"", stored)]
    result = {
        "mixed": ("`a.txt`, `d/b.txt` deflated, `empty`; the comment holds the signature of an end.",
                  zipped(mixed, comment=b"PK\5\6 is not the end" * 2)),
        "streamed": ("The same, written where one cannot go back: sizes follow the data.", zipped(mixed, Pipe())),
        "stored": ("`a.txt`, `d/caf\u00e9`, `empty`, all stored.", zipped(plain)),
        "none": ("No entries.", zipped([])),
    }
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT = zipfile.ZIP_FILECOUNT_LIMIT = -1
    result["wide"] = ("As `stored`, all numbers with 64 bits.", zipped(plain))
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    target = io.BytesIO()
    torch.save({"a": torch.arange(6, dtype=torch.float32).reshape(2, 3)}, target)
    result["torch"] = ("`torch.save({'a': torch.arange(6, dtype=torch.float32).reshape(2, 3)}, …)`.", target.getvalue())
    return result


KINDS = ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "b1"]


def fixtures_of_numpy():
    rows = np.arange(6).reshape(2, 3)
    arrays = {kind: rows.astype(kind) for kind in KINDS}
    edges = {
        "i1": np.array([-128, 127], "i1"), "i8": np.array([-2**63, 2**63 - 1], "i8"),
        "u8": np.array([0, 2**64 - 1], "u8"), "f2": np.array([65504, -2**-24], "f2"),
        "columns": np.asfortranarray(np.arange(24.0).reshape(2, 3, 4)), "scalar": np.float32(1.5),
        "none": np.zeros((0, 3)), "line": np.arange(3, dtype="f4"), "text": np.array(["a", "bc"]),
    }
    result = {
        "kinds": ("0 to 5 in two rows of three, in each type, by its name; `numpy.savez_compressed`.",
                  npz(np.savez_compressed, **arrays)),
        "edges": ("Extremes, and other shapes; `numpy.savez`, whose bytes are mostly padding.",
                  npz(np.savez_compressed, **edges)),
        "plain": ("`x`: 0, 1, 2; `numpy.savez`.", npz(np.savez, x=np.arange(3, dtype="f4"))),
        "version2": ("0 to 5 in two rows of three as `<f4`, version 2.0.", npy(rows.astype("f4"), (2, 0))),
        "version3": ("The same, version 3.0.", npy(rows.astype("f4"), (3, 0))),
        "rows": ("0 to 5 in two rows of three as `<f4`.", npy(rows.astype("f4"))),
        "scalar": ("1.5 as `<f8` without axes.", npy(np.array(1.5))),
        "line": ("-1, 2 as `<i8`.", npy(np.array([-1, 2], "i8"))),
        "long": ("One number in 31 axes, as `<f4`: the header fills 192 bytes.", npy(np.ones((1,) * 31, "f4"))),
        "exact": ("100 ones in 14 axes, the last of 100, as `<f4`: without padding the header ends at a multiple of 64.",
                  npy(np.ones((1,) * 13 + (100,), "f4"))),
    }
    return result


def fixtures_of_safetensors():
    names = ["float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64",
             "uint8", "uint16", "uint32", "uint64", "bool"]
    tensors = {name: torch.arange(6).reshape(2, 3).to(getattr(torch, name)) for name in names}
    tensors["scalar"] = torch.tensor(1.5)
    tensors["none"] = torch.zeros(0, 3)
    one = {"b": torch.tensor([1.0, 2.0]), "unlisted": torch.tensor([9.0])}
    two = {"a": torch.tensor([3.0])}
    index = {"metadata": {"total_size": 12}, "weight_map": {"a": "m-2.safetensors", "b": "m-1.safetensors"}}
    return {
        "kinds": ("0 to 5 in two rows of three, in each type, by its name; `scalar` 1.5, `none` of 0 rows.",
                  safetensors.torch.save(tensors, {"format": "pt", "caf\u00e9": "\"1\"\n"})),
        "first": ("`b`: 1, 2; `unlisted`: 9.", safetensors.torch.save(one)),
        "second": ("`a`: 3.", safetensors.torch.save(two)),
        "index": ("Lists `a` and `b`.", json.dumps(index, indent=2).encode()),
        "float8": ("A tensor of 8-bit floats.", safetensors.torch.save({"x": torch.zeros(2).to(torch.float8_e4m3fn)})),
    }


def write(path, name, summary, fixtures):
    lines = ["// Written by Scripts/archives.py.", "", f"/// {summary}", f"enum {name} {{"]
    for number, (fixture, (summary, content)) in enumerate(fixtures.items()):
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packed = packer.compress(content) + packer.flush()
        text = base64.b64encode(packed).decode()
        lines += [""] * (number > 0) + [f"  /// {summary}", f"  static let {fixture} = Packed(", f"    count: {len(content)},", '    """']
        lines += ["    " + text[start:start + 100] for start in range(0, len(text), 100)]
        lines += ['    """)']
    (TESTS / path).write_text("\n".join(lines + ["}", ""]))


write("Archives/ZipFixtures.swift", "ZipFixtures", "Archives written by Python's `zipfile` and by PyTorch.", fixtures_of_archives())
write("NumPy/NumPyFixtures.swift", "NumPyFixtures", "Arrays written by NumPy.", fixtures_of_numpy())
write("Safetensors/SafetensorsFixtures.swift", "SafetensorsFixtures", "Containers written by `safetensors`.", fixtures_of_safetensors())
