// Numbers as the program's pictures write them.

const superscripts = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };

/** Some significant digits: `0.312`, `2.5×10⁻⁷`. */
function written(value, digits = 3) {
  if (value === 0) return "0";
  const [factor, power] = value.toExponential(digits - 1).split("e");
  const exponent = Number(power);
  const text = exponent >= -4 && exponent < 5
    ? String(Number(value.toPrecision(digits)))
    : `${Number(factor)}×10${[...String(exponent)].map((c) => superscripts[c]).join("")}`;
  return text.replace("-", "−");
}

/** A share of one in percent, with one decimal. */
const percentage = (share) => `${(share * 100).toFixed(1)}\u00a0%`;

/** Round numbers from one end to another, about so many: 1, 2 or 5 times a power of ten apart. */
function ticks(lower, upper, count) {
  const rough = (upper - lower) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough * 0.999) ?? 10 * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const found = [];
  for (let k = Math.ceil(lower / step - 1e-9); k * step <= upper + step * 1e-9; k += 1) {
    const value = k * step;
    const text = Math.abs(value) >= 1e5 || digits > 6 ? written(value, 4) : value.toFixed(digits);
    found.push({ value, label: k === 0 ? (0).toFixed(digits > 6 ? 0 : digits) : text.replace("-", "−") });
  }
  return found;
}

/** Round numbers on a logarithmic axis, and where they are few between them. */
function logarithmicTicks(lower, upper, count) {
  const decades = Math.log10(upper / lower);
  const series = decades * 3 <= count * 1.3 ? [1, 2, 5] : [1];
  const stride = Math.max(1, Math.round(decades / Math.max(1, count)));
  const found = [];
  for (let e = Math.floor(Math.log10(lower)); e <= Math.ceil(Math.log10(upper)); e += 1) {
    if (series.length === 1 && e % stride !== 0) continue;
    for (const m of series) {
      const value = Number(`${m}e${e}`);
      if (value >= lower * (1 - 1e-9) && value <= upper * (1 + 1e-9)) found.push({ value, label: written(value) });
    }
  }
  return found.length >= 2 ? found : ticks(lower, upper, count);
}
