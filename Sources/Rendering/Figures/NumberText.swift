/// Numbers as they appear in sentences.
package enum NumberText {
  /// Three significant digits: `0.312`, `2.5×10⁻⁷`; NaN and infinity in words.
  package static func value(_ value: Double, digits: Int = 3) -> String {
    if value.isNaN { return "not computed" }
    if value.isInfinite { return "diverged" }
    return Decimal(value, significantDigits: digits).label
  }

  /// A share of one as a percentage with one decimal; shares that nothing can have, as any other number.
  package static func percentage(_ share: Double) -> String {
    guard let tenths = Int(exactly: (share * 1000).rounded()) else {
      guard share.isFinite else { return value(share) }
      let percent = share * 100
      return (percent.isFinite ? value(percent) : value(share) + "\u{00D7}100") + "\u{00A0}%"
    }
    return Decimal(tenths, exponent: -1).plainLabel(fractionDigits: 1) + "\u{00A0}%"
  }

  /// A small number in words.
  package static func word(_ number: Int) -> String {
    let words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    return words.indices.contains(number) ? words[number] : count(number)
  }

  /// An integer with its thousands set apart.
  package static func count(_ number: Int) -> String {
    var digits = String(number.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (number < 0 ? "\u{2212}" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// A number of things, with an `s` unless there is one.
  package static func count(_ number: Int, _ noun: String) -> String {
    count(number) + " " + noun + (number == 1 ? "" : "s")
  }
}
