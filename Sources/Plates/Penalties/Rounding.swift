import Rendering

extension Double {
  /// The nearest number of so many significant digits; itself when it is not finite.
  func rounded(digits: Int) -> Double {
    isFinite ? Decimal(self, significantDigits: digits).value : self
  }
}
