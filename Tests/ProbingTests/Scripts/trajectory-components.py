"""Principal components of snapshots around the last one, by numpy's singular values: numbers for TrajectoryPlaneTests.

Snapshot i, parameter j is sin(0.7 i + 1.3 j) (1 + 0.1 i j) / 4 in single precision, 7 snapshots of 15 parameters; the
origin is the last one.
"""
import numpy

snapshots = numpy.array(
    [[numpy.sin(0.7 * i + 1.3 * j) * (1 + 0.1 * i * j) / 4 for j in range(15)] for i in range(7)]
).astype(numpy.float32).astype(numpy.float64)
difference = snapshots - snapshots[-1]
u, s, vt = numpy.linalg.svd(difference, full_matrices=False)
print("explained", (s**2 / (s**2).sum())[:3].tolist())
for k in range(2):
    sign = numpy.sign(u[0, k])
    print("coordinates", k + 1, (sign * u[:, k] * s[k]).tolist())
residual = difference - (u[:, :2] * s[:2]) @ vt[:2]
print("residuals", numpy.linalg.norm(residual, axis=1).tolist())
print("distances", numpy.linalg.norm(difference, axis=1).tolist())
