extension Decimal {
  /// Labels for the ticks of one axis, all in the same manner.
  ///
  /// Numbers between 10⁻⁴ and 10⁵ are written out, with equally many digits after the point when `isAligned`;
  /// if any lies outside, all but zero are written like `2×10⁻⁷`. A minus is U+2212.
  package static func labels(of numbers: [Decimal], isAligned: Bool) -> [String] {
    let nonzero = numbers.filter { $0.mantissa != 0 }
    let isPlain = nonzero.allSatisfy { $0.magnitude >= -4 && $0.magnitude < 5 && $0.fractionDigits <= 8 }
    guard isPlain else { return numbers.map(\.scientificLabel) }
    let digits = isAligned ? numbers.map(\.fractionDigits).max() ?? 0 : 0
    return numbers.map { $0.plainLabel(fractionDigits: max(digits, $0.fractionDigits)) }
  }

  /// The number alone, in whichever manner is shorter to read.
  package var label: String { Decimal.labels(of: [self], isAligned: false)[0] }

  /// Decimal notation with at least `fractionDigits` digits after the point.
  func plainLabel(fractionDigits: Int) -> String {
    let digits = String(mantissa.magnitude) + String(repeating: "0", count: max(0, exponent))
    let shown = max(fractionDigits, self.fractionDigits)
    let fraction = self.fractionDigits
    let padded = String(repeating: "0", count: max(0, fraction + 1 - digits.count)) + digits
    let whole = padded.dropLast(fraction)
    let decimals = padded.suffix(fraction) + String(repeating: "0", count: shown - fraction)
    return (mantissa < 0 ? "\u{2212}" : "") + whole + (shown > 0 ? "." + decimals : "")
  }

  /// Scientific notation, `1` as a factor left out: `10⁻³⁰`, `2.5×10⁶`.
  var scientificLabel: String {
    if mantissa == 0 { return "0" }
    let digits = String(mantissa.magnitude)
    let fraction = digits.dropFirst()
    let factor = digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction)
    let power = "10" + Decimal.superscript(magnitude)
    return (mantissa < 0 ? "\u{2212}" : "") + (factor == "1" ? power : factor + "\u{00D7}" + power)
  }

  /// An integer in superscript characters.
  static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return String(String(number).map { $0 == "-" ? "⁻" : digits[$0.wholeNumberValue ?? 0] })
  }
}
