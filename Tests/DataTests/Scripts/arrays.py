"""Writes the arrays that ArrayDataTests reads, with numpy itself; run in this folder: python3 arrays.py"""

import numpy

x = numpy.arange(24, dtype=numpy.float64).reshape(3, 2, 2, 2) / 8 - 1
y = numpy.array([2, 0, 1])
numpy.savez_compressed("../Fixtures/images.npz", x=numpy.asfortranarray(x), y=y)
