import Glibc

/// Round contour levels strictly inside a range of values.
package enum Levels {
  /// About `count` evenly spaced round levels between two finite values; none unless `upper` is above
  /// `lower`.
  package static func linear(_ lower: Double, _ upper: Double, count: Int) -> [Decimal] {
    guard upper > lower else { return [] }
    return Ticks(linear: lower, upper, count: max(2, count)).numbers.filter {
      $0.value > lower && $0.value < upper
    }
  }

  /// Round levels that are even on a log scale: 1-2-5 and finer or coarser series of its kind.
  ///
  /// Candidates have 20, 10, 5, 3 (1-2-5), 2 (1-3) or 1 levels a decade, or one every few decades; the one
  /// whose number of levels is nearest to `count` is taken, 1-2-5 when it is nearly as near. `lower` is
  /// positive and `upper` finite; there are no levels unless `upper` is above `lower`.
  package static func logarithmic(_ lower: Double, _ upper: Double, count: Int) -> [Decimal] {
    precondition(lower > 0 && upper.isFinite, "no logarithmic levels from \(lower) to \(upper)")
    guard upper > lower else { return [] }
    let decades = log10(upper) - log10(lower)
    let isBetter = { (a: Double, b: Double) in
      abs(log(max(a, 0.1) / Double(count))) < abs(log(max(b, 0.1) / Double(count)))
    }
    var best = oneTwoFive
    for series in serieses
    where isBetter(Double(series.count) * decades * 1.2, Double(best.count) * decades)
      && isBetter(Double(series.count) * decades / 1.2, Double(best.count) * decades)
    {
      best = series
    }
    var stride = 1
    while best.count == 1 && decades / Double(stride) > Double(count) * 1.25 { stride += 1 }
    let first = Int(log10(lower).rounded(.down)) - 1
    let last = Int(log10(upper).rounded(.up)) + 1
    var levels: [Decimal] = []
    for exponent in first...last where exponent % stride == 0 {
      for mantissa in best { levels.append(Decimal(mantissa, exponent: exponent - 1)) }
    }
    return levels.filter { $0.value > lower && $0.value < upper }.distinct
  }

  private static let oneTwoFive = [10, 20, 50]
  /// Mantissas times ten over one decade, nearly even in the logarithm.
  private static let serieses: [[Int]] = [
    [10],
    [10, 30],
    [10, 15, 25, 40, 60],
    [10, 12, 15, 20, 25, 30, 40, 50, 60, 80],
    [10, 11, 12, 14, 16, 18, 20, 22, 25, 28, 30, 35, 40, 45, 50, 55, 60, 70, 80, 90],
  ]
}
