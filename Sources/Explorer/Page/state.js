// What is chosen: kept in the address, so that a view can be kept and sent; and what follows from it for drawing.

const start = Object.freeze({
  logarithmic: page.start.logarithmic,
  clip: page.start.clip ?? null,
  count: page.start.count,
  map: page.start.map,
  theme: page.start.theme,
  language: page.start.language,
  smooth: page.start.smooth,
  bands: page.start.bands,
  perspective: true,
  azimuth: -57,
  elevation: 36,
  zoom: 1,
  shift: [0, 0],
  window: null,
  at: null,
});

const state = { ...start };

const short = (number) => String(Number(number.toPrecision(5)));

/** What differs from the start, as the part of the address after `#`. */
function addressOf(state) {
  const words = [];
  const add = (name, value) => words.push(`${name}=${value}`);
  if (state.logarithmic !== start.logarithmic) add("scale", state.logarithmic ? "log" : "linear");
  if (state.clip !== start.clip) add("clip", state.clip ?? "none");
  if (state.count !== start.count) add("levels", state.count);
  for (const name of ["map", "theme", "language"]) if (state[name] !== start[name]) add(name, state[name]);
  for (const name of ["smooth", "bands", "perspective"]) {
    if (state[name] !== start[name]) add(name, state[name] ? 1 : 0);
  }
  const view = [state.azimuth, state.elevation, state.zoom, ...state.shift];
  const usual = [start.azimuth, start.elevation, start.zoom, ...start.shift];
  if (view.some((value, i) => value !== usual[i])) add("view", view.map(short).join(","));
  if (state.window) add("window", state.window.map(short).join(","));
  if (state.at) add("at", state.at.map(short).join(","));
  return words.join("&");
}

/** Takes over what an address says; what it does not say, or says wrongly, is as at the start. */
function readAddress(text) {
  Object.assign(state, start, { shift: [0, 0] });
  const words = new URLSearchParams(text.replace(/^#/, ""));
  const numbers = (name, count) => {
    const found = (words.get(name) ?? "").split(",").map(Number);
    return found.length === count && found.every(Number.isFinite) && words.get(name) !== "" ? found : null;
  };
  if (words.has("scale")) state.logarithmic = words.get("scale") === "log";
  if (words.has("clip")) state.clip = words.get("clip") === "none" ? null : Number(words.get("clip"));
  if (words.has("levels")) state.count = Number(words.get("levels"));
  if (Object.hasOwn(colourMaps, words.get("map"))) state.map = words.get("map");
  if (["system", "light", "dark"].includes(words.get("theme"))) state.theme = words.get("theme");
  if (Object.hasOwn(page.texts, words.get("language"))) state.language = words.get("language");
  for (const name of ["smooth", "bands", "perspective"]) {
    if (words.has(name)) state[name] = words.get(name) === "1";
  }
  const view = numbers("view", 5);
  if (view) {
    state.azimuth = view[0] % 360;
    state.elevation = Math.min(90, Math.max(0, view[1]));
    state.zoom = Math.min(20, Math.max(0.3, view[2]));
    state.shift = [view[3], view[4]];
  }
  const window = numbers("window", 4);
  if (window && window[0] < window[1] && window[2] < window[3]) state.window = window;
  state.at = numbers("at", 2);
  if (!scaleChoice(state)) Object.assign(state, { logarithmic: start.logarithmic, clip: start.clip, count: start.count });
}

/** The scale that is chosen, as the program made it. */
function scaleChoice({ logarithmic, clip, count }) {
  return page.scales.find(
    (choice) => choice.logarithmic === logarithmic && (choice.clip ?? null) === clip && choice.count === count);
}

const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const prefersStillness = matchMedia("(prefers-reduced-motion: reduce)");

/** `light` or `dark`. */
const themeName = () => (state.theme === "system" ? (prefersDark.matches ? "dark" : "light") : state.theme);

/** The texts of the language that is chosen. */
const words = (name) => page.texts[state.language][name];

/** How values become positions, colours and lines: what follows from scale, map and theme. */
class Look {
  constructor() {
    const choice = scaleChoice(state);
    Object.assign(this, choice);
    this.theme = Object.fromEntries(
      Object.entries(page.themes[themeName()]).map(([name, text]) => [name, colour(text)]));
    this.lower = choice.lower ?? NaN;
    this.upper = choice.upper ?? NaN;
    this.isEmpty = !("lower" in choice);
    this.lowerMeasure = this.isEmpty ? 0 : this.measure(this.lower);
    this.upperMeasure = this.isEmpty ? 1 : this.measure(this.upper);
    this.thresholds = choice.levels.map((level) => this.measure(level));
    this.map = colourMaps[state.map];
    this.bandColours = this.map.bands(choice.levels.length + 1);
    this.lineColours = this.between(3);
    this.labelColours = this.between(5.5);
    this.sceneLineColours = this.between(2.4);
    this.divergedColour = this.map.at(1);
    const shape = [choice.logarithmic, choice.levels, state.smooth, state.bands];
    this.shapeKey = JSON.stringify(shape);
    this.meshKey = JSON.stringify([choice.logarithmic, this.lower, this.upper, state.smooth]);
    this.colourKey = JSON.stringify([shape, this.meshKey, state.map, themeName()]);
  }

  /** What the scale's steps are even in. */
  measure(value) {
    if (!this.logarithmic) return value;
    return Number.isNaN(value) ? NaN : value > 0 ? Math.log(value) : -Infinity;
  }

  /** The value that has a position. */
  value(position) {
    const measure = this.lowerMeasure + position * (this.upperMeasure - this.lowerMeasure);
    return this.logarithmic ? Math.exp(measure) : measure;
  }

  /** Position of a measure on the scale, 0 at its lower and 1 at its upper end. */
  position(measure) {
    const range = this.upperMeasure / 2 - this.lowerMeasure / 2;
    return range > 0 ? (measure / 2 - this.lowerMeasure / 2) / range : 0.5;
  }

  /** A plane's loss, as lines and heights see it. */
  field(plane, values = plane.values.loss) {
    return new Field(plane.xs, plane.ys, Float64Array.from(values, (value) => this.measure(value)));
  }

  /** For each level a shade of the bands beside it that shows on both. */
  between(ratio) {
    const colours = this.bandColours;
    return this.levels.map((_, i) =>
      contrasting(mixed(colours[i], colours[i + 1], 0.5), [colours[i], colours[i + 1]], ratio));
  }

  /** Colours at even steps of the scale: each band's own in its middle, and between two middles one between the two. */
  ramp(steps) {
    const levels = this.thresholds.map((threshold) => this.position(threshold));
    const ends = [Math.min(0, levels[0] ?? 0), ...levels, Math.max(1, levels[levels.length - 1] ?? 1)];
    const middles = ends.slice(1).map((end, i) => (ends[i] + end) / 2);
    return Array.from({ length: steps }, (_, step) => {
      const position = step / (steps - 1);
      if (middles.length < 2) return this.map.at(0.5);
      const above = middles.findIndex((middle) => middle > position);
      if (above === 0) return this.map.at(0);
      if (above < 0) return this.map.at(1);
      const share = (position - middles[above - 1]) / (middles[above] - middles[above - 1]);
      return this.map.at((above - 1 + share) / (middles.length - 1));
    });
  }
}
