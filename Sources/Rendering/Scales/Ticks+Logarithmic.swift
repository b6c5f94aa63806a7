import Glibc

extension Ticks {
  /// Ticks of a log axis inside `lower...upper`: of 1-2-5, 1-3, powers of ten and every second, third, … power the series
  /// whose number is nearest to `count`; linear ticks within one decade, and where no series has two.
  /// - Parameters:
  ///   - lower: lower end of the axis, positive.
  ///   - upper: upper end of the axis, finite.
  ///   - count: wished number of ticks, at least 2.
  package init(logarithmic lower: Double, _ upper: Double, count: Int) {
    precondition(lower > 0 && upper.isFinite && upper >= lower, "no log axis from \(lower) to \(upper)")
    let exponents = Int(log10(lower).rounded(.down)) - 1...Int(log10(upper).rounded(.up)) + 1
    let range = lower * (1 - 1e-12)...min(upper * (1 + 1e-12), .greatestFiniteMagnitude)
    let powers = [2, 3, 5, 10, 20, 50, 100, 200].map { (mantissas: [1], skip: $0) }
    var best: (numbers: [Decimal], distance: Double)?
    for series in [(mantissas: [1, 2, 5], skip: 1), ([1, 3], 1), ([1], 1)] + powers {
      var numbers: [Decimal] = []
      for exponent in exponents where exponent % series.skip == 0 {
        for mantissa in series.mantissas { numbers.append(Decimal(mantissa, exponent: exponent)) }
      }
      numbers = numbers.filter { range.contains($0.value) }.distinct
      guard numbers.count >= 2 else { continue }
      let distance = abs(log(Double(numbers.count) / Double(count)))
      if distance < best?.distance ?? .infinity { best = (numbers, distance) }
    }
    guard let best, best.numbers.count > 2 || upper / lower >= 10 else {
      self.init(linear: lower, upper, count: count)
      return
    }
    self.init(numbers: best.numbers, isAligned: false)
  }
}
