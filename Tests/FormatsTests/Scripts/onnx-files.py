"""Writes the ONNX models in Fixtures/ONNX, and prints the numbers that the tests compare with.

Made with onnx 1.22, torch 2.13 and onnxruntime 1.31. `python onnx-files.py FOLDER` writes the fixtures but `written.onnx`,
which is our writer's: of that it prints what onnx.checker and onnxruntime say. TensorProto files come last.
"""

import pathlib
import sys

import numpy
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

folder = pathlib.Path(sys.argv[1])


def model(graph, name, opset=17, ir=8, **more):
    result = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", opset)] + more.pop("opsets", []), ir_version=ir,
        producer_name="onnx-files.py", producer_version="1", **more)
    onnx.save(result, folder / f"{name}.onnx")
    return result


def value(name, element=TensorProto.FLOAT, shape=(2,)):
    return helper.make_tensor_value_info(name, element, shape)


def identity(source, target):
    return helper.make_node("Identity", [source], [target], name=f"make_{target}")


# Every type of attribute, on an operation that nobody knows.
inner = helper.make_graph([identity("x", "inner_y")], "inner", [], [value("inner_y")])
other = helper.make_graph([identity("x", "other_y")], "other", [], [value("other_y")])
everything = helper.make_node(
    "Everything", ["x", "", "x"], ["y", ""], domain="test.domain",
    a_float=0.1, a_integer=-5, a_text="größer", floats=[0.5, -1e30], integers=[-1, 2**62, 0], texts=["a", "", "ü"])
everything.attribute.extend([
    helper.make_attribute("tensor", numpy_helper.from_array(numpy.array([[1, 2], [3, 4]], numpy.int16))),
    helper.make_attribute("graph", inner),
    helper.make_attribute("tensors", [
        numpy_helper.from_array(numpy.float64(numpy.pi)), numpy_helper.from_array(numpy.array([], numpy.float32))]),
    helper.make_attribute("graphs", [other]),
    helper.make_attribute("nothing", [], attr_type=onnx.AttributeProto.INTS),
])
model(
    helper.make_graph([everything], "attributes", [value("x")], [value("y")]), "attributes",
    opsets=[helper.make_opsetid("test.domain", 3)])

# Every type of element, in raw bytes and in the typed fields.
numbers = {
    "FLOAT": [1.5, -0.0, 3e38], "DOUBLE": [numpy.pi, -1e300, 0], "FLOAT16": [0.1, -65504, 6e-8],
    "BFLOAT16": [0.1, -3e38, 1], "INT8": [-128, 127, -1], "INT16": [-32768, 32767, -1],
    "INT32": [-(2**31), 2**31 - 1, -1], "INT64": [-(2**63), 2**63 - 1, -1], "UINT8": [0, 255, 1],
    "UINT16": [0, 65535, 1], "UINT32": [0, 2**32 - 1, 1], "UINT64": [0, 2**64 - 1, 1], "BOOL": [True, False, True],
}
tensors = []
for name, content in numbers.items():
    element = getattr(TensorProto, name)
    array = numpy.array(content, helper.tensor_dtype_to_np_dtype(element))
    typed = helper.make_tensor(f"{name}_typed", element, [3], array)
    raw = helper.make_tensor(f"{name}_raw", element, [3], array.tobytes(), raw=True)
    assert not typed.HasField("raw_data") and raw.HasField("raw_data")
    tensors += [typed, raw]
    print(name, [float(x) for x in numpy_helper.to_array(typed)], [float(x) for x in numpy_helper.to_array(raw)])
tensors.append(helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5]))
tensors.append(helper.make_tensor("empty", TensorProto.FLOAT, [0, 3], []))
model(helper.make_graph([identity("scalar", "y")], "tensors", [], [value("y", shape=())], tensors), "tensors")

# Extents that are numbers, symbols, nothing; a value without a shape; shapes of values within.
free = value("free", shape=(None, "n", 3))
relu = [helper.make_node("Relu", ["x"], ["h"]), helper.make_node("Relu", ["h"], ["y"])]
model(
    helper.make_graph(
        relu, "extents", [value("x", shape=("n", 3, None)), value("rankless", TensorProto.INT64, None), value("s", shape=())],
        [value("y", shape=("n", 3, "m"))], value_info=[value("h", shape=("2*n", 3)), free]), "extents")

# A subgraph that uses what is around it.
branches = [
    helper.make_graph([helper.make_node(op, ["x", "w"], [f"{op}_y"])], f"when_{op}", [], [value(f"{op}_y")])
    for op in ("Add", "Mul")]
choose = helper.make_node("If", ["c"], ["y"], then_branch=branches[0], else_branch=branches[1])
chosen = model(
    helper.make_graph(
        [choose], "branches", [value("c", TensorProto.BOOL, ()), value("x")], [value("y")],
        [helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 2])]), "branches")

# Functions: an attribute by reference, one with a default, a call within a call, a result that is an input.
def with_functions(name, results, outputs):
    scaled = helper.make_function(
        "own", "Scaled", ["a"], results,
        [helper.make_node("Constant", [], ["k"], name="factor"), helper.make_node("LeakyRelu", ["a"], ["l"], name="leaky"),
         helper.make_node("Mul", ["l", "k"], ["r"], name="product")],
        [helper.make_opsetid("", 17)], ["factor"], [helper.make_attribute("slope", 0.25)])
    for node, target, source in ((0, "value_float", "factor"), (1, "alpha", "slope")):
        scaled.node[node].attribute.append(
            onnx.AttributeProto(name=target, ref_attr_name=source, type=onnx.AttributeProto.FLOAT))
    twice = helper.make_function(
        "own", "Twice", ["a", "b"], ["r"],
        [helper.make_node("Scaled", ["a"], ["s"], name="first", domain="own", factor=2.0, slope=0.5),
         helper.make_node("Scaled", ["s"], ["t"], name="second", domain="own", factor=3.0),
         helper.make_node("Sub", ["t", "b"], ["r"], name="difference")],
        [helper.make_opsetid("", 17), helper.make_opsetid("own", 1)])
    return model(
        helper.make_graph(
            [helper.make_node("Twice", ["x", "w"], ["t"], name="call", domain="own"),
             helper.make_node("Scaled", ["t"], outputs, name="last", domain="own", factor=10.0)],
            "functions", [value("x")], [value(output) for output in outputs],
            [helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 2])]),
        name, functions=[scaled, twice], opsets=[helper.make_opsetid("own", 1)])


onnx.checker.check_model(with_functions("functions", ["r", "a"], ["y", "same"]))
# onnxruntime refuses a function whose result is its input, so it is asked without.
plain = with_functions("plain", ["r"], ["y"])
(folder / "plain.onnx").unlink()
session = onnxruntime.InferenceSession(plain.SerializeToString())
for x in ([-1, 2], [4, -8]):
    print("functions", x, session.run(None, {"x": numpy.array(x, numpy.float32)})[0].tolist())

# Version 3 of the format, where initializers are inputs as well; nodes without names, in the wrong order, with metadata.
old = helper.make_graph(
    [helper.make_node("Add", ["h", "b"], ["y"]), helper.make_node("Mul", ["x", "w"], ["h"])], "old",
    [value("w"), value("x"), value("b")], [value("y")],
    [helper.make_tensor("w", TensorProto.FLOAT, [2], [1, 2]), helper.make_tensor("b", TensorProto.FLOAT, [2], [3, 4])])
old = helper.make_model(old, opset_imports=[helper.make_opsetid("ai.onnx", 9)], ir_version=3)
helper.set_model_props(old, {"author": "nobody", "classes": "a,b"})
onnx.save(old, folder / "old.onnx")

# Tensors in two files beside the model, with offsets.
outside = helper.make_graph(
    [helper.make_node("Gemm", ["x", "weight", "bias"], ["y"], name="gemm")], "external",
    [value("x", shape=("n", 3))], [value("y", shape=("n", 2))],
    [numpy_helper.from_array(numpy.arange(6, dtype=numpy.float32).reshape(3, 2), "weight"),
     numpy_helper.from_array(numpy.array([0.5, -0.5], numpy.float32), "bias"),
     numpy_helper.from_array(numpy.arange(4, dtype=numpy.float16), "halves")])
outside = helper.make_model(outside, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
(folder / "external.data").unlink(missing_ok=True)
onnx.save(
    outside, folder / "external.onnx", save_as_external_data=True, all_tensors_to_one_file=True,
    location="external.data", size_threshold=0)
for tensor in onnx.load(folder / "external.onnx", load_external_data=False).graph.initializer:
    print("external", tensor.name, {e.key: e.value for e in tensor.external_data})


# What PyTorch's exporter writes, with the names of the modules.
class Block(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = torch.nn.Conv2d(2, 2, 3, padding=1)

    def forward(self, x):
        return torch.relu(self.conv(x)) + x


class Network(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = torch.nn.Sequential(Block(), Block())
        self.head = torch.nn.Linear(2, 3)

    def forward(self, x):
        return self.head(self.blocks(x).mean((2, 3)))


torch.manual_seed(0)
network = Network().eval()
torch.onnx.export(
    network, (torch.zeros(2, 2, 4, 4),), folder / "torch.onnx", dynamo=True, optimize=False, verbose=False,
    external_data=False, dynamic_shapes=({0: torch.export.Dim("n")},))
exported = onnx.load(folder / "torch.onnx")
for node in exported.graph.node:
    # The places in the exporting machine's files are neither needed nor ours to tell.
    for entry in [e for e in node.metadata_props if e.key != "pkg.torch.onnx.name_scopes"]:
        node.metadata_props.remove(entry)
for item in list(exported.graph.input) + list(exported.graph.output) + list(exported.graph.value_info):
    del item.metadata_props[:]
for tensor in exported.graph.initializer:
    del tensor.metadata_props[:]
del exported.graph.metadata_props[:]
onnx.save(exported, folder / "torch.onnx")
print("torch", exported.producer_name, exported.producer_version, exported.ir_version, exported.opset_import)
for node in exported.graph.node:
    print("torch", node.name, node.op_type, {e.key: e.value for e in node.metadata_props})
for tensor in exported.graph.initializer:
    print("torch", tensor.name, list(tensor.dims), float(numpy_helper.to_array(tensor).astype(float).sum()))

# One tensor, a sequence and an optional value, as in ONNX's own tests.
(folder / "tensor.pb").write_bytes(
    numpy_helper.from_array(numpy.array([[1, 2, 3], [4, 5, 6]], numpy.float64) / 7, "x").SerializeToString())
(folder / "sequence.pb").write_bytes(
    numpy_helper.from_list([numpy.zeros(2, numpy.float32)], "s").SerializeToString())
(folder / "optional.pb").write_bytes(
    numpy_helper.from_optional(numpy.zeros(2, numpy.float32), "o").SerializeToString())

written = folder / "written.onnx"
if written.exists():
    loaded = onnx.load(written)
    onnx.checker.check_model(loaded, full_check=True)
    session = onnxruntime.InferenceSession(written)
    x = numpy.array([[1, 2], [3, 4], [-5, 6]], numpy.float32)
    print("written", loaded.producer_name, loaded.ir_version, [i.shape for i in session.get_inputs()])
    print("written", [y.tolist() for y in session.run(None, {"x": x})])

for path in sorted(folder.iterdir()):
    print(path.name, path.stat().st_size)
