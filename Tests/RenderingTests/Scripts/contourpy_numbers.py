"""Writes Contouring/ContourpyNumbers.swift: what contourpy finds on random grids with holes.

Not needed to build or test. Run in this folder with contourpy and numpy installed:
    python3 contourpy_numbers.py > ../Contouring/ContourpyNumbers.swift
contourpy pairs the lines of a saddle cell by the mean of its corners, we by the bilinear saddle's value, so grids on
which the two differ at some level are drawn again.
"""

import contourpy
import numpy as np

LEVELS = [-0.6, -0.2, 0.15, 0.5]


def deciders_agree(z, level):
    for r in range(z.shape[0] - 1):
        for c in range(z.shape[1] - 1):
            a, b, d, e = z[r, c], z[r, c + 1], z[r + 1, c], z[r + 1, c + 1]
            if np.isnan([a, b, d, e]).any():
                continue
            if (a >= level) == (e >= level) and (b >= level) == (d >= level) and (a >= level) != (b >= level):
                saddle = (a * e - b * d) / (a + e - b - d)
                if (saddle >= level) != ((a + b + d + e) / 4 >= level):
                    return False
    return True


def grid(generator, rows, columns, holes):
    while True:
        z = generator.uniform(-1, 1, (rows, columns)).round(3)
        for _ in range(holes):
            z[generator.integers(rows), generator.integers(columns)] = np.nan
        if all(deciders_agree(z, level) for level in LEVELS):
            return z


def length(line):
    return np.hypot(*np.diff(line, axis=0).T).sum()


def area(ring):
    x, y = (ring - ring[0]).T
    return 0.5 * (x[:-1] * y[1:] - x[1:] * y[:-1]).sum()


def numbers(z):
    masked = np.ma.masked_invalid(z)
    generator = contourpy.contour_generator(z=masked, name="serial", corner_mask=False, fill_type="OuterOffset")
    lines = [generator.lines(level) for level in LEVELS]
    bounds = [-1e30, *LEVELS, 1e30]
    areas = []
    for low, high in zip(bounds, bounds[1:]):
        points, offsets = generator.filled(low, high)
        areas.append(sum(area(p[a:b]) for p, o in zip(points, offsets) for a, b in zip(o, o[1:])))
    return (
        [len(level) for level in lines],
        [sum(bool((line[0] == line[-1]).all()) for line in level) for level in lines],
        [sum(length(line) for line in level) for level in lines],
        areas,
    )


def swift(values, digits):
    return "[" + ", ".join(f"{v:.{digits}f}" if digits else str(v) for v in values) + "]"


generator = np.random.default_rng(20)
print("/// Written by Scripts/contourpy_numbers.py with contourpy " + contourpy.__version__ + ".")
print("enum ContourpyNumbers {")
print("  struct Case: Sendable {")
for name, kind in [("columns", "Int"), ("z", "[Double]"), ("lines", "[Int]"), ("rings", "[Int]"),
                   ("lengths", "[Double]"), ("areas", "[Double]")]:
    print(f"    let {name}: {kind}")
print("  }")
print()
print(f"  static let levels = {swift(LEVELS, 2)}")
print("  static let cases = [")
for rows, columns, holes in [(5, 6, 0), (6, 5, 2), (7, 7, 4), (6, 8, 6)]:
    z = grid(generator, rows, columns, holes)
    lines, rings, lengths, areas = numbers(z)
    print("    Case(")
    print(f"      columns: {columns},")
    print("      z: [")
    for row in z:
        print("        " + " ".join((".nan" if np.isnan(v) else f"{v:.3f}") + "," for v in row))
    print("      ],")
    print(f"      lines: {swift(lines, 0)}, rings: {swift(rings, 0)},")
    print(f"      lengths: {swift(lengths, 9)},")
    print(f"      areas: {swift(areas, 9)}),")
print("  ]")
print("}")
