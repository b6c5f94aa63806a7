"""Three steps of every optimizer on two parameters, for OptimizerTests. Made with PyTorch 2.15.0.

The gradient at step t is (0.5 + t, -1 + 0.25 t) whatever the parameters are, so only the update rule matters. The last
lines are one-cycle's rates over ten steps and three steps of sharpness-aware minimization on (x^2 + 4 y^2)/2.
"""

import torch


def trace(name, build):
    parameter = torch.tensor([1.0, -2.0], requires_grad=True)
    optimizer = build([parameter])
    values = []
    for step in range(3):
        parameter.grad = torch.tensor([0.5 + step, -1 + 0.25 * step])
        optimizer.step()
        values.append([round(float(value), 7) for value in parameter.detach()])
    print(name, values)


o = torch.optim
trace("plain", lambda p: o.SGD(p, lr=0.1))
trace("momentum", lambda p: o.SGD(p, lr=0.1, momentum=0.9))
trace("nesterov", lambda p: o.SGD(p, lr=0.1, momentum=0.9, nesterov=True))
trace("momentum, decay", lambda p: o.SGD(p, lr=0.1, momentum=0.9, weight_decay=0.01))
trace("adagrad", lambda p: o.Adagrad(p, lr=0.1))
trace("adagrad, decay", lambda p: o.Adagrad(p, lr=0.1, weight_decay=0.1))
trace("rmsprop", lambda p: o.RMSprop(p, lr=0.1))
trace("rmsprop, decay", lambda p: o.RMSprop(p, lr=0.1, weight_decay=0.1))
trace("adam", lambda p: o.Adam(p, lr=0.1))
trace("adam, decay", lambda p: o.Adam(p, lr=0.1, weight_decay=0.1))
trace("adamw", lambda p: o.AdamW(p, lr=0.1, weight_decay=0.1))

parameter = torch.tensor([1.0], requires_grad=True)
optimizer = o.SGD([parameter], lr=1.0)
schedule = o.lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=10, cycle_momentum=False)
rates = []
for _ in range(10):
    rates.append(round(schedule.get_last_lr()[0], 9))
    optimizer.step()
    schedule.step() if len(rates) < 10 else None
print("one-cycle", rates)

for name, build in {
    "sam, momentum": lambda p: o.SGD(p, lr=0.05, momentum=0.9),
    "sam, adam": lambda p: o.Adam(p, lr=0.05),
}.items():
    parameter = torch.tensor([1.0, -2.0], requires_grad=True)
    scales = torch.tensor([0.5, 2.0])
    optimizer = build([parameter])
    values = []
    for _ in range(3):
        gradient, = torch.autograd.grad((scales * parameter**2).sum(), parameter)
        ascent = (parameter + 0.1 * gradient / gradient.norm()).detach().requires_grad_()
        parameter.grad, = torch.autograd.grad((scales * ascent**2).sum(), ascent)
        optimizer.step()
        values.append([round(float(value), 7) for value in parameter.detach()])
    print(name, values)
