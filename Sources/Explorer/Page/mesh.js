// A plane's surface as triangles, what is shown where it is cut off, and where lines of sight meet it.

/** Grid points along the longer side that smooth surfaces are drawn from. */
const smoothMeshCount = 160;
/** Heights far above the lid need no exact place. */
const greatestShare = 1000;

class Mesh {
  constructor(plane, look) {
    const raw = look.field(plane);
    this.field = state.smooth ? raw.refined(raw.refinement(smoothMeshCount)) : raw;
    this.box = new Box(plane);
    this.missing = missingCells(raw);
    const { columns, rows, measure } = this.field;
    this.shares = Float32Array.from(measure, (value) => {
      if (Number.isNaN(value)) return NaN;
      return Math.min(greatestShare, Math.max(0, look.position(value)));
    });
    this.isDiverged = Uint8Array.from(measure, (value) => (value === Infinity ? 1 : 0));
    this.isCut = this.shares.some((share) => share > 1.000001);
    this.places = [0, 1].map((axis) => {
      const line = axis ? this.field.ys : this.field.xs;
      return Float32Array.from(line, (value) => this.box.place(axis ? this.box.x[0] : value, axis ? value : this.box.y[0], 0)[axis]);
    });
    this.vertices = this.makeVertices(columns, rows);
    this.makeTriangles(columns, rows);
    this.makeLid();
    this.rim = this.makeRim(columns, rows);
  }

  /** Six numbers each: place (x, y, share of the height), normal. */
  makeVertices(columns, rows) {
    const { shares, places: [xs, ys], box } = this;
    const vertices = new Float32Array(6 * shares.length);
    const slope = (before, here, after, x0, x1, x2) => {
      if (before === before && after === after) return (after - before) / (x2 - x0);
      if (after === after) return (after - here) / (x2 - x1);
      return before === before ? (here - before) / (x1 - x0) : 0;
    };
    const limited = (index) => Math.min(2, shares[index]);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const i = row * columns + column;
        const dx = slope(
          column > 0 ? limited(i - 1) : NaN, limited(i), column + 1 < columns ? limited(i + 1) : NaN,
          xs[Math.max(0, column - 1)], xs[column], xs[Math.min(columns - 1, column + 1)]);
        const dy = slope(
          row > 0 ? limited(i - columns) : NaN, limited(i), row + 1 < rows ? limited(i + columns) : NaN,
          ys[Math.max(0, row - 1)], ys[row], ys[Math.min(rows - 1, row + 1)]);
        // One by one: there are tens of thousands, each of which would be an array to be thrown away.
        vertices[6 * i] = xs[column];
        vertices[6 * i + 1] = ys[row];
        vertices[6 * i + 2] = shares[i];
        vertices[6 * i + 3] = -dx * box.size[2];
        vertices[6 * i + 4] = -dy * box.size[2];
        vertices[6 * i + 5] = 1;
      }
    }
    return vertices;
  }

  /** Two triangles a cell, counter-clockwise from above; those with a diverged corner apart. */
  makeTriangles(columns, rows) {
    const { shares, isDiverged } = this;
    const finite = new Uint32Array(6 * (columns - 1) * (rows - 1));
    let count = 0;
    const diverged = [];
    for (let row = 0; row < rows - 1; row += 1) {
      for (let column = 0; column < columns - 1; column += 1) {
        const a = row * columns + column;
        const [b, c, d] = [a + 1, a + columns + 1, a + columns];
        const [p, q, r, s] = [shares[a], shares[b], shares[c], shares[d]];
        if (p !== p || q !== q || r !== r || s !== s) continue;
        const number = isDiverged[a] + isDiverged[b] + isDiverged[c] + isDiverged[d];
        if (number === 0) {
          // The flatter diagonal, so that valleys and ridges do not look like saws.
          const isTurned = Math.abs(p - r) > Math.abs(q - s);
          finite[count] = finite[count + 3] = isTurned ? b : a;
          finite[count + 1] = isTurned ? c : b;
          finite[count + 2] = finite[count + 4] = isTurned ? d : c;
          finite[count + 5] = isTurned ? a : d;
          count += 6;
          continue;
        }
        const cell = [a, b, c, d];
        if (number === 1) {
          const corner = cell.findIndex((index) => isDiverged[index]);
          const [i, j, k, l] = [0, 1, 2, 3].map((step) => cell[(corner + step) % 4]);
          diverged.push(i, j, l);
          finite.set([j, k, l], count);
          count += 3;
        } else {
          diverged.push(cell[0], cell[1], cell[2], cell[0], cell[2], cell[3]);
        }
      }
    }
    this.triangles = finite.subarray(0, count);
    this.diverged = diverged;
  }

  /** The surface's triangles over every few grid points, for frames that must be fast. */
  coarseTriangles() {
    if (this.coarse) return this.coarse;
    const { columns, rows } = this.field;
    const step = Math.ceil(Math.max(columns, rows) / 90);
    if (step < 2) return (this.coarse = this.triangles);
    const stops = (count) => {
      const found = [];
      for (let i = 0; i < count - 1; i += step) found.push(i);
      return [...found, count - 1];
    };
    const [xs, ys] = [stops(columns), stops(rows)];
    const indices = [];
    const push = (...corners) => {
      if (corners.every((i) => !this.isDiverged[i] && this.shares[i] === this.shares[i])) indices.push(...corners);
    };
    for (let j = 0; j + 1 < ys.length; j += 1) {
      for (let i = 0; i + 1 < xs.length; i += 1) {
        const [a, b] = [ys[j] * columns + xs[i], ys[j] * columns + xs[i + 1]];
        const [d, c] = [ys[j + 1] * columns + xs[i], ys[j + 1] * columns + xs[i + 1]];
        push(a, b, c);
        push(a, c, d);
      }
    }
    return (this.coarse = Uint32Array.from(indices));
  }

  /** The flat lid over what has diverged, and walls down to the surface beside it. */
  makeLid() {
    const lid = [];
    const { vertices, diverged, triangles } = this;
    const at = (index) => [vertices[6 * index], vertices[6 * index + 1]];
    for (const index of diverged) lid.push(...at(index), 1, 0, 0, 1);
    const key = (a, b) => (a < b ? a * this.shares.length + b : b * this.shares.length + a);
    const edges = new Map();
    for (let i = 0; i < diverged.length; i += 3) {
      for (let k = 0; k < 3; k += 1) {
        const [a, b] = [diverged[i + k], diverged[i + ((k + 1) % 3)]];
        // A side that two triangles of the lid share is none of its outline.
        edges.set(key(a, b), edges.has(key(a, b)) ? null : [a, b]);
      }
    }
    const outline = [];
    for (const edge of edges.values()) for (const index of edge ?? []) outline.push(...at(index), 1, 0, 0, 1);
    this.outline = Float32Array.from(outline);
    if (edges.size > 0) {
      for (let i = 0; i < triangles.length; i += 3) {
        for (let k = 0; k < 3; k += 1) {
          const [a, b] = [triangles[i + k], triangles[i + ((k + 1) % 3)]];
          if (!edges.has(key(a, b)) || (this.shares[a] >= 1 && this.shares[b] >= 1)) continue;
          const [[ax, ay], [bx, by]] = [at(a), at(b)];
          const normal = [by - ay, ax - bx, 0];
          const corners = [
            [ax, ay, Math.min(1, this.shares[a])], [bx, by, Math.min(1, this.shares[b])], [bx, by, 1], [ax, ay, 1],
          ];
          for (const corner of [0, 1, 2, 0, 2, 3]) lid.push(...corners[corner], ...normal);
        }
      }
    }
    this.lid = Float32Array.from(lid);
  }

  /** Where the surface ends at the grid's border: pairs of vertices. */
  makeRim(columns, rows) {
    const pairs = [];
    const push = (a, b) => {
      if (Number.isFinite(this.shares[a] + this.shares[b]) && !this.isDiverged[a] && !this.isDiverged[b]) pairs.push(a, b);
    };
    for (let i = 0; i + 1 < columns; i += 1) {
      push(i, i + 1);
      push((rows - 1) * columns + i, (rows - 1) * columns + i + 1);
    }
    for (let j = 0; j + 1 < rows; j += 1) {
      push(j * columns, (j + 1) * columns);
      push((j + 1) * columns - 1, (j + 2) * columns - 1);
    }
    return Uint32Array.from(pairs);
  }

  /** Share of the height of surface or lid over α and β; NaN over holes and outside. */
  share(alpha, beta) {
    const [column, s] = Mesh.interval(this.field.xs, alpha);
    const [row, t] = Mesh.interval(this.field.ys, beta);
    if (column < 0 || row < 0) return NaN;
    const { columns } = this.field;
    const a = row * columns + column;
    const { shares } = this;
    const value = (1 - t) * ((1 - s) * shares[a] + s * shares[a + 1])
      + t * ((1 - s) * shares[a + columns] + s * shares[a + columns + 1]);
    return Math.min(1, value);
  }

  /** The interval of evenly spaced numbers that a value lies in, and where; −1 outside. */
  static interval(line, value) {
    const place = ((value - line[0]) / (line[line.length - 1] - line[0])) * (line.length - 1);
    if (!(place >= -1e-6 && place <= line.length - 1 + 1e-6)) return [-1, 0];
    const index = Math.min(line.length - 2, Math.max(0, Math.floor(place)));
    return [index, Math.min(1, Math.max(0, place - index))];
  }

  /** Height of a place over the surface; NaN where there is none below. */
  over(place) {
    return place[2] - this.share(...this.box.coordinates(place)) * this.box.size[2];
  }

  /** α and β of the point of the surface that is seen at a point of the canvas; null where none is. */
  seen(camera, x, y) {
    const { place, direction } = camera.sight(x, y);
    const { radius } = this.box;
    const steps = 500;
    const at = (k) => add(place, direction, radius * 1.3 * (1 - (2 * k) / steps));
    let before = NaN;
    for (let k = 0; k <= steps; k += 1) {
      const height = this.over(at(k));
      if (before * height < 0 || height === 0) {
        let [low, high] = [k - 1, k];
        for (let i = 0; i < 20; i += 1) {
          const middle = (low + high) / 2;
          if (this.over(at(middle)) * before > 0) low = middle;
          else high = middle;
        }
        return this.box.coordinates(at(high));
      }
      before = height;
    }
    return null;
  }

  /** Whether something of the surface is between a point on it and the camera. */
  hides(place, camera) {
    const direction = camera.towards(place);
    for (let k = 2; k <= 160; k += 1) {
      const height = this.over(add(place, direction, (k / 160) * 2 * this.box.radius));
      if (height < -0.004) return true;
    }
    return false;
  }
}
