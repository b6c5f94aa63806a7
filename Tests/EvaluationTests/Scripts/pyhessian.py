"""The largest eigenvalues and the trace of a network's Hessian by PyHessian's algorithm in PyTorch.

    python pyhessian.py MODEL.pt2 DATA.npz

Power iteration with deflation and Hutchinson's trace with random signs (Yao et al. 2020, arXiv:1912.07145), in all parameters of two
axes or more: the numbers of `CurvatureCommandTests`, from resnet20-cifar.pt2 of the importer's tests.
"""

import sys

import numpy
import torch

module = torch.export.load(sys.argv[1]).module()
data = numpy.load(sys.argv[2])
x, y = torch.tensor(data["x"]), torch.tensor(data["y"])
parameters = [p for _, p in module.named_parameters() if p.dim() > 1]


def dot(a, b):
    return sum((p * q).sum() for p, q in zip(a, b))


def product(v):
    loss = torch.nn.functional.cross_entropy(module(x), y)
    gradient = torch.autograd.grad(loss, parameters, create_graph=True)
    return torch.autograd.grad(gradient, parameters, grad_outputs=v)


torch.manual_seed(0)
found = []
for number in range(2):
    v, last = [torch.randn_like(p) for p in parameters], None
    for _ in range(300):
        for _, w in found:
            c = dot(v, w)
            v = [a - c * b for a, b in zip(v, w)]
        norm = dot(v, v) ** 0.5
        v = [a / norm for a in v]
        h = product(v)
        value = float(dot(v, h))
        if last is not None and abs(value - last) < 1e-7 * abs(value):
            break
        v, last = [a.detach() for a in h], value
    norm = dot(v, v) ** 0.5
    found.append((value, [a / norm for a in v]))
    print("eigenvalue", value)
traces = []
for _ in range(100):
    v = [torch.randint(0, 2, p.shape).float() * 2 - 1 for p in parameters]
    traces.append(float(dot(v, product(v))))
print("trace", numpy.mean(traces), "error", numpy.std(traces) / 10)
