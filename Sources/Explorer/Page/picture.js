// The colour key, and the page's pictures as one PNG.

/** Draws the key from colours to values: a box a band with the levels between them, the outer ones pointed. */
function drawKey(canvas, look, density) {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  [canvas.width, canvas.height] = [Math.round(width * density), Math.round(height * density)];
  const context = canvas.getContext("2d");
  context.scale(density, density);
  drawKeyInto(context, look, { x: 8, y: 4, width: width - 16 });
  canvas.setAttribute("aria-label", `${keyName(look)}: ${look.labels.join(", ")}`);
}

const keyName = (look) => page.lossName + (look.logarithmic ? ` (${words("logScale")})` : "");

function drawKeyInto(context, look, { x, y, width }) {
  const colours = look.bandColours;
  const [band, height] = [width / colours.length, 13];
  const outline = new Path2D();
  colours.forEach((c, i) => {
    const box = new Path2D();
    const [left, right] = [x + i * band, x + (i + 1) * band];
    const isPointed = colours.length > 1;
    if (isPointed && i === 0) [[left, y + height / 2], [right, y], [right, y + height]].forEach((p) => box.lineTo(...p));
    else if (isPointed && i === colours.length - 1) [[left, y], [right, y + height / 2], [left, y + height]].forEach((p) => box.lineTo(...p));
    else box.rect(left, y, band, height);
    box.closePath();
    context.fillStyle = css(c);
    context.fill(box);
    outline.addPath(box);
  });
  context.lineWidth = 0.5;
  context.strokeStyle = css(look.theme.ink, 0.55);
  context.stroke(outline);
  context.font = font(11);
  context.fillStyle = css(look.theme.ink);
  context.textAlign = "center";
  context.textBaseline = "top";
  const widest = Math.max(0, ...look.labels.map((label) => context.measureText(label).width)) + 8;
  const stride = Math.max(1, Math.ceil(widest / band));
  look.labels.forEach((label, i) => {
    if ((i - ((look.labels.length - 1) % stride >> 1)) % stride !== 0) return;
    context.fillText(label, x + (i + 1) * band, y + height + 4);
  });
  const loss = state.at && planes.map((plane) => plane.between(...state.at)?.loss).find((value) => value !== undefined);
  if (loss === null || !(loss > -Infinity)) return;
  const measure = look.measure(loss);
  const above = look.thresholds.findIndex((threshold) => threshold > measure);
  const index = above < 0 ? look.thresholds.length : above;
  const [low, high] = [
    look.thresholds[index - 1] ?? look.lowerMeasure, look.thresholds[index] ?? look.upperMeasure,
  ];
  const share = high > low ? Math.min(0.98, Math.max(0.02, (measure - low) / (high - low))) : 0.5;
  const at = x + (index + share) * band;
  context.beginPath();
  for (const [dx, dy] of [[0, 4], [-4.5, -3], [4.5, -3]]) context.lineTo(at + dx, y + dy);
  context.closePath();
  context.strokeStyle = css(look.theme.background);
  context.lineWidth = 2;
  context.stroke();
  context.fill();
}

/** All pictures with title, key and caption on one canvas. */
function wholePicture(panels, look) {
  const density = 2;
  const gap = 16;
  const visible = panels.map((panel) => (painter ? [panel.scene, panel.map] : [panel.map]));
  const origin = element("explorer").getBoundingClientRect();
  // Axes' names and numbers reach to the pictures' borders.
  const width = Math.round(origin.width) + 2 * gap;
  const left = gap - origin.left;
  const canvas = document.createElement("canvas");
  const tops = visible.flat().map((part) => part.getBoundingClientRect());
  const first = Math.min(...tops.map((bounds) => bounds.top));
  const last = Math.max(...tops.map((bounds) => bounds.bottom));
  const caption = element("caption").textContent;
  const context = canvas.getContext("2d");
  context.font = font(18, "600");
  const title = wrapped(context, page.title, width - 2 * gap);
  const titleHeight = 24 * (title.length - 1);
  context.font = font(12);
  const signs = legendPlaces(context, width - 2 * gap);
  const head = 98 + titleHeight + signs.height + (planes.length > 1 ? 22 : 0);
  context.font = font(11.5);
  const lines = wrapped(context, caption, width - 2 * gap);
  const height = Math.ceil(head + last - first + gap + 16 * lines.length + gap);
  [canvas.width, canvas.height] = [width * density, height * density];
  context.scale(density, density);
  context.fillStyle = css(look.theme.background);
  context.fillRect(0, 0, width, height);
  context.fillStyle = css(look.theme.ink);
  context.font = font(18, "600");
  context.textBaseline = "top";
  title.forEach((line, i) => context.fillText(line, gap, gap + 24 * i));
  context.font = font(12);
  context.fillStyle = css(look.theme.softInk);
  context.fillText(keyName(look), gap, titleHeight + 42);
  drawKeyInto(context, look, { x: gap, y: titleHeight + 60, width: Math.min(560, width - 2 * gap) });
  context.font = font(12);
  context.fillStyle = css(look.theme.ink);
  context.textAlign = "left";
  context.textBaseline = "middle";
  for (const { sign, text, x, y } of signs.entries) {
    const top = titleHeight + 96 + y;
    context.drawImage(sign, gap + x, top, 24, 18);
    context.fillText(text, gap + x + 29, top + 9);
  }
  panels.forEach((panel, i) => {
    panel.measure(density);
    panel.draw(look, density);
    for (const part of visible[i]) {
      const bounds = part.getBoundingClientRect();
      context.drawImage(part, bounds.left + left, head + bounds.top - first, bounds.width, bounds.height);
    }
    if (planes.length < 2) return;
    const bounds = visible[i][0].getBoundingClientRect();
    context.fillStyle = css(look.theme.ink);
    context.font = font(14, "600");
    context.textAlign = "left";
    context.textBaseline = "bottom";
    context.fillText(panel.plane.name, bounds.left + left + 8, head + bounds.top - first - 2);
  });
  context.font = font(11.5);
  context.fillStyle = css(look.theme.softInk);
  context.textAlign = "left";
  context.textBaseline = "top";
  lines.forEach((line, i) => context.fillText(line, gap, head + last - first + gap + 16 * i));
  return canvas;
}

/** What the legend says, in rows that are no wider than some points, and the height of all rows. */
function legendPlaces(context, width) {
  const entries = [];
  let [x, y] = [0, 0];
  for (const entry of element("legend").children) {
    const text = entry.textContent;
    const own = 29 + context.measureText(text).width;
    if (x > 0 && x + own > width) [x, y] = [0, y + 22];
    entries.push({ sign: entry.querySelector("canvas"), text, x, y });
    x += own + 18;
  }
  return { entries, height: entries.length ? y + 26 : 0 };
}

/** A text in lines that are no wider than some points. */
function wrapped(context, text, width) {
  const lines = [""];
  for (const word of text.split(" ")) {
    const longer = lines[lines.length - 1] ? `${lines[lines.length - 1]} ${word}` : word;
    if (context.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Offers a canvas as a file. */
function saveCanvas(canvas, name) {
  canvas.toBlob((blob) => {
    const address = URL.createObjectURL(blob);
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }, "image/png");
}
