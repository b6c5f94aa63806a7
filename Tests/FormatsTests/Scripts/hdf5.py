"""Writes the HDF5 files that tests read, with h5py: python3 hdf5.py [FOLDER]

    types.h5    every type of number, and what is none, in the oldest form of the format, which published files have
    modern.h5   groups and compression in the form of HDF5 1.8
    links.h5    links, and numbers that lie elsewhere or nowhere
    loop.h5     a group that holds itself
"""

import pathlib
import sys

import h5py
import numpy as np

here = pathlib.Path(__file__).resolve().parent
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "Fixtures" / "HDF5"
folder.mkdir(parents=True, exist_ok=True)

with h5py.File(folder / "types.h5", "w", libver=("earliest", "v110")) as f:
    for kind in ["f2", "f4", "f8", "i1", "i8", "u1", "u4", ">f4", ">i2"]:
        values = np.array([[1, 2, 3], [4, 5, 6]]).astype(kind)
        if kind[-2] == "f":
            values = values / values.dtype.type(4)
        f.create_dataset("types/" + kind.replace(">", "big-"), data=values.astype(kind))
    f.create_dataset("scalar", data=np.int64(-7))
    f.create_dataset("nothing", shape=(0, 3), dtype="f4")
    f.create_dataset("text", data="a text")
    f.create_dataset("deep/er", data=np.arange(24, dtype="f4").reshape(2, 3, 4))

with h5py.File(folder / "modern.h5", "w", libver=("v108", "v108")) as f:
    f.create_dataset("x/0", data=np.arange(600, dtype="f8").reshape(20, 30), compression="gzip", chunks=(7, 8))
    f.create_dataset("x/10", data=np.float32(2.5))
    f.create_dataset("x/9", data=np.arange(3, dtype="i4"))

with h5py.File(folder / "links.h5", "w", libver=("earliest", "v110")) as f:
    f.create_dataset("plain", data=np.arange(4, dtype="f4"))
    f["soft"] = h5py.SoftLink("/plain")
    f["outside"] = h5py.ExternalLink("types.h5", "/scalar")
    f.create_dataset("elsewhere", shape=(4,), dtype="u1", external=[("types.h5", 0, 4)])
    f.create_dataset("unwritten", shape=(1000, 1000, 1000), dtype="f8")

with h5py.File(folder / "loop.h5", "w", libver=("earliest", "v110")) as f:
    f["loop"] = f["/"]
