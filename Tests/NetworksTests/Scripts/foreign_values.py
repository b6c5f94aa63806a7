"""Writes ForeignValues+*.swift: what PyTorch and ONNX's reference evaluator make of small operations.

Inputs and parameters are the formulas below, which the tests know as well. Run with torch, onnx and numpy in the folder of the tests:
    python Scripts/foreign_values.py
"""
import math

import numpy
import torch

torch.set_default_dtype(torch.float64)


def samples(*shape):
    count = math.prod(shape)
    return torch.tensor([((i * 37 + 11) % 29 - 14) / 8 for i in range(count)]).reshape(shape)


class Parameters:
    """Numbers for one block after the other, as in the flat vector."""

    def __init__(self):
        self.count = 0

    def take(self, *shape):
        count = math.prod(shape)
        values = [((i * 31 + 7) % 23 - 11) / 16 for i in range(self.count, self.count + count)]
        self.count += count
        return torch.tensor(values).reshape(shape)


cases = []


def case(operation, shape, output):
    """The operation's file form, the shape of its input and its output for them."""
    numbers = ", ".join(f"{value:.7g}" for value in numpy.asarray(output).reshape(-1).tolist())
    cases.append((operation, list(shape), numbers))


def write(name, comment):
    lines = [f"/// {comment} Written by `Scripts/foreign_values.py`.", "extension ForeignValue {",
             f"  static let {name} = ["]
    for operation, shape, numbers in cases:
        lines += ["    ForeignValue(", f"      #\"{operation}\"#, {shape},", f"      [{numbers}]),"]
    lines += ["  ]", "}", ""]
    title = name[0].upper() + name[1:]
    with open(f"Reference/ForeignValue+{title}.swift", "w") as file:
        file.write("\n".join(lines))
    cases.clear()


def transposed(shape, filters, kernel, stride=1, padding=0, added=0, groups=1, dilation=1, bias=True):
    parameters = Parameters()
    weight = parameters.take(filters, shape[1] // groups, *kernel)
    # PyTorch: [in, out / groups, ...].
    parts = [part.transpose(0, 1) for part in weight.chunk(groups)]
    layer = torch.nn.functional.conv_transpose2d(
        samples(*shape), torch.cat(parts), parameters.take(filters) if bias else None, stride, padding, added, groups,
        dilation)
    text = (f'{{"kind":"transposed-convolution","filters":{filters},"kernel":{list(kernel)},"stride":{stride},'
            f'"padding":{padding},"output-padding":{added},"dilation":{dilation},"groups":{groups},'
            f'"bias":{"true" if bias else "false"}}}')
    case(text, shape, layer)


transposed((2, 2, 3, 2), 3, (2, 3))
transposed((2, 4, 2, 3), 6, (3, 2), stride=2, padding=1, added=1, groups=2)
transposed((2, 3, 2, 2), 3, (3, 3), groups=3, dilation=2, padding=1, bias=False)
write("transposedConvolutions", "`torch.nn.functional.conv_transpose2d`.")
