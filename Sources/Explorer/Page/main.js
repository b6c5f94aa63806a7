// Controls, the address, and when what is drawn.

const explorer = element("explorer");
const panels = planes.map((plane) => new Panel(plane));
const key = make("canvas", { id: "key", role: "img" });
const keyTitle = make("p", { id: "key-name" });
const legend = make("p", { id: "legend" });
const notice = make("p", { id: "notice", role: "status", "aria-live": "polite" });
let look = null;

// Drawing: once a frame at most, and only what has changed.

let isWaiting = false;
function redraw() {
  if (isWaiting) return;
  isWaiting = true;
  requestAnimationFrame(() => {
    isWaiting = false;
    drawAll();
  });
}

function drawAll() {
  const density = Math.min(3, window.devicePixelRatio || 1);
  const colours = new Look();
  if (look?.colourKey !== colours.colourKey) look = colours;
  drawKey(key, look, density);
  for (const panel of panels) {
    panel.measure(density);
    panel.draw(look, density);
    panel.read();
  }
  keepAddress();
}

let addressTimer = 0;
function keepAddress() {
  clearTimeout(addressTimer);
  addressTimer = setTimeout(() => {
    const words = addressOf(state);
    if (words === location.hash.slice(1)) return;
    try {
      history.replaceState(null, "", words ? `#${words}` : location.pathname + location.search);
    } catch {
      // Some browsers refuse this for files; the page works without.
    }
  }, 250);
}

/** Changes what is chosen, and draws it. */
function change(choices) {
  Object.assign(state, choices);
  redraw();
}

/** The point to be read, on all surfaces; null leaves it where it is. */
function point(at) {
  if (at) change({ at: [...at] });
}

/** Whether the camera is moving: another frame follows soon. */
let isMoving = false;
let movingTimer = 0;
function move() {
  isMoving = true;
  clearTimeout(movingTimer);
  movingTimer = setTimeout(() => {
    isMoving = false;
    redraw();
  }, 180);
}

/** Turns, enlarges or moves the camera that all surfaces share. */
function turn({ azimuth = 0, elevation = 0, zoom = 1, shiftX = 0, shiftY = 0, x, y, camera }) {
  const larger = Math.min(20, Math.max(0.3, state.zoom * zoom));
  const factor = larger / state.zoom;
  move();
  let [sx, sy] = [state.shift[0] + shiftX, state.shift[1] + shiftY];
  if (camera && factor !== 1) {
    // What is under the pointer stays there.
    sx += ((x - camera.origin[0]) * (1 - factor)) / camera.width;
    sy += ((y - camera.origin[1]) * (1 - factor)) / camera.height;
  }
  change({
    azimuth: (state.azimuth + azimuth) % 360,
    elevation: Math.min(90, Math.max(0, state.elevation + elevation)),
    zoom: larger,
    shift: [sx, sy].map((part) => Math.min(3, Math.max(-3, part))),
  });
}

/** Back to the first view: at once where motion is not wanted. */
function resetView() {
  const from = { azimuth: state.azimuth, elevation: state.elevation, zoom: state.zoom, shift: state.shift };
  const finish = () => change({
    azimuth: start.azimuth, elevation: start.elevation, zoom: start.zoom, shift: [0, 0], window: null, at: null,
  });
  if (prefersStillness.matches) return finish();
  const begun = performance.now();
  const step = (now) => {
    const t = Math.min(1, (now - begun) / 260);
    if (t >= 1) return finish();
    const s = t * t * (3 - 2 * t);
    move();
    const towards = (name) => from[name] + (start[name] - from[name]) * s;
    change({
      azimuth: towards("azimuth"), elevation: towards("elevation"), zoom: towards("zoom"),
      shift: from.shift.map((part) => part * (1 - s)),
    });
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

// Controls.

const controls = [];

/** A list to choose from. `choices` gives `[value, text]` pairs; `read` and `write` are between them and the state. */
function choice(name, choices, read, write) {
  const label = make("span");
  const select = make("select");
  select.addEventListener("change", () => {
    write(select.value);
    relabel();
    redraw();
  });
  controls.push(() => {
    label.textContent = words(name);
    const options = choices();
    select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
    select.value = read();
    select.disabled = options.length < 2;
  });
  return make("label", {}, label, select);
}

function toggle(name, property) {
  const label = make("span");
  const box = make("input", { type: "checkbox" });
  box.addEventListener("change", () => change({ [property]: box.checked }));
  controls.push(() => {
    label.textContent = words(name);
    box.checked = state[property];
  });
  return make("label", { class: "toggle" }, box, label);
}

function button(name, action) {
  const made = make("button", { type: "button" });
  made.addEventListener("click", action);
  controls.push(() => { made.textContent = words(name); });
  return made;
}

/** Takes a choice of scale, or the nearest that there is. */
function chooseScale(wished) {
  const next = { logarithmic: state.logarithmic, clip: state.clip, count: state.count, ...wished };
  if (!scaleChoice(next)) next.clip = null;
  if (scaleChoice(next)) Object.assign(state, next);
}

function settings() {
  const named = (names) => names.map((name) => [name, words(name)]);
  const counts = [[6, "few"], [12, "usual"], [24, "many"], [0, "given"]];
  return [
    choice("scale", () => [["linear", words("linear")], ["log", words("logarithmic")]].filter(([value]) =>
      page.scales.some((scale) => scale.logarithmic === (value === "log"))),
    () => (state.logarithmic ? "log" : "linear"), (value) => chooseScale({ logarithmic: value === "log" })),
    choice("clip", () => [["none", words("none")], ...[...page.clips].reverse().map((clip) => [String(clip), written(clip)])],
      () => String(state.clip ?? "none"), (value) => chooseScale({ clip: value === "none" ? null : Number(value) })),
    choice("levels", () => counts.filter(([count]) => page.scales.some((scale) => scale.count === count))
      .map(([count, name]) => [String(count), words(name)]),
    () => String(state.count), (value) => chooseScale({ count: Number(value) })),
    choice("colours", () => Object.keys(colourMaps).sort().map((name) => [name, name]),
      () => state.map, (value) => Object.assign(state, { map: value })),
    choice("projection", () => named(["perspective", "orthographic"]),
      () => (state.perspective ? "perspective" : "orthographic"),
      (value) => Object.assign(state, { perspective: value === "perspective" })),
    choice("theme", () => named(["system", "light", "dark"]), () => state.theme,
      (value) => Object.assign(state, { theme: value })),
    choice("language", () => [["en", "English"], ["ko", "한국어"]], () => state.language,
      (value) => Object.assign(state, { language: value })),
    toggle("smooth", "smooth"),
    ...(planes.some((plane) => plane.values.lossError) ? [toggle("bands", "bands")] : []),
  ];
}

async function copyLink() {
  clearTimeout(addressTimer);
  const words = addressOf(state);
  const address = location.href.split("#")[0] + (words ? `#${words}` : "");
  try {
    await navigator.clipboard.writeText(address);
    say("copied");
  } catch {
    notice.textContent = address;
  }
}

function say(name) {
  notice.textContent = words(name);
  setTimeout(() => { notice.textContent = ""; }, 4000);
}

function save() {
  const density = Math.min(3, window.devicePixelRatio || 1);
  const canvas = wholePicture(panels, look);
  for (const panel of panels) panel.measure(density);
  saveCanvas(canvas, `${document.title.replace(/[^\p{L}\p{N}.-]+/gu, "-").slice(0, 60)}.png`);
  redraw();
}

/** What signs and grounds mean. */
function drawLegend() {
  const density = Math.min(3, window.devicePixelRatio || 1);
  const entry = (text, draw) => {
    const canvas = make("canvas", { "aria-hidden": "true" });
    [canvas.width, canvas.height] = [24 * density, 18 * density];
    const context = canvas.getContext("2d");
    context.scale(density, density);
    draw(context);
    return make("span", {}, canvas, text);
  };
  const signs = planes.flatMap((plane) => signPlaces(plane).map(({ sign }) => sign));
  const has = (test) => planes.some((plane) => plane.values.loss.some(test));
  const box = new Path2D();
  box.rect(2, 3, 20, 12);
  const framed = (context) => {
    context.strokeStyle = css(look.theme.ink);
    context.lineWidth = 0.8;
    context.stroke(box);
  };
  const entries = [];
  for (const [sign, name] of [["star", "trainedPoint"], ["ring", "lowest"]]) {
    if (!signs.includes(sign)) continue;
    const loss = planes.length > 1 ? null
      : sign === "star" ? planes[0].trainedLoss : planes[0].nearest(...planes[0].lowest)?.loss;
    const text = words(name) + (Number.isFinite(loss ?? NaN) ? `, ${words("loss")} ${written(loss)}` : "");
    entries.push(entry(text, (context) => drawSign(context, sign, 12, 9)));
  }
  if (has(Number.isNaN)) {
    entries.push(entry(words("notComputed"), (context) => {
      hatch(context, box, { x: 2, y: 3, width: 20, height: 12 }, look.theme, 4);
      framed(context);
    }));
  }
  // Both have the top colour on the map; hatching means there that nothing is computed.
  const lidded = (text) => entries.push(entry(text + (painter ? ` (${words("lid")})` : ""), (context) => {
    context.fillStyle = css(look.divergedColour);
    context.fill(box);
    framed(context);
  }));
  if (has((value) => value === Infinity)) lidded(words("diverged"));
  if (state.clip !== null && !look.isEmpty && has((value) => value > look.upper && value < Infinity)) {
    lidded(`${words("cutOff")} > ${written(look.upper)}`);
  }
  keyTitle.textContent = keyName(look);
  legend.replaceChildren(...entries);
}

/** All words and choices, in the language and for the state that there are. */
function relabel() {
  document.documentElement.lang = state.language;
  document.documentElement.dataset.theme = state.theme;
  look = new Look();
  for (const update of controls) update();
  for (const panel of panels) panel.label();
  for (const named of document.querySelectorAll("[data-text]")) named.textContent = words(named.dataset.text);
  drawLegend();
}

function build() {
  const isWide = matchMedia("(min-width: 760px)");
  const summary = make("summary");
  const keys = make("summary");
  const keysText = make("p");
  controls.push(() => {
    summary.textContent = words("settings");
    keys.textContent = words("keys");
    keysText.textContent = words("keysText");
  });
  const details = make("details", { id: "settings" }, summary, make("div", { class: "controls" }, ...settings()));
  details.open = isWide.matches;
  const buttons = make("div", { class: "buttons" }, button("reset", resetView), button("save", save), button("link", copyLink));
  const list = make("div", { id: "panels", class: planes.length > 1 ? "several" : "one" }, ...panels.map((panel) => panel.root));
  explorer.append(
    make("div", { id: "bar" }, details, buttons), notice, make("div", { id: "key-row" }, make("div", {}, keyTitle, key), legend), list,
    make("details", { id: "keys" }, keys, keysText));
  if (planes.length > 2) list.style.setProperty("--columns", planes.length > 4 ? 4 : planes.length);
  explorer.hidden = false;
  element("static").hidden = true;
}

readAddress(location.hash);
build();
relabel();
// The first picture counts as a moving one: it is there sooner.
if (painter?.isSlow) move();
drawAll();
document.documentElement.dataset.ready = String(Math.round(performance.now()));

// At once, before the browser shows canvases that are stretched.
new ResizeObserver(() => {
  const density = Math.min(3, window.devicePixelRatio || 1);
  if (panels.some((panel) => panel.measure(density))) drawAll();
}).observe(explorer);
window.addEventListener("hashchange", () => {
  if (location.hash.slice(1) === addressOf(state)) return;
  readAddress(location.hash);
  relabel();
  redraw();
});
prefersDark.addEventListener("change", () => {
  relabel();
  redraw();
});

/** For tests and for the curious: the page's parts by name. */
window.landscape = { page, planes, panels, state, change, point, turn, painter, get look() { return look; }, drawAll, relabel };
