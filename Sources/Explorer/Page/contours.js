// Level lines and regions: marching squares, with pieces that share a crossing joined.

/**
 * The lines on which a field crosses a threshold, in data coordinates: `{ points: Float64Array, isClosed }` each.
 *
 * A value equal to the threshold counts as above it, and the values above are to the left. Cells with a corner
 * without a value are left out; next to an infinite value the crossing is at its finite neighbour.
 */
function contourLines(field, threshold) {
  const { xs, ys, measure, columns, rows } = field;
  const next = new Map();
  const isEnd = new Set();
  const add = (from, to) => {
    next.set(from, to);
    isEnd.add(to);
  };
  // Edges: 2·corner to the right of a grid point, 2·corner + 1 above it.
  for (let row = 0; row < rows - 1; row += 1) {
    for (let column = 0; column < columns - 1; column += 1) {
      const corner = row * columns + column;
      const a = measure[corner];
      const b = measure[corner + 1];
      const c = measure[corner + columns + 1];
      const d = measure[corner + columns];
      const code = (a >= threshold ? 1 : 0) | (b >= threshold ? 2 : 0) | (c >= threshold ? 4 : 0)
        | (d >= threshold ? 8 : 0);
      if (code === 0 || code === 15 || a !== a || b !== b || c !== c || d !== d) continue;
      const sides = [2 * corner, 2 * corner + 3, 2 * (corner + columns), 2 * corner + 1];
      for (const [from, to] of pieces(code, a, b, c, d, threshold)) add(sides[from], sides[to]);
    }
  }

  const crossing = (edge, points) => {
    const corner = edge >> 1;
    const other = edge & 1 ? corner + columns : corner + 1;
    const [from, to] = [measure[corner], measure[other]];
    const share = !Number.isFinite(from) ? 1 : !Number.isFinite(to) ? 0 : (threshold - from) / (to - from);
    const [x, y] = [xs[corner % columns], ys[Math.floor(corner / columns)]];
    if (edge & 1) points.push(x, y + (ys[Math.floor(other / columns)] - y) * share);
    else points.push(x + (xs[other % columns] - x) * share, y);
  };

  const lines = [];
  const follow = (start) => {
    const points = [];
    let edge = start;
    do {
      crossing(edge, points);
      const following = next.get(edge);
      next.delete(edge);
      edge = following;
    } while (edge !== undefined && edge !== start);
    lines.push({ points: Float64Array.from(points), isClosed: edge === start });
  };
  for (const start of [...next.keys()]) if (!isEnd.has(start)) follow(start);
  for (const start of [...next.keys()]) if (next.has(start)) follow(start);
  return lines;
}

/** Sides: 0 below, 1 right, 2 above, 3 left. */
const single = {
  1: [0, 3], 2: [1, 0], 3: [1, 3], 4: [2, 1], 6: [2, 0], 7: [2, 3],
  8: [3, 2], 9: [0, 2], 11: [1, 2], 12: [3, 1], 13: [0, 1], 14: [3, 0],
};

/** The pieces of a line inside one cell, from side to side. */
function pieces(code, a, b, c, d, threshold) {
  if (code !== 5 && code !== 10) return [single[code]];
  const [high, low] = code === 5 ? [[a, c], [b, d]] : [[b, d], [a, c]];
  const isJoined = isConnected(high, low, threshold);
  if (code === 5) return isJoined ? [[0, 1], [2, 3]] : [[0, 3], [2, 1]];
  return isJoined ? [[3, 0], [1, 2]] : [[1, 0], [3, 2]];
}

/** Whether the two high corners of a saddle are joined: the asymptotic decider (Nielson & Hamann 1991). */
function isConnected(high, low, threshold) {
  if (high.some((value) => Math.abs(value) === Infinity)) return true;
  if (low.some((value) => Math.abs(value) === Infinity)) return false;
  return (high[0] - threshold) * (high[1] - threshold) >= (low[0] - threshold) * (low[1] - threshold);
}

/**
 * The field with a border below everything, so that the region above a threshold is bounded by closed lines.
 *
 * Missing values are like the border. A loss of 0, whose logarithm is −∞, is not: it belongs to the lowest band.
 */
function bordered(field) {
  const { xs, ys, measure, columns, rows } = field;
  const wide = columns + 2;
  const result = new Float64Array(wide * (rows + 2)).fill(-Infinity);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const value = measure[row * columns + column];
      result[(row + 1) * wide + column + 1] = value !== value ? -Infinity : Math.max(value, -Number.MAX_VALUE);
    }
  }
  const extended = (line) => Float64Array.from([line[0], ...line, line[line.length - 1]]);
  return new Field(extended(xs), extended(ys), result);
}

/** Lines as a path in data coordinates. */
function pathOf(lines) {
  const path = new Path2D();
  for (const { points, isClosed } of lines) {
    path.moveTo(points[0], points[1]);
    for (let i = 2; i < points.length; i += 2) path.lineTo(points[i], points[i + 1]);
    if (isClosed) path.closePath();
  }
  return path;
}

/** The part of a field's complete cells that belongs to what has diverged: up to the nearest finite values. */
function divergedLines(field) {
  const flags = field.measure.map((value) => (value === Infinity ? Infinity : 0));
  return contourLines(bordered(new Field(field.xs, field.ys, flags)), 1);
}

/** Runs of cells with a corner without a value: `[x0, y0, x1, y1]` each. */
function missingCells(field) {
  const runs = [];
  for (let row = 0; row < field.rows - 1; row += 1) {
    for (let column = 0; column < field.columns - 1; column += 1) {
      const start = column;
      while (column < field.columns - 1 && !field.isComplete(column, row)) column += 1;
      if (column > start) runs.push([field.xs[start], field.ys[row], field.xs[column], field.ys[row + 1]]);
    }
  }
  return runs;
}
