// From space to the canvas, as the program's pictures see it.

const add = (a, b, factor = 1) => a.map((part, i) => part + factor * b[i]);
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const unit = (a) => a.map((part) => part / Math.hypot(...a));

/** The box around a surface: its base lies around the origin, its longer side is 1, its height 0.7. */
class Box {
  constructor(plane) {
    this.x = [plane.x.lower, plane.x.upper];
    this.y = [plane.y.lower, plane.y.upper];
    const ratio = (this.x[1] - this.x[0]) / (this.y[1] - this.y[0]);
    const aspect = Math.min(4, Math.max(1 / 4, ratio));
    this.size = [Math.min(1, aspect), Math.min(1, 1 / aspect), 0.7];
    this.radius = Math.hypot(...this.size) / 2;
    this.centre = [0, 0, this.size[2] / 2];
  }

  /** Place of a point of the base at a share of the box's height. */
  place(alpha, beta, share) {
    return [
      ((alpha - this.x[0]) / (this.x[1] - this.x[0]) - 0.5) * this.size[0],
      ((beta - this.y[0]) / (this.y[1] - this.y[0]) - 0.5) * this.size[1], share * this.size[2],
    ];
  }

  /** α and β over a place. */
  coordinates([x, y]) {
    return [
      this.x[0] + (x / this.size[0] + 0.5) * (this.x[1] - this.x[0]),
      this.y[0] + (y / this.size[1] + 0.5) * (this.y[1] - this.y[0]),
    ];
  }

  /** Corners are numbered by bits: 1 for the upper end of x, 2 of y, 4 of z. */
  corner(index) {
    const [w, d, h] = this.size;
    return [index & 1 ? w / 2 : -w / 2, index & 2 ? d / 2 : -d / 2, index & 4 ? h : 0];
  }
}

const fieldOfView = 18;

/** A camera round a box, and where its image lies on a canvas of a width and height in points. */
class Camera {
  constructor(box, width, height) {
    const [azimuth, elevation] = [state.azimuth, state.elevation].map((angle) => (angle * Math.PI) / 180);
    const [sinA, cosA, sinE, cosE] = [Math.sin(azimuth), Math.cos(azimuth), Math.sin(elevation), Math.cos(elevation)];
    this.right = [-sinA, cosA, 0];
    this.up = [-sinE * cosA, -sinE * sinA, cosE];
    this.back = [cosE * cosA, cosE * sinA, sinE];
    this.box = box;
    this.width = width;
    this.height = height;
    this.distance = state.perspective ? box.radius / Math.sin((fieldOfView * Math.PI) / 360) : Infinity;
    // Numbers around the box keep their size: there is room for them whatever the canvas' size.
    this.scale = (state.zoom * Math.min(width - 70, height - 44)) / (2 * box.radius * 0.93);
    this.origin = [
      width * (0.5 + state.shift[0]) + 9, height * (0.5 + state.shift[1]) - 8 * Math.cos(elevation),
    ];
  }

  /** Where a place comes to lie on the canvas. */
  project(place) {
    const offset = add(place, this.box.centre, -1);
    const inverse = 1 / (1 - dot(this.back, offset) / this.distance);
    return [
      this.origin[0] + dot(this.right, offset) * inverse * this.scale,
      this.origin[1] - dot(this.up, offset) * inverse * this.scale,
    ];
  }

  /** Unit vector from a place to the camera. */
  towards(place) {
    if (this.distance === Infinity) return this.back;
    return unit(add(add(this.box.centre, this.back, this.distance), place, -1));
  }

  /** The line of sight through a point of the canvas: a place on it, and the direction to the camera. */
  sight(x, y) {
    const across = (x - this.origin[0]) / this.scale;
    const upwards = (this.origin[1] - y) / this.scale;
    const place = add(add(this.box.centre, this.right, across), this.up, upwards);
    return { place, direction: this.towards(place) };
  }

  /** Whether the camera is on a side's outer side: axis 0, 1 or 2, and its lower or upper end. */
  sees(axis, isUpper) {
    const normal = [0, 0, 0];
    normal[axis] = isUpper ? 1 : -1;
    return dot(this.towards(this.box.corner(isUpper ? 7 : 0)), normal) > 0;
  }
}
