// Values between grid points: monotone cubics (Fritsch & Carlson 1980), which invent no extremum.

/** Values of a plane as lines and heights see them: `measure` is the loss, or its logarithm. */
class Field {
  constructor(xs, ys, measure) {
    this.xs = xs;
    this.ys = ys;
    this.measure = measure;
    this.columns = xs.length;
    this.rows = ys.length;
  }

  /** Whether the cell to the upper right of a grid point has no corner without a value. */
  isComplete(column, row) {
    const { measure, columns } = this;
    const corner = row * columns + column;
    return !(Number.isNaN(measure[corner]) || Number.isNaN(measure[corner + 1])
      || Number.isNaN(measure[corner + columns]) || Number.isNaN(measure[corner + columns + 1]));
  }

  /** The same with what has diverged taken for missing. */
  get finite() {
    return new Field(this.xs, this.ys, this.measure.map((value) => (value === Infinity ? NaN : value)));
  }

  /** The field with each cell cut into `factor` × `factor`: along the rows first, then along the columns. */
  refined(factor) {
    if (factor < 2) return this;
    const along = new MonotoneCubic(this.xs, factor);
    const across = new MonotoneCubic(this.ys, factor);
    const width = along.positions.length;
    const height = across.positions.length;
    const wide = new Float64Array(this.rows * width);
    for (let row = 0; row < this.rows; row += 1) {
      const line = this.measure.subarray(row * this.columns, (row + 1) * this.columns);
      wide.set(along.interpolate(line), row * width);
    }
    const result = new Float64Array(height * width);
    const line = new Float64Array(this.rows);
    for (let column = 0; column < width; column += 1) {
      for (let row = 0; row < this.rows; row += 1) line[row] = wide[row * width + column];
      const values = across.interpolate(line);
      for (let row = 0; row < height; row += 1) result[row * width + column] = values[row];
    }
    this.removeIncomplete(result, width, factor);
    return new Field(along.positions, across.positions, result);
  }

  removeIncomplete(result, width, factor) {
    for (let row = 0; row < this.rows - 1; row += 1) {
      for (let column = 0; column < this.columns - 1; column += 1) {
        if (this.isComplete(column, row)) continue;
        for (let i = 1; i < factor; i += 1) {
          for (let j = 1; j < factor; j += 1) {
            result[(row * factor + i) * width + column * factor + j] = NaN;
          }
        }
      }
    }
  }

  /** The factor that brings the field to about `points` points along its longer side. */
  refinement(points) {
    return Math.max(1, Math.min(16, Math.floor(points / Math.max(1, Math.max(this.columns, this.rows) - 1))));
  }
}

class MonotoneCubic {
  constructor(given, factor) {
    this.factor = factor;
    const count = given.length;
    this.spacings = Float64Array.from({ length: count - 1 }, (_, i) => given[i + 1] - given[i]);
    this.positions = new Float64Array((count - 1) * factor + 1);
    for (let i = 0; i < count - 1; i += 1) {
      for (let piece = 0; piece < factor; piece += 1) {
        this.positions[i * factor + piece] = given[i] + (this.spacings[i] * piece) / factor;
      }
    }
    this.positions[(count - 1) * factor] = given[count - 1];
  }

  interpolate(values) {
    const { factor, spacings } = this;
    const result = new Float64Array(this.positions.length);
    for (let i = 0; i < spacings.length; i += 1) {
      const [a, b] = [values[i], values[i + 1]];
      result[i * factor] = a;
      const isFinite = Number.isFinite(a) && Number.isFinite(b);
      const [from, to] = isFinite ? [this.slope(values, i), this.slope(values, i + 1)] : [0, 0];
      const [lower, upper] = [Math.min(a, b), Math.max(a, b)];
      for (let piece = 1; piece < factor; piece += 1) {
        const t = piece / factor;
        const s = 1 - t;
        const value = isFinite
          ? s * s * (1 + 2 * t) * a + t * t * (1 + 2 * s) * b + spacings[i] * s * t * (s * from - t * to)
          : MonotoneCubic.fill(a, b, t);
        result[i * factor + piece] = isFinite ? Math.min(upper, Math.max(lower, value)) : value;
      }
    }
    result[result.length - 1] = values[values.length - 1];
    return result;
  }

  /** Between two values of which at least one is not finite: the infinite one, or none. */
  static fill(a, b, share) {
    if (Number.isNaN(a) || Number.isNaN(b)) return NaN;
    if (Number.isFinite(a)) return b;
    if (Number.isFinite(b)) return a;
    return share < 0.5 ? a : b;
  }

  slope(values, i) {
    const left = i > 0 ? this.secant(values, i - 1) : NaN;
    const right = i < this.spacings.length ? this.secant(values, i) : NaN;
    if (!Number.isNaN(left) && !Number.isNaN(right)) {
      if (left * right <= 0) return 0;
      const [h, k] = [this.spacings[i - 1], this.spacings[i]];
      const limit = 3 * Math.min(Math.abs(left), Math.abs(right));
      return Math.min(limit, Math.max(-limit, (left * k + right * h) / (h + k)));
    }
    if (!Number.isNaN(right)) return this.endSlope(values, right, i, i + 1, i);
    if (!Number.isNaN(left)) return this.endSlope(values, left, i - 1, i - 2, i);
    return 0;
  }

  /** Slope between neighbours; NaN unless both are finite. */
  secant(values, i) {
    const difference = (values[i + 1] - values[i]) / this.spacings[i];
    return Number.isFinite(difference) ? difference : NaN;
  }

  /** The slope at the end of a run, limited so that the end interval stays monotone. */
  endSlope(values, first, own, next) {
    const second = next >= 0 && next < this.spacings.length ? this.secant(values, next) : NaN;
    if (Number.isNaN(second)) return first;
    const [h, k] = [this.spacings[own], this.spacings[next]];
    const slope = ((2 * h + k) * first - h * second) / (h + k);
    if (slope * first <= 0) return 0;
    return first * second <= 0 && Math.abs(slope) > Math.abs(3 * first) ? 3 * first : slope;
  }
}
