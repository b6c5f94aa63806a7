// A surface in its box: walls, floor and numbers around the painter's image, and what is pointed at.

/** Draws a scene on a canvas that is cleared to the page's colour. */
function drawScene(context, panel, look, camera, density) {
  const { plane, mesh } = panel;
  const { box } = mesh;
  const theme = look.theme;
  const line = (from, to) => {
    context.moveTo(...camera.project(from));
    context.lineTo(...camera.project(to));
  };
  const numbers = axisNumbers(plane, look, camera);
  drawBack(context, mesh, theme, camera, numbers, line);
  if (painter?.draw(plane.index, mesh, look, camera, density)) {
    context.drawImage(painter.canvas, 0, 0, camera.width, camera.height);
  }
  drawAxes(context, plane, theme, camera, numbers, line);
  if (state.window) drawWindow(context, mesh, camera, theme);
  for (const { sign, at, name } of signPlaces(plane)) {
    const share = mesh.share(...at);
    if (!(share >= 0)) continue;
    const place = box.place(at[0], at[1], share);
    context.globalAlpha = mesh.hides(place, camera) ? 0.35 : 1;
    const [x, y] = camera.project(place);
    drawSign(context, sign, x, y);
    drawName(context, name, x, y, theme);
    context.globalAlpha = 1;
  }
  if (state.at) drawCursorInSpace(context, mesh, camera, theme);
}

/** Round numbers along the three axes, each with its share of the box's side. */
function axisNumbers(plane, look, camera) {
  const along = (axis, size) => {
    const count = Math.max(2, Math.min(6, Math.floor((camera.scale * size) / 62)));
    const range = axis.upper - axis.lower;
    return ticks(axis.lower, axis.upper, count).map((tick) => ({ ...tick, share: (tick.value - axis.lower) / range }));
  };
  const { size } = camera.box;
  const count = Math.max(2, Math.min(7, Math.floor((camera.scale * size[2]) / 42)));
  const upright = look.isEmpty
    ? []
    : (look.logarithmic ? logarithmicTicks(look.lower, look.upper, count) : ticks(look.lower, look.upper, count));
  return [
    along(plane.x, size[0]), along(plane.y, size[1]),
    upright.map((tick) => ({ ...tick, share: look.position(look.measure(tick.value)) })),
  ];
}

/** Floor and the two walls behind the surface, with lines at the numbers. */
function drawBack(context, mesh, theme, camera, numbers, line) {
  const { box } = mesh;
  const sides = [];
  for (const axis of [0, 1]) for (const isUpper of [false, true]) {
    if (!camera.sees(axis, isUpper)) sides.push({ axis, isUpper });
  }
  sides.push({ axis: 2, isUpper: false });
  const corner = (axis, isUpper, u, v) => {
    const bits = (isUpper ? 1 << axis : 0) + (u ? 1 << ((axis + 1) % 3) : 0) + (v ? 1 << ((axis + 2) % 3) : 0);
    return box.corner(bits);
  };
  for (const { axis, isUpper } of sides) {
    const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([u, v]) => corner(axis, isUpper, u, v));
    context.beginPath();
    corners.forEach((place, i) => context[i ? "lineTo" : "moveTo"](...camera.project(place)));
    context.closePath();
    context.fillStyle = css(axis === 2 ? theme.missing : mixed(theme.background, theme.missing, 0.55));
    context.fill();
    context.beginPath();
    for (const [other, along] of [[(axis + 1) % 3, (axis + 2) % 3], [(axis + 2) % 3, (axis + 1) % 3]]) {
      for (const { share } of numbers[other]) {
        const from = [...corners[0]];
        from[other] = other === 2 ? share * box.size[2] : (share - 0.5) * box.size[other];
        const to = [...from];
        from[along] = along === 2 ? 0 : -box.size[along] / 2;
        to[along] = along === 2 ? box.size[2] : box.size[along] / 2;
        line(from, to);
      }
    }
    context.strokeStyle = css(theme.faint);
    context.lineWidth = 0.8;
    context.stroke();
    context.beginPath();
    corners.forEach((place, i) => line(place, corners[(i + 1) % 4]));
    context.strokeStyle = css(theme.hatching);
    context.stroke();
  }
  if (mesh.missing.length === 0) return;
  const cells = new Path2D();
  for (const [x0, y0, x1, y1] of mesh.missing) {
    [[x0, y0], [x1, y0], [x1, y1], [x0, y1]].forEach(([x, y], i) =>
      cells[i ? "lineTo" : "moveTo"](...camera.project(box.place(x, y, 0))));
    cells.closePath();
  }
  hatch(context, cells, { x: 0, y: 0, width: camera.width, height: camera.height }, theme);
}

/** The edges that carry numbers: the near ones of the floor, and the upright one at the left. */
function axisEdges(camera) {
  const { box } = camera;
  const front = [camera.sees(0, true), camera.sees(1, true)];
  const xStart = front[1] ? 2 : 0;
  const yStart = front[0] ? 1 : 0;
  // Upright edges at the outline: one of their two sides is seen, the other is not.
  const upright = [0, 1, 2, 3].filter((bits) => {
    const seen = [camera.sees(0, (bits & 1) === 1), camera.sees(1, (bits & 2) === 2)];
    return seen[0] !== seen[1];
  });
  const left = (upright.length ? upright : [0]).reduce((best, bits) =>
    (camera.project(box.corner(bits))[0] < camera.project(box.corner(best))[0] ? bits : best));
  return [[xStart, xStart + 1], [yStart, yStart + 2], [left, left + 4]];
}

/** Axes with ticks, numbers and names outside of the box. */
function drawAxes(context, plane, theme, camera, numbers, line) {
  const { box } = camera;
  const middle = camera.project(box.centre);
  const names = ["α", "β", words("loss")];
  const taken = [];
  context.textBaseline = "middle";
  axisEdges(camera).forEach(([from, to], axis) => {
    const [a, b] = [camera.project(box.corner(from)), camera.project(box.corner(to))];
    const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
    context.strokeStyle = css(theme.ink);
    context.lineWidth = 1;
    context.beginPath();
    line(box.corner(from), box.corner(to));
    context.stroke();
    if (length < 46) return;
    let outward = [(b[1] - a[1]) / length, (a[0] - b[0]) / length];
    const centre = [(a[0] + b[0]) / 2 - middle[0], (a[1] + b[1]) / 2 - middle[1]];
    if (outward[0] * centre[0] + outward[1] * centre[1] < 0) outward = outward.map((part) => -part);
    context.font = font(11);
    context.fillStyle = css(theme.ink);
    let widest = 0;
    for (const { share, label } of numbers[axis]) {
      const place = box.corner(from);
      place[axis] += share * box.size[axis];
      const [x, y] = camera.project(place);
      const width = context.measureText(label).width;
      widest = Math.max(widest, width);
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 5 * outward[0], y + 5 * outward[1]);
      context.stroke();
      const reach = 8 + (Math.abs(outward[0]) * width) / 2 + Math.abs(outward[1]) * 6;
      const [tx, ty] = [x + reach * outward[0], y + reach * outward[1]];
      if (taken.some((other) => Math.abs(tx - other.x) < (width + other.width) / 2 + 4 && Math.abs(ty - other.y) < 12)) {
        continue;
      }
      taken.push({ x: tx, y: ty, width });
      context.textAlign = "center";
      context.fillText(label, tx, ty);
    }
    const reach = 30 + Math.abs(outward[0]) * (widest - 8);
    context.font = font(12);
    context.save();
    context.translate((a[0] + b[0]) / 2 + reach * outward[0], (a[1] + b[1]) / 2 + reach * outward[1]);
    if (axis === 2) context.rotate(-Math.PI / 2);
    context.fillText(names[axis], 0, 0);
    context.restore();
  });
}

/** A line over the surface, parted where there is no surface. */
function traceOnSurface(context, mesh, camera, points) {
  let isDown = false;
  for (const [alpha, beta] of points) {
    const share = mesh.share(alpha, beta);
    if (!(share >= 0)) {
      isDown = false;
      continue;
    }
    context[isDown ? "lineTo" : "moveTo"](...camera.project(mesh.box.place(alpha, beta, share)));
    isDown = true;
  }
}

const between = (from, to, count) => Array.from({ length: count + 1 }, (_, k) => from + ((to - from) * k) / count);

/** The map's window on the surface. */
function drawWindow(context, mesh, camera, theme) {
  const limited = (value, [lower, upper]) => Math.min(upper, Math.max(lower, value));
  const [x0, x1] = [state.window[0], state.window[1]].map((value) => limited(value, mesh.box.x));
  const [y0, y1] = [state.window[2], state.window[3]].map((value) => limited(value, mesh.box.y));
  const way = [
    ...between(x0, x1, 60).map((x) => [x, y0]), ...between(y0, y1, 60).map((y) => [x1, y]),
    ...between(x1, x0, 60).map((x) => [x, y1]), ...between(y1, y0, 60).map((y) => [x0, y]),
  ];
  for (const [style, width] of [[css(theme.background, 0.8), 3.5], [css(theme.ink), 1.5]]) {
    context.beginPath();
    traceOnSurface(context, mesh, camera, way);
    context.strokeStyle = style;
    context.lineWidth = width;
    context.stroke();
  }
}

/** The point that is read: a dot on the surface, sections through it, and a line down to the floor. */
function drawCursorInSpace(context, mesh, camera, theme) {
  const [alpha, beta] = state.at;
  const share = mesh.share(alpha, beta);
  if (!(share >= 0)) return;
  const { box } = mesh;
  const place = box.place(alpha, beta, share);
  const isHidden = mesh.hides(place, camera);
  context.lineWidth = 1;
  context.strokeStyle = css(theme.ink, 0.4);
  for (const way of [
    between(box.x[0], box.x[1], 120).map((x) => [x, beta]), between(box.y[0], box.y[1], 120).map((y) => [alpha, y]),
  ]) {
    context.beginPath();
    traceOnSurface(context, mesh, camera, way.filter(([a, b]) => !mesh.hides(box.place(a, b, mesh.share(a, b)), camera)));
    context.stroke();
  }
  const [x, y] = camera.project(place);
  context.globalAlpha = isHidden ? 0.45 : 1;
  context.beginPath();
  context.arc(x, y, 4.5, 0, 2 * Math.PI);
  context.fillStyle = "#fff";
  context.strokeStyle = "#000";
  context.lineWidth = 2;
  context.stroke();
  context.fill();
  context.globalAlpha = 1;
}
