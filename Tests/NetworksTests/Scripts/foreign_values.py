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


def recurrent(cell, shape, units, reverse=False, bias=True):
    """PyTorch's layer; the form of the GRU that it lacks by ONNX's definition, written out."""
    gates = {"lstm": 4, "gru": 3, "gru-reset-first": 3}.get(cell, 1)
    parameters = Parameters()
    weights = [parameters.take(gates * units, shape[2]), parameters.take(gates * units, units)]
    zeros = torch.zeros(gates * units)
    biases = [parameters.take(gates * units) if bias else zeros for _ in range(2)]
    x = samples(*shape)
    if reverse:
        x = x.flip(1)
    if cell == "gru-reset-first":
        h, states = torch.zeros(shape[0], units), []
        for t in range(shape[1]):
            own = (x[:, t] @ weights[0].T + biases[0]).chunk(3, 1)
            parts, added = weights[1].chunk(3), biases[1].chunk(3)
            r, z = (torch.sigmoid(own[k] + h @ parts[k].T + added[k]) for k in (0, 1))
            n = torch.tanh(own[2] + (r * h) @ parts[2].T + added[2])
            h = (1 - z) * n + z * h
            states.append(h)
        y = torch.stack(states, 1)
    else:
        layer = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}.get(cell)
        layer = (layer(shape[2], units, batch_first=True) if layer else
                 torch.nn.RNN(shape[2], units, batch_first=True, nonlinearity=cell))
        with torch.no_grad():
            for own, value in zip(layer.parameters(), weights + biases):
                own.copy_(value)
            y = layer(x)[0]
    if reverse:
        y = y.flip(1)
    flags = f'"bias":{"true" if bias else "false"}' + (',"reverse":true' if reverse else "")
    case(f'{{"kind":"recurrent","cell":"{cell}","units":{units},{flags}}}', shape, y)


recurrent("lstm", (2, 4, 3), 3)
recurrent("lstm", (1, 3, 2), 17, reverse=True)
recurrent("gru", (2, 3, 3), 3, reverse=True)
recurrent("gru-reset-first", (2, 3, 3), 3)
recurrent("tanh", (2, 3, 2), 4, bias=False)
recurrent("relu", (2, 3, 2), 3)
write("recurrences", "`torch.nn.LSTM`, `GRU` and `RNN`, and a GRU whose reset gate acts on the state.")
