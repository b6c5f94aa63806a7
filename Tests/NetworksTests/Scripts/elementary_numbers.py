"""Values, slopes and curvatures of elementary functions, for ElementaryTests; prints ElementaryNumbers.swift.

Made with PyTorch 2.13: automatic differentiation in double precision, twice. Points avoid jumps and include the kinks whose
derivative PyTorch and we agree on, and are not so large that its derivatives lose digits.
"""

import torch
import torch.nn.functional as F

every = [-12.0, -2.5, -0.7, 0.0, 0.3, 1.6, 14.0]
some = [-2.5, -0.7, 0.3, 1.6]
inner = [-0.95, -0.7, 0.0, 0.3, 0.9]
positive = [0.05, 0.3, 1.0, 1.6, 40.0]

rows = [
    ("square", [], torch.square, every),
    ("square-root", [], torch.sqrt, positive),
    ("reciprocal-square-root", [], torch.rsqrt, positive),
    ("reciprocal", [], torch.reciprocal, [-30.0] + some + [40.0]),
    ("exponential", [], torch.exp, every),
    ("logarithm", [], torch.log, positive),
    ("absolute", [], torch.abs, every),
    ("exponential-minus-one", [], torch.expm1, [-1e-7] + every),
    ("logarithm-plus-one", [], torch.log1p, [-0.9, -1e-7] + [0.0] + positive),
    ("power", [3], lambda x: torch.pow(x, 3), every),
    ("power", [1], lambda x: torch.pow(x, 1), every),
    ("power", [-1.5], lambda x: torch.pow(x, -1.5), positive),
    ("error-function", [], torch.erf, every),
    ("sine", [], torch.sin, every),
    ("cosine", [], torch.cos, every),
    ("tangent", [], torch.tan, every),
    ("arc-sine", [], torch.asin, inner),
    ("arc-cosine", [], torch.acos, inner),
    ("arc-tangent", [], torch.atan, every),
    ("hyperbolic-sine", [], torch.sinh, every),
    ("hyperbolic-cosine", [], torch.cosh, every),
    ("area-hyperbolic-sine", [], torch.asinh, [1e-7] + every),
    ("area-hyperbolic-cosine", [], torch.acosh, [1.01, 1.6, 40.0]),
    ("area-hyperbolic-tangent", [], torch.atanh, [1e-7] + inner),
    ("floor", [], torch.floor, some),
    ("ceiling", [], torch.ceil, some),
    ("round", [], torch.round, [-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 2.6]),
    ("truncate", [], torch.trunc, some),
    ("sign", [], torch.sign, every),
    ("clip", [-0.7, 1.6], lambda x: torch.clamp(x, -0.7, 1.6), [-0.8, 0.0, 1.5, 1.7, 40.0]),
    ("clip", [-1, 2], lambda x: torch.clamp(x, -1, 2), [-1.0, 2.0]),
    ("at-least", [0.5], lambda x: torch.clamp(x, min=0.5), every + [0.5]),
    ("at-most", [0.5], lambda x: torch.clamp(x, max=0.5), every + [0.5]),
    ("threshold", [0.5, 2], lambda x: F.threshold(x, 0.5, 2), every + [0.5]),
    ("shrink", [0.5, 0.5], lambda x: F.softshrink(x, 0.5), every + [0.5, -0.5]),
    ("shrink", [0.5, 0], lambda x: F.hardshrink(x, 0.5), every + [0.5, -0.5]),
    ("not-a-number", [], lambda x: torch.isnan(x).double(), [0.3, float("nan")]),
    ("softplus", [1, 20], F.softplus, every),
    ("softplus", [2, 4], lambda x: F.softplus(x, 2, 4), every + [2.5]),
    ("softsign", [], F.softsign, every),
    ("hard-sigmoid", [1 / 6, 0.5], lambda x: F.relu6(x + 3) / 6, every + [-4.0, 4.0]),
    ("hard-swish", [], lambda x: x * F.relu6(x + 3) / 6, every + [-3.5, -2.0, 2.0, 3.5]),
    ("mish", [], F.mish, every),
    ("gelu-tanh", [], lambda x: F.gelu(x, approximate="tanh"), every),
    ("swish", [1.702], lambda x: x * torch.sigmoid(1.702 * x), every),
    ("log-sigmoid", [], F.logsigmoid, every),
    ("selu", [], F.selu, some),
    ("celu", [1.5], lambda x: F.celu(x, 1.5), some),
]


def derivative(y, x):
    if y.grad_fn is None:
        return torch.zeros_like(x)
    result = torch.autograd.grad(y.sum(), x, create_graph=True, allow_unused=True)[0]
    return torch.zeros_like(x) if result is None else result + torch.zeros_like(x)


def text(values):
    return " ".join(f"{v:.9g}" for v in values)


print("extension ElementaryTests {")
print("  /// Written by Scripts/elementary_numbers.py: function, its numbers, points, values, slopes, curvatures.")
print('  static let table = """')
for name, numbers, function, points in rows:
    # The points as our code sees them.
    x = torch.tensor(points, dtype=torch.float32).double().requires_grad_()
    y = function(x)
    slope = derivative(y, x)
    curvature = derivative(slope, x)
    lists = [numbers, points, y.tolist(), slope.tolist(), curvature.tolist()]
    print("    " + ";\n      ".join([name] + [text(values) for values in lists]))
print('    """\n}')
