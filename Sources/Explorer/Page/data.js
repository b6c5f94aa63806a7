// The page's values and what is known of them.

/** The element with an id. */
const element = (id) => document.getElementById(id);

/** Everything but the values, as the program wrote it. */
const page = JSON.parse(element("description").textContent);

/** Numbers that stand in the page as base64 of little-endian 32-bit floating point. */
function storedNumbers(id) {
  const text = atob(element(id).textContent);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = text.charCodeAt(i);
  const view = new DataView(bytes.buffer);
  const numbers = new Float32Array(bytes.length / 4);
  for (let i = 0; i < numbers.length; i += 1) numbers[i] = view.getFloat32(4 * i, true);
  return numbers;
}

/** A plane: axes and values, `[row = β][column = α]`, row 0 the smallest β; NaN is not computed, infinity diverged. */
class Plane {
  constructor(description, index) {
    Object.assign(this, description);
    this.index = index;
    this.values = {};
    for (const name of description.fields) this.values[name] = storedNumbers(`values-${index}-${name}`);
    this.xs = Plane.coordinates(description.x);
    this.ys = Plane.coordinates(description.y);
  }

  /** Coordinates of an axis, as the program computes them: zero is zero. */
  static coordinates({ lower, upper, count }) {
    return Float64Array.from({ length: count }, (_, i) => {
      if (i === 0) return lower;
      if (i === count - 1) return upper;
      const below = lower * (count - 1 - i);
      const above = upper * i;
      return Math.abs(below + above) <= 1e-15 * Math.abs(below) ? 0 : (below + above) / (count - 1);
    });
  }

  /** Where a coordinate lies in an axis, in grid steps; NaN outside. */
  static steps(value, { lower, upper, count }) {
    const place = ((value - lower) / (upper - lower)) * (count - 1);
    return place >= -1e-9 && place <= count - 1 + 1e-9 ? Math.min(count - 1, Math.max(0, place)) : NaN;
  }

  /** All fields between the four grid points around a place, bilinear; null outside of the grid. */
  between(alpha, beta) {
    const [i, j] = [Plane.steps(alpha, this.x), Plane.steps(beta, this.y)];
    if (Number.isNaN(i + j)) return null;
    const column = Math.min(this.x.count - 2, Math.floor(i));
    const row = Math.min(this.y.count - 2, Math.floor(j));
    const reading = {};
    for (const name of this.fields) {
      reading[name] = Plane.bilinear(
        this.values[name], row * this.x.count + column, this.x.count, i - column, j - row);
    }
    return reading;
  }

  static bilinear(values, corner, columns, s, t) {
    const weights = [(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t];
    const corners = [corner, corner + 1, corner + columns, corner + columns + 1];
    let sum = 0;
    // A corner without weight does not count, so that a grid point has its own value whatever is beside it.
    for (let k = 0; k < 4; k += 1) if (weights[k] > 1e-9) sum += weights[k] * values[corners[k]];
    return sum;
  }

  /** The grid point nearest to a place, with its own values; null outside of the grid. */
  nearest(alpha, beta) {
    const [i, j] = [Math.round(Plane.steps(alpha, this.x)), Math.round(Plane.steps(beta, this.y))];
    if (Number.isNaN(i + j)) return null;
    return this.point(i, j);
  }

  /** A grid point by its column and row. */
  point(column, row) {
    const index = row * this.x.count + column;
    const reading = { column, row, alpha: this.xs[column], beta: this.ys[row] };
    for (const name of this.fields) reading[name] = this.values[name][index];
    return reading;
  }
}

const planes = page.planes.map((description, index) => new Plane(description, index));
