"""Writes surfaces as the published script of Li et al. 2018 does, with h5py: python3 published.py [FOLDER]

The arrays are declared [x, y] and filled by flat index in the order of numpy.meshgrid; what is not computed stays -1.
"""

import pathlib
import sys

import h5py
import numpy as np

here = pathlib.Path(__file__).resolve().parent
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "Fixtures"
folder.mkdir(exist_ok=True)


def loss(x, y):
    return 1 + x + 10 * y * y


x, y = np.linspace(-1, 1, 5), np.linspace(-0.5, 1, 4)
with h5py.File(folder / "plane.h5", "w", libver=("earliest", "v110")) as f:
    f["dir_file"] = "directions.h5"
    f["xcoordinates"], f["ycoordinates"] = x, y
    losses, accuracies = -np.ones((len(x), len(y))), -np.ones((len(x), len(y)))
    xs, ys = (c.ravel() for c in np.meshgrid(x, y))
    for i in range(losses.size - 1):
        losses.ravel()[i] = loss(xs[i], ys[i])
        accuracies.ravel()[i] = 50 + i
    f["train_loss"], f["train_acc"] = losses, accuracies

with h5py.File(folder / "line.h5", "w", libver=("earliest", "v110")) as f:
    f["xcoordinates"] = x.astype("f4")
    for k, split in enumerate(["train", "test"]):
        f[split + "_loss"] = loss(x, k)
        f[split + "_acc"] = 100 - 10 * np.arange(5.0)

with h5py.File(folder / "uneven.h5", "w", libver=("earliest", "v110")) as f:
    f["xcoordinates"] = np.array([0, 1, 3.0])
    f["train_loss"] = np.ones(3)
