// The contour map: bands, lines with labels, what is missing, what has diverged, signs.

/** Grid points along the longer side that smooth lines are drawn from. */
const smoothLineCount = 192;

/** A plane's lines and bands in data coordinates, made once for each scale. */
class MapShapes {
  constructor(plane, look) {
    const raw = look.field(plane);
    const drawn = (field) => (state.smooth ? field.refined(field.refinement(smoothLineCount)) : field);
    const field = drawn(raw);
    const edged = bordered(field);
    this.regions = [-Infinity, ...look.thresholds].map((threshold) =>
      pathOf(contourLines(edged, Math.max(threshold, -Number.MAX_VALUE))));
    const hasDiverged = raw.measure.includes(Infinity);
    this.diverged = hasDiverged ? pathOf(divergedLines(raw)) : null;
    this.missing = missingCells(raw);
    const lined = hasDiverged ? drawn(raw.finite) : field;
    this.lines = look.thresholds.map((threshold) => contourLines(lined, threshold));
    this.bands = state.bands && plane.values.lossError ? MapShapes.bands(plane, look, drawn) : [];
  }

  /** For each level the region where the loss may have it: two standard errors to either side. */
  static bands(plane, look, drawn) {
    const { loss, lossError } = plane.values;
    const shifted = (sign) =>
      bordered(drawn(look.field(plane, loss.map((value, i) => value + sign * 2 * lossError[i])).finite));
    const [low, high] = [shifted(-1), shifted(1)];
    return look.thresholds.map((threshold) => {
      const path = pathOf(contourLines(high, threshold));
      path.addPath(pathOf(contourLines(low, threshold)));
      return path;
    });
  }
}

/** Where a map's window lies on a canvas: `frame` is `{ x, y, width, height }` in points, y downwards. */
class MapPlace {
  constructor(window, frame) {
    [this.x0, this.x1, this.y0, this.y1] = window;
    this.frame = frame;
    this.scaleX = frame.width / (this.x1 - this.x0);
    this.scaleY = frame.height / (this.y1 - this.y0);
  }

  x(alpha) { return this.frame.x + (alpha - this.x0) * this.scaleX; }
  y(beta) { return this.frame.y + this.frame.height - (beta - this.y0) * this.scaleY; }
  alpha(x) { return this.x0 + (x - this.frame.x) / this.scaleX; }
  beta(y) { return this.y0 + (this.frame.y + this.frame.height - y) / this.scaleY; }

  contains(x, y) {
    const { frame } = this;
    return x >= frame.x && x <= frame.x + frame.width && y >= frame.y && y <= frame.y + frame.height;
  }

  /** From data to the canvas. */
  get matrix() {
    const { frame } = this;
    return new DOMMatrix([
      this.scaleX, 0, 0, -this.scaleY, frame.x - this.x0 * this.scaleX,
      frame.y + frame.height + this.y0 * this.scaleY,
    ]);
  }
}

/** Parallel lines over a region, as pictures have them where nothing is computed. */
function hatch(context, clip, bounds, colours, spacing = 6) {
  context.save();
  context.clip(clip);
  context.fillStyle = css(colours.missing);
  context.fillRect(bounds.x, bounds.y, bounds.width, bounds.height);
  context.strokeStyle = css(colours.hatching);
  context.lineWidth = 0.9;
  context.beginPath();
  const step = spacing * Math.SQRT2;
  const first = Math.ceil((bounds.x + bounds.y) / step) * step;
  for (let sum = first; sum < bounds.x + bounds.y + bounds.width + bounds.height; sum += step) {
    context.moveTo(sum - bounds.y, bounds.y);
    context.lineTo(sum - bounds.y - bounds.height, bounds.y + bounds.height);
  }
  context.stroke();
  context.restore();
}

const fontFamily = "system-ui, -apple-system, 'Segoe UI', 'Noto Sans', 'Noto Sans CJK KR', 'Malgun Gothic', sans-serif";
const font = (size, weight = "") => `${weight} ${size}px ${fontFamily}`.trim();

/** Draws a map's inside: everything between the frame's lines. */
function drawMap(context, plane, shapes, look, place) {
  const { frame } = place;
  const whole = new Path2D();
  whole.rect(frame.x, frame.y, frame.width, frame.height);
  context.save();
  context.clip(whole);
  context.fillStyle = css(look.theme.missing);
  context.fill(whole);

  const { matrix } = place;
  const onCanvas = (path) => {
    const moved = new Path2D();
    moved.addPath(path, matrix);
    return moved;
  };
  shapes.regions.forEach((path, band) => {
    context.fillStyle = css(look.bandColours[band]);
    context.fill(onCanvas(path), "evenodd");
  });
  if (shapes.diverged) {
    context.fillStyle = css(look.divergedColour);
    context.fill(onCanvas(shapes.diverged), "evenodd");
  }
  if (shapes.missing.length > 0) {
    const cells = new Path2D();
    for (const [x0, y0, x1, y1] of shapes.missing) {
      cells.rect(place.x(x0), place.y(y1), place.x(x1) - place.x(x0), place.y(y0) - place.y(y1));
    }
    hatch(context, cells, frame, look.theme);
  }
  shapes.bands.forEach((path, level) => {
    context.fillStyle = css(look.lineColours[level], 0.35);
    context.fill(onCanvas(path), "evenodd");
  });
  drawLines(context, shapes, look, place, signPlaces(plane).map(({ at }) => [place.x(at[0]), place.y(at[1])]));
  context.restore();
}

/** Draws level lines, interrupted by their labels. */
function drawLines(context, shapes, look, place, obstacles) {
  const labels = new LabelPlaces(context, place.frame, obstacles);
  context.lineJoin = "round";
  const texts = [];
  shapes.lines.forEach((lines, level) => {
    context.strokeStyle = css(look.lineColours[level]);
    context.lineWidth = 1;
    context.beginPath();
    for (const { points, isClosed } of lines) {
      const line = Polyline.on(place, points, isClosed);
      const label = labels.find(line, look.labels[level]);
      if (label) texts.push({ ...label, level });
      line.trace(context, label?.gap);
    }
    context.stroke();
  });
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.font = font(11);
  for (const { x, y, angle, level } of texts) {
    context.save();
    context.translate(x, y);
    context.rotate(angle);
    context.fillStyle = css(look.labelColours[level]);
    context.fillText(look.labels[level], 0, 0.5);
    context.restore();
  }
}

/** A line on the canvas, by length. */
class Polyline {
  constructor(points) {
    this.points = points;
    this.lengths = new Float64Array(points.length / 2);
    for (let i = 1; i < this.lengths.length; i += 1) {
      this.lengths[i] = this.lengths[i - 1]
        + Math.hypot(points[2 * i] - points[2 * i - 2], points[2 * i + 1] - points[2 * i - 1]);
    }
    this.length = this.lengths[this.lengths.length - 1];
  }

  static on(place, data, isClosed) {
    const points = new Float64Array(data.length + (isClosed ? 2 : 0));
    for (let i = 0; i < points.length; i += 2) {
      points[i] = place.x(data[i % data.length]);
      points[i + 1] = place.y(data[(i + 1) % data.length]);
    }
    return new Polyline(points);
  }

  /** The place at a length. */
  at(length) {
    const { lengths, points } = this;
    let [low, high] = [0, lengths.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (lengths[middle] > length) high = middle;
      else low = middle;
    }
    const share = lengths[high] > lengths[low] ? (length - lengths[low]) / (lengths[high] - lengths[low]) : 0;
    return [
      points[2 * low] + (points[2 * high] - points[2 * low]) * share,
      points[2 * low + 1] + (points[2 * high + 1] - points[2 * low + 1]) * share,
    ];
  }

  /** Adds the line to a context's path, but for a gap. */
  trace(context, gap) {
    const { points, lengths } = this;
    let isDown = false;
    for (let i = 0; i < lengths.length; i += 1) {
      const isInGap = gap && lengths[i] > gap[0] && lengths[i] < gap[1];
      if (gap && i > 0 && lengths[i - 1] <= gap[0] && lengths[i] > gap[0]) {
        context.lineTo(...this.at(gap[0]));
        isDown = false;
      }
      if (gap && i > 0 && lengths[i - 1] < gap[1] && lengths[i] >= gap[1]) {
        context.moveTo(...this.at(gap[1]));
        isDown = true;
      }
      if (isInGap) continue;
      if (isDown) context.lineTo(points[2 * i], points[2 * i + 1]);
      else context.moveTo(points[2 * i], points[2 * i + 1]);
      isDown = true;
    }
  }
}

/** Finds places for labels: where a line is straight, inside the frame, away from signs and other labels. */
class LabelPlaces {
  constructor(context, frame, obstacles) {
    this.context = context;
    this.frame = frame;
    this.taken = obstacles.map(([x, y]) => ({ x, y, radius: 9 }));
  }

  find(line, text) {
    this.context.font = font(11);
    const width = this.context.measureText(text).width;
    const room = width + 8;
    if (line.length < 2.2 * room) return null;
    const inset = 4 + width / 2;
    let best = null;
    const count = Math.min(48, Math.max(3, Math.floor(line.length / 14)));
    for (let k = 0; k < count; k += 1) {
      // From the middle outwards, so that labels of neighbouring lines stand near each other.
      const share = 0.5 + ((k % 2 ? 1 : -1) * Math.ceil(k / 2)) / (count + 1);
      const centre = share * line.length;
      const [from, to] = [centre - room / 2, centre + room / 2];
      if (from < 0 || to > line.length) continue;
      const [a, m, b] = [line.at(from), line.at(centre), line.at(to)];
      const straightness = Math.hypot(b[0] - a[0], b[1] - a[1]) / room;
      if (straightness < 0.94 || (best && straightness <= best.straightness + 0.02)) continue;
      const { frame } = this;
      if (m[0] < frame.x + inset || m[0] > frame.x + frame.width - inset || m[1] < frame.y + inset
        || m[1] > frame.y + frame.height - inset) continue;
      const radius = width / 2 + 3;
      if (this.taken.some((other) => Math.hypot(other.x - m[0], other.y - m[1]) < radius + other.radius)) continue;
      let angle = Math.atan2(b[1] - a[1], b[0] - a[0]);
      if (angle > Math.PI / 2) angle -= Math.PI;
      if (angle <= -Math.PI / 2) angle += Math.PI;
      best = { straightness, x: (a[0] + b[0]) / 4 + m[0] / 2, y: (a[1] + b[1]) / 4 + m[1] / 2, angle, gap: [from, to], radius };
    }
    if (best) this.taken.push(best);
    return best;
  }
}

/** The signs of a plane: what they stand for and where they are. */
function signPlaces(plane) {
  const signs = [];
  if (plane.showsTrainedPoint) signs.push({ sign: "star", at: [0, 0], name: "" });
  if (plane.lowest) signs.push({ sign: "ring", at: plane.lowest, name: "" });
  for (const { name, coordinates } of plane.landmarks) signs.push({ sign: "diamond", at: coordinates, name });
  return signs;
}

/** Draws a sign, light inside and dark outside, so that it shows on every colour. */
function drawSign(context, sign, x, y) {
  context.save();
  context.translate(x, y);
  context.lineJoin = "round";
  const outlined = (path) => {
    context.strokeStyle = "#000";
    context.lineWidth = 2.4;
    context.stroke(path);
    context.fillStyle = "#fff";
    context.fill(path);
  };
  const path = new Path2D();
  if (sign === "star") {
    for (let k = 0; k < 10; k += 1) {
      const [radius, angle] = [k % 2 ? 3.4 : 8, (k * Math.PI) / 5 - Math.PI / 2];
      path[k ? "lineTo" : "moveTo"](radius * Math.cos(angle), radius * Math.sin(angle));
    }
    path.closePath();
    outlined(path);
  } else if (sign === "diamond") {
    for (const [dx, dy] of [[0, -5.5], [5.5, 0], [0, 5.5], [-5.5, 0]]) path.lineTo(dx, dy);
    path.closePath();
    outlined(path);
  } else {
    path.arc(0, 0, 4.4, 0, 2 * Math.PI);
    for (const [style, width] of [["#000", 3.8], ["#fff", 1.7]]) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.stroke(path);
    }
  }
  context.restore();
}

/** A name beside a sign, on a ground of the page's colour. */
function drawName(context, name, x, y, theme) {
  if (!name) return;
  context.font = font(11);
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.strokeStyle = css(theme.background, 0.85);
  context.lineWidth = 3;
  context.strokeText(name, x + 9, y);
  context.fillStyle = css(theme.ink);
  context.fillText(name, x + 9, y);
}
