"""Compares exported networks with what this program computes: ONNX by ONNX Runtime, weights and .pt2 by PyTorch.

    LANDSCAPE_EXPORTS=folder swift test --filter ExportFiles
    python exports-check.py folder [Fixtures/exports.json]

The second argument is written when everything agrees. Made with onnx 1.22, onnxruntime 1.31 and torch 2.13.
"""
import json
import os
import sys

import numpy as np
import onnx
import onnxruntime
from safetensors import safe_open

LIMIT = 5e-6


def difference(found, expected):
    assert found.shape == expected.shape, f"{found.shape} for {expected.shape}"
    # What is infinite or no number must be so in both.
    same = (found == expected) | (np.isnan(found) & np.isnan(expected))
    size = np.abs(expected[np.isfinite(expected)]).max()
    return float(np.where(same, 0, np.abs(found.astype(np.float64) - expected)).max() / size)


def samples(path):
    archive = np.load(path + ".npz")
    return [archive[f"x{i}"] for i in range(len(archive.files) - 1)], archive["y"]


def check_onnx(path, names):
    model = onnx.load(path + ".onnx")
    onnx.checker.check_model(model, full_check=True)
    inputs, expected = samples(path)
    session = onnxruntime.InferenceSession(path + ".onnx", providers=["CPUExecutionProvider"])
    assert [i.name for i in session.get_inputs()] == names
    worst = 0
    for count in (expected.shape[0], 1):
        if expected.shape[0] != inputs[0].shape[0] and count == 1:
            continue
        found = session.run(None, {n: x[:count] for n, x in zip(names, inputs)})[0]
        worst = max(worst, difference(found, expected[:count]))
    return worst, model


def check_weights(path, model):
    """The tensors are the initializers of the same names."""
    stored = {t.name: onnx.numpy_helper.to_array(t) for t in model.graph.initializer}
    with safe_open(path + ".safetensors", "np") as file:
        assert file.metadata()["format"] == "pt"
        for name in file.keys():
            assert np.array_equal(file.get_tensor(name), stored[name]), name


def check_torch(path):
    import torch

    program = torch.export.load(path + ".pt2")
    inputs, expected = samples(path)
    worst = 0
    for count in (expected.shape[0], 2, 1):
        with torch.no_grad():
            found = program.module()(*[torch.from_numpy(x[:count]) for x in inputs])
        worst = max(worst, difference(found.numpy(), expected[:count]))
    with safe_open(path + ".safetensors", "pt") as file:
        state = program.state_dict
        for name in file.keys():
            assert torch.equal(file.get_tensor(name), state[name]), name
    return worst


def check_module(path):
    """The weights of the normalized MLP are those of PyTorch's own modules."""
    import torch
    from safetensors.torch import load_file

    module = torch.nn.Module()
    for index, (features, units) in enumerate([(2, 6), (6, 5), (5, 3)], start=1):
        module.add_module(f"fc{index}", torch.nn.Linear(features, units, bias=index == 3))
        if index < 3:
            module.add_module(f"bn{index}", torch.nn.BatchNorm1d(units))
    module.load_state_dict(load_file(path + ".safetensors"))
    module.eval()
    with safe_open(path + ".safetensors", "np") as file:
        mean, deviation = (torch.tensor(json.loads(file.metadata()[f"landscape.{k}"])) for k in ("mean", "deviation"))
    inputs, expected = samples(path)
    with torch.no_grad():
        x = (torch.from_numpy(inputs[0]) - mean) / deviation
        for index in (1, 2):
            layer, norm = getattr(module, f"fc{index}"), getattr(module, f"bn{index}")
            # DropConnect and dropout as published: weights and units are scaled when nothing is dropped.
            x = 0.7 * torch.relu(norm(torch.nn.functional.linear(x, 0.75 * layer.weight)))
        x = module.fc3(x)
    return difference(x.numpy(), expected)


def main():
    folder = sys.argv[1]
    with open(f"{folder}/networks.json") as file:
        entries = json.load(file)
    failed = False
    for entry in entries:
        path = f"{folder}/{entry['file']}"
        try:
            worst, model = check_onnx(path, entry["inputs"])
            check_weights(path, model)
            line = f"ONNX {worst:.1e}"
            if os.path.exists(path + ".pt2"):
                torch_worst = check_torch(path)
                line += f", PyTorch {torch_worst:.1e}"
                worst = max(worst, torch_worst)
            if entry["name"] == "mlp":
                module_worst = check_module(path)
                line += f", modules {module_worst:.1e}"
                worst = max(worst, module_worst)
            if not worst <= LIMIT:
                line += "  TOO FAR"
                failed = True
        except Exception as error:
            line = f"FAILED: {type(error).__name__}: {str(error)[:600]}"
            failed = True
        print(f"{entry['name']}: {line}", flush=True)
    if failed:
        sys.exit(1)
    if len(sys.argv) > 2:
        keys = [key for key in ("structure", "torchStructure") if any(key in e for e in entries)]
        result = {e["name"]: {key: e[key] for key in keys if key in e} for e in entries}
        with open(sys.argv[2], "w") as file:
            json.dump(result, file, indent=1)
            file.write("\n")


main()
