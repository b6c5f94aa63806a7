"""Three steps of torch.optim.SGD on two parameters, for StochasticGradientDescentTests. Made with PyTorch 2.15.0.

The gradient at step t is (0.5 + t, -1 + 0.25 t) whatever the parameters are, so only the update rule matters.
"""

import torch

for name, options in {
    "plain": dict(lr=0.1),
    "momentum": dict(lr=0.1, momentum=0.9),
    "nesterov": dict(lr=0.1, momentum=0.9, nesterov=True),
    "decay": dict(lr=0.1, momentum=0.9, weight_decay=0.01),
}.items():
    parameter = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = torch.optim.SGD([parameter], **options)
    trace = []
    for step in range(3):
        parameter.grad = torch.tensor([0.5 + step, -1 + 0.25 * step])
        optimizer.step()
        trace.append([round(float(value), 7) for value in parameter])
    print(name, trace)
