"""The published script's loop over a map as forty lines of PyTorch: images a second of ResNet-20 (1x28x28).

Eager, batch 128, the default allocator, one batch after the other; weights set anew at every point from the trained ones and
two directions. Prints the rate over the points that are asked for.
"""

import sys
import time

import torch
import torch.nn.functional as F

from resnet import ResNet

depth, points, batches = (int(word) for word in sys.argv[1:4])
torch.manual_seed(0)
model = ResNet(depth).eval()
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
