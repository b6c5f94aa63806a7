import Glibc

extension Int {
  /// With commas between groups of three digits.
  var grouped: String {
    let digits = String(magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return self < 0 ? "-\(result)" : result
  }
}

extension Double {
  /// Rounded to so many significant digits, without an exponent where the number is of a common size.
  func formatted(significant digits: Int) -> String {
    guard isFinite else { return isNaN ? "nan" : self < 0 ? "-inf" : "inf" }
    guard self != 0 else { return "0" }
    let exponent = Int(log10(abs(self)).rounded(.down))
    guard (-5..<9).contains(exponent) else { return Self.print("%.\(digits - 1)e", self) }
    return Self.print("%.\(max(0, digits - 1 - exponent))f", self)
  }

  /// With so many digits after the point.
  func formatted(decimals: Int) -> String { Self.print("%.\(decimals)f", self) }

  /// As a percentage with one or more decimals.
  func percent(_ decimals: Int = 1) -> String { "\((self * 100).formatted(decimals: decimals)) %" }

  private static func print(_ format: String, _ value: Double) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let count = withVaList([value]) { vsnprintf(buffer.baseAddress, buffer.count, format, $0) }
      return String(decoding: buffer.prefix(Int(count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }
}

extension String {
  /// Filled up with spaces to a width in characters, text to the left or to the right.
  func padded(to width: Int, right: Bool = false) -> String {
    let fill = String(repeating: " ", count: Swift.max(0, width - count))
    return right ? fill + self : self + fill
  }
}
