// One surface: its canvas in space, its map, and what is read under the pointer.

/** An element with attributes and children. */
function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

class Panel {
  constructor(plane) {
    this.plane = plane;
    this.box = new Box(plane);
    this.scene = make("canvas", { tabindex: "0", role: "img", class: "scene" });
    this.map = make("canvas", { tabindex: "0", role: "img", class: "map" });
    this.map.style.setProperty("--aspect", Math.min(4, Math.max(1 / 2, (plane.x.upper - plane.x.lower) / (plane.y.upper - plane.y.lower))));
    this.reading = make("div", { class: "reading", role: "status", "aria-live": "off" });
    const pictures = make("div", { class: "pictures" }, this.scene, this.map);
    this.root = make("section", { class: "panel" });
    if (!painter) this.root.classList.add("flat");
    if (planes.length > 1) this.root.append(make("h2", {}, plane.name));
    this.root.append(pictures, this.reading);
    this.root.setAttribute("aria-label", plane.name);
    if (!painter) this.scene.replaceWith(this.message = make("p", { class: "message" }));
    attachGestures(this.scene, {
      hover: (x, y) => point(this.mesh?.seen(this.camera, x, y)),
      leave: () => {},
      tap: (x, y) => point(this.mesh.seen(this.camera, x, y)),
      doubleTap: (x, y) => turn({ zoom: 1.6, x, y, camera: this.camera }),
      drag: (dx, dy, isOther) => turn(isOther
        ? { shiftX: dx / this.camera.width, shiftY: dy / this.camera.height }
        : { azimuth: -0.4 * dx, elevation: 0.4 * dy }),
      zoom: (factor, x, y) => turn({ zoom: factor, x, y, camera: this.camera }),
    });
    attachGestures(this.map, {
      hover: (x, y) => this.pointOnMap(x, y),
      leave: () => {},
      tap: (x, y) => this.pointOnMap(x, y),
      doubleTap: (x, y) => this.zoomMap(2, x, y),
      drag: (dx, dy) => this.moveMap(dx, dy),
      zoom: (factor, x, y) => this.zoomMap(factor, x, y),
    });
    this.scene.addEventListener("keydown", (event) => this.keyInScene(event));
    this.map.addEventListener("keydown", (event) => this.keyOnMap(event));
  }

  // Layout.

  /** Takes the sizes that the page has given to the canvases; true where one has changed. */
  measure(density) {
    let isChanged = false;
    for (const canvas of [this.scene, this.map]) {
      const { clientWidth, clientHeight } = canvas;
      // A page that is not shown has no sizes; it keeps its pictures.
      if (clientWidth === 0 || clientHeight === 0) continue;
      const [width, height] = [Math.round(clientWidth * density), Math.round(clientHeight * density)];
      if (canvas.width === width && canvas.height === height) continue;
      [canvas.width, canvas.height] = [width, height];
      isChanged = true;
    }
    return isChanged;
  }

  /** The map's window: the one that is chosen, or all of the plane. */
  get window() {
    const { x, y } = this.plane;
    return state.window ?? [x.lower, x.upper, y.lower, y.upper];
  }

  /** The frame of the map on a canvas: as large as there is room for, a unit equally long on both axes if they are alike. */
  mapFrame(width, height) {
    const margins = { left: 52, right: 10, top: 8, bottom: 40 };
    const [room, rise] = [width - margins.left - margins.right, height - margins.top - margins.bottom];
    const [x0, x1, y0, y1] = this.window;
    const aspect = Math.min(8, Math.max(1 / 8, (x1 - x0) / (y1 - y0)));
    const [w, h] = room / aspect <= rise ? [room, room / aspect] : [rise * aspect, rise];
    return { x: margins.left + (room - w) / 2, y: margins.top + (rise - h) / 2, width: Math.max(1, w), height: Math.max(1, h) };
  }

  // Drawing.

  /** What is made once for a scale: meshes and lines. */
  prepare(look) {
    if (painter && this.meshKey !== look.meshKey) {
      this.meshKey = look.meshKey;
      this.mesh = new Mesh(this.plane, look);
    }
    if (this.shapeKey !== look.shapeKey) {
      this.shapeKey = look.shapeKey;
      this.shapes = new MapShapes(this.plane, look);
    }
  }

  draw(look, density) {
    this.prepare(look);
    if (painter) {
      const context = this.clear(this.scene, look, density);
      this.camera = new Camera(this.box, this.scene.width / density, this.scene.height / density);
      drawScene(context, this, look, this.camera, density);
    }
    const context = this.clear(this.map, look, density);
    this.place = new MapPlace(this.window, this.mapFrame(this.map.width / density, this.map.height / density));
    drawMap(context, this.plane, this.shapes, look, this.place);
    this.drawMapAxes(context, look);
    for (const { sign, at, name } of signPlaces(this.plane)) {
      const [x, y] = [this.place.x(at[0]), this.place.y(at[1])];
      if (!this.place.contains(x, y)) continue;
      drawSign(context, sign, x, y);
      drawName(context, name, x, y, look.theme);
    }
    if (state.at) this.drawCursor(context);
  }

  clear(canvas, look, density) {
    const context = canvas.getContext("2d");
    context.setTransform(density, 0, 0, density, 0, 0);
    context.fillStyle = css(look.theme.background);
    context.fillRect(0, 0, canvas.width, canvas.height);
    return context;
  }

  drawMapAxes(context, look) {
    const { place } = this;
    const { frame } = place;
    const bottom = frame.y + frame.height;
    context.strokeStyle = css(look.theme.ink);
    context.fillStyle = css(look.theme.ink);
    context.lineWidth = 1;
    context.strokeRect(frame.x, frame.y, frame.width, frame.height);
    context.font = font(11);
    context.beginPath();
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const { value, label } of ticks(place.x0, place.x1, Math.max(2, Math.min(8, Math.floor(frame.width / 62))))) {
      context.moveTo(place.x(value), bottom);
      context.lineTo(place.x(value), bottom + 5);
      context.fillText(label, place.x(value), bottom + 8);
    }
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const { value, label } of ticks(place.y0, place.y1, Math.max(2, Math.min(8, Math.floor(frame.height / 50))))) {
      context.moveTo(frame.x, place.y(value));
      context.lineTo(frame.x - 5, place.y(value));
      context.fillText(label, frame.x - 8, place.y(value));
    }
    context.stroke();
    context.font = font(12);
    const name = (text, room) => (context.measureText(text).width <= room ? text : text.split(" (")[0]);
    context.textAlign = "center";
    context.textBaseline = "bottom";
    context.fillText(name(this.plane.x.name, frame.width), frame.x + frame.width / 2, bottom + 39);
    context.save();
    context.translate(frame.x - 38, frame.y + frame.height / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(name(this.plane.y.name, frame.height), 0, 0);
    context.restore();
  }

  drawCursor(context) {
    const { place } = this;
    const { frame } = place;
    const [x, y] = [place.x(state.at[0]), place.y(state.at[1])];
    if (!place.contains(x, y)) return;
    for (const [style, width] of [["rgba(0, 0, 0, 0.45)", 3], ["rgba(255, 255, 255, 0.9)", 1.2]]) {
      context.strokeStyle = style;
      context.lineWidth = width;
      context.beginPath();
      context.moveTo(frame.x, y);
      context.lineTo(x - 6, y);
      context.moveTo(x + 6, y);
      context.lineTo(frame.x + frame.width, y);
      context.moveTo(x, frame.y);
      context.lineTo(x, y - 6);
      context.moveTo(x, y + 6);
      context.lineTo(x, frame.y + frame.height);
      context.stroke();
    }
  }

  // The map's window.

  pointOnMap(x, y) {
    const { place } = this;
    if (place.contains(x, y)) point([place.alpha(x), place.beta(y)]);
  }

  moveMap(dx, dy) {
    const [x0, x1, y0, y1] = this.window;
    const [a, b] = [-dx / this.place.scaleX, dy / this.place.scaleY];
    this.setWindow([x0 + a, x1 + a, y0 + b, y1 + b]);
  }

  zoomMap(factor, x, y) {
    const [alpha, beta] = [this.place.alpha(x), this.place.beta(y)];
    const [x0, x1, y0, y1] = this.window;
    this.setWindow([
      alpha + (x0 - alpha) / factor, alpha + (x1 - alpha) / factor,
      beta + (y0 - beta) / factor, beta + (y1 - beta) / factor,
    ]);
  }

  /** A window inside of the plane, not smaller than a cell. */
  setWindow([x0, x1, y0, y1]) {
    const inside = (from, to, axis) => {
      const all = axis.upper - axis.lower;
      const width = Math.min(all, Math.max(all / (axis.count - 1), to - from));
      const middle = (from + to) / 2;
      const start = Math.min(axis.upper - width, Math.max(axis.lower, middle - width / 2));
      return [start, start + width];
    };
    const { x, y } = this.plane;
    // Both sides keep their proportion where one has reached its limit.
    const factor = Math.min(1, (x.upper - x.lower) / (x1 - x0), (y.upper - y.lower) / (y1 - y0));
    const shrunk = (from, to) => [(from + to) / 2 - ((to - from) * factor) / 2, (from + to) / 2 + ((to - from) * factor) / 2];
    const window = [...inside(...shrunk(x0, x1), x), ...inside(...shrunk(y0, y1), y)];
    const isWhole = window[0] === x.lower && window[1] === x.upper && window[2] === y.lower && window[3] === y.upper;
    change({ window: isWhole ? null : window });
  }

  // Keys.

  keyInScene(event) {
    const step = 5;
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (move && event.shiftKey) turn({ shiftX: -0.04 * move[0], shiftY: -0.04 * move[1] });
    else if (move) turn({ azimuth: step * move[0], elevation: step * move[1] });
    else if (event.key === "+" || event.key === "=") turn({ zoom: 1.2 });
    else if (event.key === "-") turn({ zoom: 1 / 1.2 });
    else if (event.key === "0" || event.key === "Home") resetView();
    else if (event.key === "Escape") change({ at: null });
    else return;
    event.preventDefault();
  }

  keyOnMap(event) {
    const { plane, place } = this;
    const { frame } = place;
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const move = moves[event.key];
    if (move && event.shiftKey) this.moveMap(-40 * move[0], 40 * move[1]);
    else if (move) {
      const known = state.at && plane.nearest(...state.at);
      const from = known ?? { column: (plane.x.count - 1) >> 1, row: (plane.y.count - 1) >> 1 };
      const column = Math.min(plane.x.count - 1, Math.max(0, from.column + (known ? move[0] : 0)));
      const row = Math.min(plane.y.count - 1, Math.max(0, from.row + (known ? move[1] : 0)));
      this.announce();
      point([plane.xs[column], plane.ys[row]]);
    } else if (event.key === "+" || event.key === "=") this.zoomMap(1.5, frame.x + frame.width / 2, frame.y + frame.height / 2);
    else if (event.key === "-") this.zoomMap(1 / 1.5, frame.x + frame.width / 2, frame.y + frame.height / 2);
    else if (event.key === "0" || event.key === "Home") resetView();
    else if (event.key === "Escape") change({ at: null });
    else return;
    event.preventDefault();
  }

  /** Lets a screen reader say the next reading: keys are pressed one by one, a pointer would never let it finish. */
  announce() {
    this.reading.setAttribute("aria-live", "polite");
    clearTimeout(this.silence);
    this.silence = setTimeout(() => this.reading.setAttribute("aria-live", "off"), 2000);
  }

  // Readings.

  /** Names of the canvases and what stands below them, in the language that is chosen. */
  label() {
    const { plane } = this;
    this.scene.setAttribute("aria-label", `${words("sceneName")}: ${plane.name}. ${page.title}`);
    this.map.setAttribute("aria-label", `${words("mapName")}: ${plane.name}. ${page.title}`);
    if (this.message) this.message.textContent = words("noWebGL");
  }

  read() {
    if (!state.at) {
      this.reading.replaceChildren(make("p", { class: "hint" }, words("pointHint")));
      return;
    }
    const [alpha, beta] = state.at;
    const here = this.plane.between(alpha, beta);
    const nearest = this.plane.nearest(alpha, beta);
    if (!here) {
      this.reading.replaceChildren(make("p", { class: "hint" }, `${placeText(alpha, beta)}: ${words("outside")}`));
      return;
    }
    const rows = [[words("between"), alpha, beta, here], [words("gridPoint"), nearest.alpha, nearest.beta, nearest]];
    this.reading.replaceChildren(...rows.map(([name, a, b, reading]) =>
      make("p", {}, make("span", { class: "name" }, name), make("span", { class: "place" }, placeText(a, b)),
        ...quantities(reading).map((text, i) => make("span", i ? {} : { class: "value" }, text)))));
  }
}

const placeText = (alpha, beta) => `α ${coordinate(alpha)}, β ${coordinate(beta)}`;

/** A coordinate with so many digits that neighbours differ. */
function coordinate(value) {
  const step = Math.min(...planes.map(({ x }) => (x.upper - x.lower) / (x.count - 1)));
  const digits = Math.max(0, Math.min(9, 1 - Math.floor(Math.log10(step))));
  if (Math.abs(value) >= 1e5) return written(value, 5);
  return value.toFixed(digits).replace("-", "−").replace(/^−(0\.?0*)$/, "$1");
}

/** What is known at a place, in words. */
function quantities(reading) {
  const { loss, accuracy, lossError, accuracyError, samples } = reading;
  if (Number.isNaN(loss)) return [words("notComputed")];
  if (loss === Infinity) return [words("diverged")];
  const parts = [`${words("loss")} ${written(loss, 4)}`];
  if (lossError >= 0 && lossError < Infinity) parts.push(`${words("standardError")} ${written(lossError, 2)}`);
  if (accuracy >= 0) {
    const error = accuracyError > 0 ? ` ± ${(100 * accuracyError).toFixed(1)} %` : "";
    parts.push(`${words("accuracy")} ${percentage(accuracy)}${error}`);
  }
  if (samples > 0 && "column" in reading) parts.push(`${words("samples")} ${Math.round(samples).toLocaleString("en")}`);
  return parts;
}
