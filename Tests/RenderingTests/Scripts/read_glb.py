"""Reads a .glb by two independent libraries and checks it against the surface that it was made from.

    python -m venv venv && venv/bin/pip install trimesh pygltflib numpy
    landscape convert m.surface -o m.glb && landscape convert m.surface -o m.npz
    venv/bin/python read_glb.py m.glb m.npz

What it prints last is what SceneModelTests expect of the same surface where they say so.
"""

import sys

import numpy as np
import pygltflib
import trimesh

path, arrays = sys.argv[1:]
values = np.load(arrays)
x, y, loss = values["x"], values["y"], values["loss"]

file = pygltflib.GLTF2().load(path)
assert file.asset.version == "2.0"
primitive = file.meshes[0].primitives[0]
kinds = {5126: np.float32, 5125: np.uint32}
widths = {"SCALAR": 1, "VEC3": 3, "VEC4": 4}
blob = file.binary_blob()


def array(number):
    accessor = file.accessors[number]
    view = file.bufferViews[accessor.bufferView]
    found = np.frombuffer(blob, kinds[accessor.componentType], accessor.count * widths[accessor.type], view.byteOffset)
    assert found.nbytes == view.byteLength
    return found.reshape(accessor.count, -1)


positions = array(primitive.attributes.POSITION)
normals = array(primitive.attributes.NORMAL)
colours = array(primitive.attributes.COLOR_0)
stored = array(primitive.attributes._LOSS)[:, 0]
indices = array(primitive.indices)[:, 0]
assert np.isfinite(positions).all() and np.isfinite(stored).all()
assert np.allclose(np.linalg.norm(normals, axis=1), 1, atol=1e-5) and (normals[:, 1] > 0).all()
assert (0 <= colours).all() and (colours <= 1).all() and (colours[:, 3] == 1).all()
accessor = file.accessors[primitive.attributes.POSITION]
assert np.allclose(accessor.min, positions.min(0)) and np.allclose(accessor.max, positions.max(0))

# Every vertex is a grid point: its place says which, and its loss is that point's.
extras = file.asset.extras
width, height, depth = extras["boxSize"]
column = np.rint((positions[:, 0] / width + 0.5) * (len(x) - 1)).astype(int)
row = np.rint((-positions[:, 2] / depth + 0.5) * (len(y) - 1)).astype(int)
assert np.allclose(stored, loss[row, column], rtol=1e-6)
low, high = extras["loss"]
measure = np.log if extras["logarithmicHeights"] else np.asarray
share = (measure(stored) - measure(low)) / (measure(high) - measure(low))
assert np.allclose(positions[:, 1], share * height, atol=1e-5)

# Every cell with four finite corners has two triangles, counter-clockwise from above.
finite = np.isfinite(loss)
cells = finite[:-1, :-1] & finite[1:, :-1] & finite[:-1, 1:] & finite[1:, 1:]
assert len(indices) == 6 * cells.sum()
a, b, c = (positions[indices[k::3]] for k in range(3))
assert (np.cross(b - a, c - a)[:, 1] > 0).all()

mesh = trimesh.load(path, force="mesh")
assert len(mesh.faces) == 2 * cells.sum()
# Of a mesh with a material trimesh keeps the places alone; colours are checked above.
assert np.allclose(mesh.bounds, [positions.min(0), positions.max(0)])
print(f"agrees: {len(positions)} vertices, {len(mesh.faces)} faces, area {mesh.area:.6f}, extents {mesh.extents}")
