"""Writes ForeignValues+*.swift: what PyTorch and ONNX's reference evaluator make of small operations.

Inputs and parameters are the formulas below, which the tests know as well. Run with torch, onnx and numpy in the folder of the tests:
    python Scripts/foreign_values.py
"""
import json
import math

import numpy
import onnx.helper
import onnx.reference
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


def form(size, mode, **fields):
    return json.dumps({"kind": "resize", "size": size, "mode": mode, **fields})


def interpolated(shape, size, torch_mode, text, **arguments):
    x = samples(*shape)
    # Places depend on the precision.
    x = x.float() if torch_mode.startswith("nearest") else x
    case(text, shape, torch.nn.functional.interpolate(x, size=size, mode=torch_mode, **arguments))


def resized(shape, size, mode, scales=None, **attributes):
    """ONNX's reference evaluator; attributes as in the operator."""
    names = {"coordinate_transformation_mode": "coordinates", "nearest_mode": "rounding", "cubic_coeff_a": "cubic-coefficient",
             "antialias": "antialias", "exclude_outside": "excludes-outside"}
    fields = {}
    for name, value in attributes.items():
        if isinstance(value, str):
            value = value.replace("_", "-")
        fields[names[name]] = bool(value) if name in ("antialias", "exclude_outside") else value
    if scales:
        fields["scales"] = scales
    value_info = onnx.helper.make_tensor_value_info
    node = onnx.helper.make_node(
        "Resize", ["x", "", "scales" if scales else "", "" if scales else "sizes"], ["y"], mode=mode, **attributes)
    inputs = [value_info("x", onnx.TensorProto.DOUBLE, shape)]
    feed = {"x": samples(*shape).numpy()}
    if scales:
        inputs.append(value_info("scales", onnx.TensorProto.FLOAT, [4]))
        feed["scales"] = numpy.array([1, 1] + scales, dtype=numpy.float32)
    else:
        inputs.append(value_info("sizes", onnx.TensorProto.INT64, [4]))
        feed["sizes"] = numpy.array(list(shape[:2]) + size)
    graph = onnx.helper.make_graph([node], "resize", inputs, [value_info("y", onnx.TensorProto.DOUBLE, None)])
    model = onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", 19)])
    output = onnx.reference.ReferenceEvaluator(model).run(None, feed)[0]
    case(form(list(output.shape[2:]), mode, **fields), shape, output)


nearest = {"coordinates": "asymmetric", "rounding": "floor"}
interpolated((1, 2, 3, 4), (7, 6), "nearest", form([7, 6], "nearest", **nearest))
# Single precision falls short of a whole number here.
interpolated((1, 1, 1, 78), (1, 132), "nearest", form([1, 132], "nearest", **nearest))
interpolated((1, 2, 3, 4), (7, 3), "nearest-exact", form([7, 3], "nearest", rounding="round-prefer-ceil"))
interpolated((2, 1, 3, 4), (5, 3), "bilinear", form([5, 3], "linear"))
interpolated((1, 1, 3, 4), (5, 3), "bilinear", form([5, 3], "linear", coordinates="align-corners"), align_corners=True)
interpolated((1, 1, 7, 9), (3, 4), "bilinear", form([3, 4], "linear", antialias=True, **{"excludes-outside": True}),
             antialias=True)
interpolated((1, 1, 3, 4), (5, 7), "bicubic", form([5, 7], "cubic"))
interpolated((1, 1, 9, 8), (4, 5), "bicubic", form(
    [4, 5], "cubic", antialias=True, **{"excludes-outside": True, "cubic-coefficient": -0.5}), antialias=True)
resized((1, 1, 3, 4), [5, 3], "linear", coordinate_transformation_mode="asymmetric")
resized((1, 1, 3, 4), [5, 9], "cubic", exclude_outside=1, cubic_coeff_a=-0.5)
resized((1, 1, 6, 7), [4, 3], "cubic", antialias=1)
resized((1, 1, 6, 7), [4, 3], "linear", antialias=1)
resized((1, 1, 3, 4), None, "linear", scales=[1.75, 2.2])
resized((1, 1, 3, 4), None, "linear", scales=[1.75, 2.2], coordinate_transformation_mode="half_pixel_symmetric")
for rounding in ("round_prefer_floor", "round_prefer_ceil", "floor", "ceil"):
    resized((1, 1, 3, 4), [6, 2], "nearest", nearest_mode=rounding)
resized((1, 1, 3, 4), [6, 2], "nearest", nearest_mode="ceil", coordinate_transformation_mode="align_corners")
write("resizes", "`torch.nn.functional.interpolate`, and ONNX's reference evaluator.")
