"""The Hessian of a small network by PyTorch, in double precision: the numbers of CurvatureTests.

    python hessian.py

The network is 2-4-3 with tanh, cross entropy over 24 samples; parameters and inputs are the formulas below. Eigenvalues are
those of the dense Hessian. `pyhessian` follows the algorithm of PyHessian (Yao et al. 2020, arXiv:1912.07145): power iteration
with deflation, and Hutchinson's trace with random signs.
"""

import torch

torch.set_default_dtype(torch.float64)
count = 4 * 2 + 4 + 3 * 4 + 3
theta = 0.7 * torch.sin(1 + 1.3 * torch.arange(count))
x = torch.cos(0.9 * torch.arange(48)).reshape(24, 2)
y = torch.arange(24) % 3


def loss(t, rows=slice(None)):
    w1, b1, w2, b2 = t[:8].reshape(4, 2), t[8:12], t[12:24].reshape(3, 4), t[24:27]
    return torch.nn.functional.cross_entropy(torch.tanh(x[rows] @ w1.T + b1) @ w2.T + b2, y[rows])


def show(name, values):
    print(name, ", ".join(f"{float(v):.9f}" for v in values))


hessian = torch.autograd.functional.hessian(loss, theta)
show("loss", [loss(theta)])
show("all", torch.linalg.eigvalsh(hessian).flip(0))
show("trace", [hessian.trace()])
weights = list(range(8)) + list(range(12, 24))
part = hessian[weights][:, weights]
show("weights", torch.linalg.eigvalsh(part).flip(0))
show("blocks", [hessian[a:b, a:b].trace() for a, b in ((0, 8), (8, 12), (12, 24), (24, 27))])


def pyhessian(top=2, iterations=2000, probes=400):
    generator = torch.Generator().manual_seed(0)
    found = []
    for _ in range(top):
        v = torch.randn(count, generator=generator)
        for _ in range(iterations):
            for _, other in found:
                v = v - (v @ other) * other
            v = v / v.norm()
            value, v = float(v @ hessian @ v), hessian @ v
        found.append((value, v / v.norm()))
    signs = torch.randint(0, 2, (probes, count), generator=generator) * 2.0 - 1
    traces = ((signs @ hessian) * signs).sum(1)
    show("pyhessian eigenvalues", [value for value, _ in found])
    show("pyhessian trace and error", [traces.mean(), traces.std() / probes**0.5])


pyhessian()
