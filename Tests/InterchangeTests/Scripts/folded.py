"""Writes folded.*.onnx and data for them: one network with batch normalization after convolutions with and without biases, after a transposed
convolution and after a linear layer, as each exporter folds it. Versions: torch 2.13.0, onnxscript 0.7.2,
onnxruntime 1.31.1.

How many layers each file has folded (seen in a listing of its nodes): optimized 4 (conv c1, c2, transposed t, linear l),
script 2 (c1, c2), ort 3 (c1, c2, t), preserve 0.
"""
import sys

import numpy
import onnx
import onnxruntime
import torch
from torch import nn


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.b1 = nn.Conv2d(1, 4, 3, padding=1), nn.BatchNorm2d(4)
        self.c2, self.b2 = nn.Conv2d(4, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4)
        self.c3 = nn.Conv2d(4, 4, 3, padding=1, bias=False)
        self.t, self.b3 = nn.ConvTranspose2d(4, 4, 2), nn.BatchNorm2d(4)
        self.l, self.b4 = nn.Linear(4, 6), nn.BatchNorm1d(6)
        self.fc = nn.Linear(6, 3)

    def forward(self, x):
        x = torch.relu(self.b2(self.c2(torch.relu(self.b1(self.c1(x))))))
        x = torch.relu(self.b3(self.t(torch.relu(self.c3(x)))))
        return self.fc(torch.relu(self.b4(self.l(x.mean((2, 3))))))


folder = sys.argv[1] if len(sys.argv) > 1 else "Tests/InterchangeTests/Fixtures"
torch.manual_seed(0)
network = Network()
for layer in network.modules():
    if isinstance(layer, (nn.BatchNorm2d, nn.BatchNorm1d)):
        layer.weight.data.normal_()
        layer.bias.data.normal_()
        layer.running_mean.normal_()
        layer.running_var.uniform_(0.5, 2)
network.eval()
x = torch.randn(2, 1, 6, 6)
torch.onnx.export(network, (x,), f"{folder}/folded.optimized.onnx", dynamo=True, optimize=True, external_data=False,
                  dynamic_shapes=({0: torch.export.Dim("n")},))
# Stack traces of the exporter's machine are no part of a fixture.
model = onnx.load(f"{folder}/folded.optimized.onnx")
for node in model.graph.node:
    kept = [p for p in node.metadata_props if p.key == "pkg.onnxscript.rewriter.rule_name"]
    del node.metadata_props[:]
    node.metadata_props.extend(kept)
del model.graph.metadata_props[:]
onnx.save(model, f"{folder}/folded.optimized.onnx")
old = dict(dynamo=False, input_names=["x"], dynamic_axes={"x": {0: "n"}})
torch.onnx.export(network, (x,), f"{folder}/folded.script.onnx", **old)
torch.onnx.export(network, (x,), f"{folder}/folded.preserve.onnx", **old,
                  training=torch.onnx.TrainingMode.PRESERVE, do_constant_folding=False)
options = onnxruntime.SessionOptions()
options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
options.optimized_model_filepath = f"{folder}/folded.ort.onnx"
onnxruntime.InferenceSession(f"{folder}/folded.preserve.onnx", options, providers=["CPUExecutionProvider"])
numpy.savez(f"{folder}/folded.npz", x=torch.randn(8, 1, 6, 6).numpy(), y=numpy.arange(8) % 3)
