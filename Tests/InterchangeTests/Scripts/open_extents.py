"""Writes open-*.pt2, open-*.onnx: networks whose inputs have open extents beside the samples, with data and what PyTorch
computes for them in double precision. Versions: torch 2.13.0.

open-image takes images of any height and width; open-text takes rows of tokens of any length.
"""
import numpy
import torch
from torch import nn
from torch.export import Dim

import zoo


class Image(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b, self.fc = nn.Conv2d(3, 4, 3, padding=1), nn.Conv2d(4, 5, 3, stride=2), nn.Linear(5, 3)

    def forward(self, x):
        return self.fc(torch.relu(self.b(torch.relu(self.a(x)))).mean((2, 3)))


class Text(nn.Module):
    def __init__(self):
        super().__init__()
        self.table, self.mix, self.fc = nn.Embedding(11, 6), nn.Linear(6, 8), nn.Linear(8, 3)

    def forward(self, x):
        return self.fc(torch.tanh(self.mix(self.table(x))).sum(1) / x.shape[1])


torch.manual_seed(0)
height, width, length = Dim("height", min=6, max=512), Dim("width", min=6, max=512), Dim("length", min=2, max=512)
cases = [
    ("open-image", Image(), torch.randn(6, 3, 10, 13), torch.randn(2, 3, 8, 9), {2: height, 3: width}),
    ("open-text", Text(), torch.randint(0, 11, (6, 7)), torch.randint(0, 11, (2, 5)), {1: length}),
]
for name, network, x, example, dynamic in cases:
    network.eval()
    dynamic = ({0: Dim("n", max=4096), **dynamic},)
    zoo.save_pt2(torch.export.export(network, (example,), dynamic_shapes=dynamic), name)
    file = zoo.path(f"{name}.onnx")
    torch.onnx.export(network, (example,), file, dynamo=True, optimize=False, external_data=False, dynamic_shapes=dynamic)
    zoo.strip_onnx(file, False, False)
    y = numpy.arange(len(x)) % 3
    with torch.no_grad():
        numpy.savez(zoo.path(f"{name}.npz"), x=x.numpy(), y=y)
        exact = network.double()(x.double() if x.is_floating_point() else x)
    print(name, "loss", nn.functional.cross_entropy(exact, torch.tensor(y)).item())
