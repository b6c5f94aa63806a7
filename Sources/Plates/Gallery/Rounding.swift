import Rendering

extension Double {
  /// The nearest number of so many significant digits; itself when it is not finite.
  func rounded(digits: Int) -> Double {
    isFinite ? Decimal(self, significantDigits: digits).value : self
  }
}

/// Numbers as results keep them: with as many digits as a picture can show.
enum Kept {
  static func rounded(_ value: Double, digits: Int = 5) -> Double { value.rounded(digits: digits) }

  static func rounded(_ values: some Sequence<Double>, digits: Int = 5) -> [Double] {
    values.map { $0.rounded(digits: digits) }
  }
}
