/// A decimal number `mantissa · 10^exponent`: a tick or a level, exactly, so that no label reads
/// 0.30000000000000004.
package struct Decimal: Hashable, Sendable, Comparable {
  /// Not divisible by ten, unless it is zero.
  package let mantissa: Int
  /// Power of ten; zero for the number zero.
  package let exponent: Int

  /// The number `mantissa · 10^exponent`, with trailing zeros of the mantissa moved to the exponent.
  package init(_ mantissa: Int, exponent: Int) {
    var mantissa = mantissa
    var exponent = mantissa == 0 ? 0 : exponent
    while mantissa != 0 && mantissa % 10 == 0 {
      mantissa /= 10
      exponent += 1
    }
    self.mantissa = mantissa
    self.exponent = exponent
  }

  /// A value rounded to some significant digits (1…17).
  ///
  /// - Parameters:
  ///   - value: finite.
  ///   - digits: significant digits kept; 17 or more keep the shortest decimal that reads back as `value`.
  package init(_ value: Double, significantDigits digits: Int) {
    precondition(value.isFinite, "\(value) has no decimal digits")
    // The shortest decimal, as Swift prints it: [-]d[.d…][e±x].
    var mantissa = 0
    var exponent = 0
    var isFraction = false
    var count = 0
    let parts = value.magnitude.description.split(separator: "e")
    for character in parts[0] {
      guard let digit = character.wholeNumberValue else {
        isFraction = true
        continue
      }
      if isFraction { exponent -= 1 }
      mantissa = mantissa * 10 + digit
      if mantissa > 0 { count += 1 }
    }
    if parts.count > 1, let scale = Int(parts[1]) { exponent += scale }
    let excess = count - digits
    if excess > 0 {
      let unit = Self.power(excess)
      let remainder = mantissa % unit
      mantissa = mantissa / unit + (remainder * 2 >= unit ? 1 : 0)
      exponent += excess
    }
    self.init(value < 0 ? -mantissa : mantissa, exponent: exponent)
  }

  /// The nearest `Double`.
  package var value: Double { Double("\(mantissa)e\(exponent)") ?? .nan }

  /// Digits after the decimal point that show the number exactly.
  package var fractionDigits: Int { max(0, -exponent) }

  /// Exponent of the first digit: 2 for 350, −3 for 0.0042.
  package var magnitude: Int { mantissa == 0 ? 0 : exponent + String(mantissa.magnitude).count - 1 }

  package static func < (left: Decimal, right: Decimal) -> Bool { left.value < right.value }

  private static func power(_ exponent: Int) -> Int { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}

extension [Decimal] {
  /// Rising numbers without those that are the same `Double` as the one before: near the least of all, several are.
  var distinct: [Decimal] {
    reduce(into: []) { kept, number in
      if kept.last.map({ $0.value < number.value }) ?? true { kept.append(number) }
    }
  }
}
