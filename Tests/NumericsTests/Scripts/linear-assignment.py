"""Assignments with the greatest sum, by scipy: numbers for LinearAssignmentTests."""
import numpy
from scipy.optimize import linear_sum_assignment

for n in (1, 2, 5, 12, 40):
    table = numpy.array([[((i * 37 + j * 101 + i * j * 13) % 97) / 7 - 5 for j in range(n)] for i in range(n)])
    rows, columns = linear_sum_assignment(table, maximize=True)
    print(n, repr(float(table[rows, columns].sum())), columns.tolist())
