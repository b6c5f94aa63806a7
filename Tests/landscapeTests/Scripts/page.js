// Appended to a page by PageInBrowserTests: uses it as a reader would, and leaves what it finds in the document as JSON.
"use strict";
window.addEventListener("load", () => setTimeout(async () => {
  const found = { errors: [] };
  window.addEventListener("error", (event) => found.errors.push(String(event.message)));
  try {
    await explore(found);
  } catch (error) {
    found.errors.push(String(error?.stack ?? error));
  }
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(found))));
  document.body.append(result);
}, 500));

async function explore(found) {
  const { landscape } = window;
  const [panel] = landscape.panels;
  const { state } = landscape;
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));
  // Pointers of a script are none to the browser.
  HTMLElement.prototype.setPointerCapture = () => {};
  const send = (canvas, type, x, y, more = {}) => {
    const bounds = canvas.getBoundingClientRect();
    const place = { clientX: bounds.left + x, clientY: bounds.top + y, bubbles: true, cancelable: true };
    const event = type === "wheel" ? new WheelEvent(type, { ...place, ...more })
      : new PointerEvent(type, { pointerId: 1, pointerType: "mouse", buttons: 0, ...place, ...more });
    canvas.dispatchEvent(event);
  };
  const press = (canvas, key, more = {}) =>
    canvas.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));

  found.hasWebGL = landscape.painter !== null;
  found.message = document.querySelector(".message")?.textContent ?? "";
  found.isStaticHidden = document.getElementById("static").hidden;

  // Pixels, before anything is touched, and after the first picture, which may be a coarse one.
  landscape.drawAll();
  found.map = sampled(panel.map, panel.place, landscape.planes[0]);
  if (found.hasWebGL) found.scene = silhouette(panel.scene);
  found.shares = shares(panel.scene);

  // Readings under the pointer.
  found.readings = [];
  for (const [alpha, beta] of window.readingPlaces ?? []) {
    send(panel.map, "pointermove", panel.place.x(alpha), panel.place.y(beta));
    landscape.drawAll();
    found.readings.push({
      at: state.at, nearest: clean(landscape.planes[0].nearest(...state.at)),
      between: clean(landscape.planes[0].between(...state.at)),
      text: [...panel.reading.querySelectorAll("p")].map((p) => [...p.children].map((child) => child.textContent)),
    });
  }

  // The point that is seen in space is the one under the pointer.
  found.picks = [];
  if (found.hasWebGL) {
    const { camera, mesh } = panel;
    for (const [alpha, beta] of window.readingPlaces ?? []) {
      const share = mesh.share(alpha, beta);
      if (!(share >= 0)) continue;
      const place = mesh.box.place(alpha, beta, share);
      if (mesh.hides(place, camera)) continue;
      found.picks.push({ put: [alpha, beta], seen: mesh.seen(camera, ...camera.project(place)) });
    }
  }

  // Gestures and keys.
  const { width, height } = panel.map.getBoundingClientRect();
  const middle = [width / 2, height / 2];
  found.gestures = {};
  if (found.hasWebGL) {
    send(panel.scene, "pointerdown", ...middle, { buttons: 1 });
    send(panel.scene, "pointermove", middle[0] + 50, middle[1] + 10, { buttons: 1 });
    send(panel.scene, "pointerup", middle[0] + 50, middle[1] + 10);
    found.gestures.turned = [state.azimuth, state.elevation];
    send(panel.scene, "wheel", ...middle, { deltaY: -100 });
    found.gestures.zoomed = state.zoom;
    press(panel.scene, "ArrowLeft");
    found.gestures.stepped = state.azimuth;
    // Two fingers that part.
    for (const [id, x] of [[11, -20], [12, 20]]) {
      send(panel.scene, "pointerdown", middle[0] + x, middle[1], { pointerId: id, pointerType: "touch", buttons: 1 });
    }
    const before = state.zoom;
    send(panel.scene, "pointermove", middle[0] + 60, middle[1], { pointerId: 12, pointerType: "touch", buttons: 1 });
    for (const id of [11, 12]) send(panel.scene, "pointerup", ...middle, { pointerId: id, pointerType: "touch" });
    found.gestures.pinched = state.zoom / before;
  }
  send(panel.map, "wheel", ...middle, { deltaY: -200 });
  landscape.drawAll();
  found.gestures.window = state.window;
  landscape.change({ at: [0, 0] });
  press(panel.map, "ArrowRight");
  press(panel.map, "ArrowUp");
  landscape.drawAll();
  found.gestures.cursor = state.at;
  found.gestures.live = panel.reading.getAttribute("aria-live");

  // The address says it all: what is read back is what was chosen.
  await pause(500);
  found.address = location.hash;
  const before = JSON.stringify(state);
  landscape.change({ azimuth: 1, window: null, at: null });
  landscape.drawAll();
  await pause(500);
  location.hash = found.address;
  await pause(400);
  const [then, now] = [JSON.parse(before), JSON.parse(JSON.stringify(state))];
  found.differing = Object.keys(then).filter((name) => !isAlike(then[name], now[name]));

  // Every scale, map, theme and language draws without an error.
  found.drawn = 0;
  for (const { logarithmic, clip, count } of landscape.page.scales.filter((_, i) => i % 9 === 1)) {
    Object.assign(state, { logarithmic, clip: clip ?? null, count });
    landscape.relabel();
    landscape.drawAll();
    found.drawn += 1;
  }
  for (const map of Object.keys(landscape.page.maps)) for (const theme of ["light", "dark"]) {
    Object.assign(state, { map, theme, bands: !state.bands, smooth: !state.smooth, perspective: !state.perspective });
    landscape.relabel();
    landscape.drawAll();
    found.drawn += 1;
  }
  Object.assign(state, { language: "ko" });
  landscape.relabel();
  landscape.drawAll();
  found.korean = document.querySelector("#numbers h2").textContent;
  found.language = document.documentElement.lang;

  // The picture that is saved.
  const link = [];
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function () { link.push([this.download, this.href.slice(0, 5)]); };
  document.querySelectorAll(".buttons button")[1].click();
  await pause(600);
  HTMLAnchorElement.prototype.click = click;
  found.saved = link;

  // What a screen reader gets.
  found.labels = [...document.querySelectorAll("canvas:not([aria-hidden])")].map((c) => c.getAttribute("aria-label"));
  found.unlabelled = [...document.querySelectorAll("select, input, button, summary")]
    .filter((control) => !(control.labels?.[0]?.textContent || control.textContent)).length;
}

const clean = (reading) => reading && Object.fromEntries(
  Object.entries(reading).map(([name, value]) => [name, Number.isFinite(value) ? value : String(value)]));

const isAlike = (a, b) => (Array.isArray(a) && Array.isArray(b)
  ? a.every((value, i) => Math.abs(value - b[i]) < 1e-3)
  : typeof a === "number" ? Math.abs(a - b) < 1e-3 * Math.max(1, Math.abs(a)) : a === b);

/** The pixels of a canvas, from a copy that is meant to be read. */
function pixels(canvas) {
  const context = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  context.drawImage(canvas, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** The colour of a place of an image if the pixels around it have the same; else null. */
function even({ data, width, height }, x, y, tolerance) {
  const first = 4 * (Math.round(y) * width + Math.round(x));
  if (x < 1 || y < 1 || x > width - 2 || y > height - 2) return null;
  for (let dy = -1; dy <= 1; dy += 1) for (let dx = -1; dx <= 1; dx += 1) for (let c = 0; c < 3; c += 1) {
    if (Math.abs(data[first + 4 * (dy * width + dx) + c] - data[first + c]) > tolerance) return null;
  }
  return [data[first], data[first + 1], data[first + 2]];
}

/** Colours at 60 × 60 places of a map, row by row from its lower left, where a pixel is like its neighbours. */
function sampled(canvas, place, plane) {
  const image = pixels(canvas);
  const colours = [];
  for (let j = 0; j < 60; j += 1) for (let i = 0; i < 60; i += 1) {
    const alpha = plane.x.lower + ((i + 0.5) / 60) * (plane.x.upper - plane.x.lower);
    const beta = plane.y.lower + ((j + 0.5) / 60) * (plane.y.upper - plane.y.lower);
    colours.push(even(image, place.x(alpha) * devicePixelRatio, place.y(beta) * devicePixelRatio, 2));
  }
  return colours;
}

/** Colours at 40 × 40 places of the rectangle around all colourful pixels, and its proportions. */
function silhouette(canvas) {
  const image = pixels(canvas);
  const { data, width, height } = image;
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) {
    const [r, g, b] = [0, 1, 2].map((c) => data[4 * (y * width + x) + c]);
    if (Math.max(r, g, b) - Math.min(r, g, b) < 30) continue;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
  }
  const colours = [];
  for (let j = 0; j < 40; j += 1) for (let i = 0; i < 40; i += 1) {
    colours.push(even(
      image, left + ((i + 0.5) / 40) * (right - left), top + ((j + 0.5) / 40) * (bottom - top), 12));
  }
  return { aspect: (right - left) / (bottom - top), colours };
}

/** How much of a canvas is not the colour of its corner. */
function shares(canvas) {
  if (!canvas.width || !canvas.isConnected) return 0;
  const { data } = pixels(canvas);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) if (data[i] !== data[0] || data[i + 1] !== data[1]) count += 1;
  return count / (data.length / 4);
}
