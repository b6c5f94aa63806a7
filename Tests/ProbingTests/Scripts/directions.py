"""Writes files of directions with h5py, safetensors and NumPy: python3 directions.py [FOLDER]

The groups are those of the published script (Li et al. 2018): a dataset for each tensor, numbered, in the order of
`parameters()` or of `state_dict()`. Number i of the k-th entry of the state_dict is 100 k + i in the first direction, and the
negative of it in the second.
"""

import pathlib
import sys

import h5py
import numpy as np
import torch
from safetensors.numpy import save_file

here = pathlib.Path(__file__).resolve().parent
folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "Fixtures"


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = torch.nn.Conv2d(1, 2, 3, bias=False)
        self.bn1 = torch.nn.BatchNorm2d(2)
        self.fc = torch.nn.Linear(2, 3)


net = Net()
names = list(net.state_dict())
numbers = {
    name: (100 * k + np.arange(t.numel(), dtype="f4")).reshape(tuple(t.shape)).astype(t.numpy().dtype)
    for k, (name, t) in enumerate(net.state_dict().items())
}
parameters = [name for name, _ in net.named_parameters()]

for file, order in [("parameters", parameters), ("states", names)]:
    with h5py.File(folder / f"{file}.h5", "w", libver=("earliest", "v110")) as f:
        for group, sign in [("xdirection", 1), ("ydirection", -1)]:
            g = f.create_group(group)
            for i, name in enumerate(order):
                g.create_dataset(str(i), data=sign * numbers[name])

named = {f"{i}/{n}": (sign * numbers[n]).astype("f8") for i, sign in [(0, 1), (1, -1)] for n in ["fc.weight", "conv1.weight"]}
save_file(named, folder / "named.safetensors")
np.savez(folder / "named.npz", **named)
