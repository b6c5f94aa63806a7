"""What every model of the zoo needs: its description, and weights under which it computes something."""

import dataclasses
import math
from typing import Callable

import torch
from torch import nn
from torch.nn.modules.batchnorm import _BatchNorm


def images(side=32, channels=3):
    """Inputs that deflate well: normal numbers rounded to halves."""
    return lambda g, n: ((2 * torch.randn(n, channels, side, side, generator=g)).round() / 2,)


def numbers(*shape):
    return lambda g, n: ((4 * torch.randn(n, *shape, generator=g)).round() / 4,)


def tokens(length, vocabulary):
    return lambda g, n: (torch.randint(0, vocabulary, (n, length), generator=g),)


@dataclasses.dataclass
class Spec:
    name: str
    make: Callable[[], nn.Module]
    inputs: Callable
    task: str = "classes"
    onnx: tuple = ("",)
    states: tuple = ()
    notes: str = ""
    labels: Callable | None = None
    axes: tuple = (0,)  # the batch axis of each input
    gain: float = 1.0  # of linear layers and convolutions without a normalization
    head: tuple | None = None  # (module name, factor): scales the last layer
    priority: int = 1
    lean: bool = False  # drop the names of modules
    keep_examples: bool = False
    stored: bool = False  # npz without compression


def fan_in(module, weight):
    if isinstance(module, (nn.ConvTranspose1d, nn.ConvTranspose2d)):
        taps = math.prod(k / s for k, s in zip(module.kernel_size, module.stride))
        return max(1.0, weight.shape[0] / module.groups * taps)
    if type(module).__name__ == "Conv1D":  # Hugging Face's GPT-2: [in, out]
        return weight.shape[0]
    return math.prod(weight.shape[1:])


def fill(module, name, p, spec, g):
    def normal(mean, deviation):
        p.copy_(mean + deviation * torch.randn(p.shape, generator=g))

    kind = type(module).__name__
    constant = p.numel() > 1 and bool((p == p.flatten()[0]).all())
    if "Norm" in kind and "Conv" not in kind:
        normal(*((0, 0.2) if name == "bias" else (1, 0.3)))
    elif isinstance(module, nn.Embedding):
        normal(0, 0.5)
        if module.padding_idx is not None:
            p[module.padding_idx] = 0
    elif isinstance(module, (nn.LSTM, nn.GRU, nn.RNN, nn.MultiheadAttention)) and p.ndim == 2:
        normal(0, 1.5 / math.sqrt(p.shape[1]))
    elif name == "weight" and p.ndim >= 2 and (isinstance(module, (nn.Linear, nn.modules.conv._ConvNd)) or kind == "Conv1D"):
        gain = math.sqrt(2) if p.ndim == 4 else 1.2
        normal(0, spec.gain * gain / math.sqrt(fan_in(module, p)))
    elif p.ndim == 0:
        p.fill_(0.4 + 0.1 * torch.rand((), generator=g).item())
    elif "bias" in name and "table" not in name:
        normal(0, 0.2)
    elif constant and p.flatten()[0] == 1:
        normal(1, 0.3)
    elif constant and p.flatten()[0] != 0 or "scale" in name or "gamma" in name:
        normal(0.5, 0.2)
    else:
        normal(0, 0.4)


def wake(model, spec, g):
    """Gives every parameter numbers that matter, then batch normalization the statistics of such data."""
    seen = set()
    with torch.no_grad():
        for module in model.modules():
            for name, p in module.named_parameters(recurse=False):
                if id(p) not in seen:
                    seen.add(id(p))
                    fill(module, name, p, spec, g)
        norms = [m for m in model.modules() if isinstance(m, _BatchNorm) and m.track_running_stats]
        if norms:
            momenta = [m.momentum for m in norms]
            for m in norms:
                m.reset_running_stats()
                m.momentum = None
            model.train()
            for _ in range(4):
                model(*spec.inputs(g, 24))
            for m, momentum in zip(norms, momenta):
                m.momentum = momentum
                # a channel that hardly varies would blow up rounding
                m.running_var.copy_(torch.maximum(m.running_var, 0.1 * m.running_mean**2).clamp_(min=0.02))
        if spec.head:
            last = model.get_submodule(spec.head[0])
            for p in last.parameters(recurse=False):
                p.mul_(spec.head[1])
    model.eval()
