"""Draws Benchmarks/Data/plain-20.surface with matplotlib as `landscape render` draws it: 1600x1200 pixels, to PNG.

    python matplotlib_surface.py contours|surface INPUT.surface OUTPUT.png
"""

import json
import struct
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm, Normalize

kind, source, target = sys.argv[1:]
with open(source, "rb") as file:
    (length,) = struct.unpack("<Q", file.read(8))
    header = json.loads(file.read(length))
    data = file.read()


def tensor(name):
    start, end = header[name]["data_offsets"]
    return np.frombuffer(data[start:end], "<f8").reshape(header[name]["shape"])


x, y, z = tensor("x"), tensor("y"), tensor("loss")


def refined(points):
    """Positions and log10 of the values on as many points as ours are drawn from, so that lines are as fine."""
    u = np.linspace(0, len(x) - 1, points)
    fine = np.array([np.interp(u, range(len(x)), row) for row in np.log10(z)])
    fine = np.array([np.interp(u, range(len(y)), column) for column in fine.T]).T
    return np.interp(u, range(len(x)), x), np.interp(u, range(len(y)), y), fine


levels = [m * 10.0**e for e in range(-1, 4) for m in (1, 2, 5) if z.min() < m * 10.0**e < z.max()]
if kind == "contours":
    figure, axes = plt.subplots(figsize=(8, 6), dpi=200)
    p, q, fine = refined(193)
    values = 10**fine
    filled = axes.contourf(p, q, values, levels=[z.min(), *levels, z.max()], norm=LogNorm(), cmap="viridis")
    lines = axes.contour(p, q, values, levels=levels, colors="black", linewidths=0.6)
    axes.clabel(lines, fontsize=8)
    axes.plot(0, 0, "w*", markersize=12, markeredgecolor="black")
    axes.set_aspect("equal")
    figure.colorbar(filled, label="cross-entropy loss", ticks=levels)
else:
    figure = plt.figure(figsize=(8, 6), dpi=200)
    axes = figure.add_subplot(projection="3d")
    p, q, fine = refined(145)
    p, q = np.meshgrid(p, q)
    colours = plt.cm.ScalarMappable(Normalize(fine.min(), fine.max()), "viridis")
    axes.plot_surface(
        p, q, fine, facecolors=colours.to_rgba(fine), shade=True, rstride=1, cstride=1, linewidth=0, antialiased=True
    )
    axes.contour(p, q, fine, levels=np.log10(levels), colors="black", linewidths=0.6)
    figure.colorbar(colours, ax=axes, label="log10 of the cross-entropy loss")
axes.set_title("Loss around plain-20")
axes.set_xlabel("alpha")
axes.set_ylabel("beta")
figure.savefig(target)
