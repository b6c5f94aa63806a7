"""The published script's loop over a map as forty lines of PyTorch: images a second of ResNet-20 (1x28x28).

Eager, batch 128, the default allocator, one batch after the other; weights set anew at every point from the trained ones and
two directions. Prints the rate over the points that are asked for.
"""

import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.stride, self.extra = stride, outputs - inputs

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.extra:
            x = F.pad(x[:, :, :: self.stride, :: self.stride], (0, 0, 0, 0, 0, self.extra))
        return F.relu(x + y)


def network(depth):
    blocks, inputs = [], 16
    for width, stride in ((16, 1), (32, 2), (64, 2)):
        for index in range((depth - 2) // 6):
            blocks.append(Block(inputs, width, stride if index == 0 else 1))
            inputs = width
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10)]
    return nn.Sequential(nn.Conv2d(1, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU(), *blocks, *head)


depth, points, batches = (int(word) for word in sys.argv[1:4])
torch.manual_seed(0)
model = network(depth).eval()
trained = [p.detach().clone() for p in model.parameters()]
x, y = [torch.randn_like(p) for p in trained], [torch.randn_like(p) for p in trained]
data = [(torch.randn(128, 1, 28, 28), torch.randint(0, 10, (128,))) for _ in range(batches)]


def loss(alpha, beta):
    for parameter, w, first, second in zip(model.parameters(), trained, x, y):
        parameter.data = w + alpha * first + beta * second
    total = 0.0
    for images, labels in data:
        total += F.cross_entropy(model(images), labels, reduction="sum").item()
    return total


with torch.no_grad():
    loss(0, 0)
    start = time.perf_counter()
    for point in range(points):
        loss(0.01 * point, -0.01 * point)
    print(f"{128 * batches * points / (time.perf_counter() - start):.1f}")
