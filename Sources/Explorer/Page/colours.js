// Colours: those of the program's pictures, from its own tables.

/** `[red, green, blue]`, 0…1, of `rrggbb` with or without `#`. */
function colour(text) {
  const word = parseInt(text.replace("#", ""), 16);
  return [(word >> 16) / 255, ((word >> 8) & 255) / 255, (word & 255) / 255];
}

/** A colour for style sheets and canvases. */
function css([red, green, blue], opacity = 1) {
  const byte = (part) => Math.round(Math.min(1, Math.max(0, part)) * 255);
  return opacity < 1
    ? `rgba(${byte(red)}, ${byte(green)}, ${byte(blue)}, ${opacity})`
    : `rgb(${byte(red)}, ${byte(green)}, ${byte(blue)})`;
}

const mixed = (a, b, share) => a.map((part, i) => part + (b[i] - part) * share);

const linearLight = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);

/** Relative luminance (WCAG 2.1). */
const luminance = (c) => 0.2126 * linearLight(c[0]) + 0.7152 * linearLight(c[1]) + 0.0722 * linearLight(c[2]);

function contrast(a, b) {
  const [x, y] = [luminance(a) + 0.05, luminance(b) + 0.05];
  return Math.max(x, y) / Math.min(x, y);
}

/** A shade with at least a contrast to all of some colours, no stronger than that takes. */
function contrasting(own, colours, ratio) {
  const least = (shade) => Math.min(...colours.map((other) => contrast(shade, other)));
  for (let step = 0; step <= 20; step += 1) {
    for (const end of [[0, 0, 0], [1, 1, 1]]) {
      const shade = mixed(own, end, step / 20);
      if (least(shade) >= ratio) return shade;
    }
  }
  return least([0, 0, 0]) >= least([1, 1, 1]) ? [0, 0, 0] : [1, 1, 1];
}

/** 256 colours, those of the lowest values first. */
class ColourMap {
  constructor(hexadecimal) {
    this.table = Array.from({ length: 256 }, (_, i) => colour(hexadecimal.slice(6 * i, 6 * i + 6)));
  }

  at(position) {
    const place = Math.min(1, Math.max(0, position)) * 255;
    const index = Math.min(254, Math.floor(place));
    return mixed(this.table[index], this.table[index + 1], place - index);
  }

  /** One colour a band, spread evenly over the map. */
  bands(count) {
    return Array.from({ length: count }, (_, i) => this.at(count === 1 ? 0.5 : i / (count - 1)));
  }
}

const colourMaps = Object.fromEntries(
  Object.entries(page.maps).map(([name, text]) => [name, new ColourMap(text)]));
