#if canImport(Glibc)
import Glibc
#endif

extension Ticks {
  /// Ticks of a log axis inside `lower...upper`: powers of ten, 1-2-5 when there are few decades, linear
  /// ticks when even those are fewer than three.
  /// - Parameters:
  ///   - lower: lower end of the axis, positive.
  ///   - upper: upper end of the axis, finite.
  ///   - count: wished number of ticks, at least 2.
  package init(logarithmic lower: Double, _ upper: Double, count: Int) {
    precondition(lower > 0 && upper.isFinite && upper >= lower, "no log axis from \(lower) to \(upper)")
    let decades = log10(upper) - log10(lower)
    let mantissas = decades * 3 <= Double(count) * 1.5 ? [1, 2, 5] : [1]
    let skip = max(1, Int((decades / Double(count)).rounded(.up)))
    let exponents = Int(log10(lower).rounded(.down)) - 1...Int(log10(upper).rounded(.up)) + 1
    var numbers: [Decimal] = []
    for exponent in exponents where mantissas.count > 1 || exponent % skip == 0 {
      for mantissa in mantissas { numbers.append(Decimal(mantissa, exponent: exponent)) }
    }
    let inside = numbers.filter {
      $0.value >= lower * (1 - 1e-12) && $0.value <= upper * (1 + 1e-12)
    }
    guard inside.count >= 3 else {
      self.init(linear: lower, upper, count: count)
      return
    }
    self.init(numbers: inside, isAligned: false)
  }
}
