import Glibc

extension Ticks {
  /// Ticks inside `lower...upper`, as close to `count` as round numbers allow.
  ///
  /// The extended Wilkinson algorithm of Talbot, Lin & Hanrahan 2010, doi:10.1109/TVCG.2010.130, with its
  /// preference list Q = [1, 5, 2, 2.5, 4, 3] and weights simplicity 0.25, coverage 0.2, density 0.5,
  /// legibility 0.05 (0 for steps of 2.5, whose labels have a digit more), restricted to labelings inside the range, since an axis ends where its
  /// data end; as they cannot reach beyond it, coverage is measured against a quarter of the range, not a tenth.
  /// - Parameters:
  ///   - lower: lower end of the axis, finite.
  ///   - upper: upper end of the axis, finite; an empty range has its own end as the only tick.
  ///   - count: wished number of ticks, at least 2.
  package init(linear lower: Double, _ upper: Double, count: Int) {
    precondition(
      lower.isFinite && upper.isFinite && count >= 2, "no \(count) ticks from \(lower) to \(upper)")
    guard let best = Labeling.best(lower, upper, count: count) else {
      self.init(numbers: [Decimal(lower, significantDigits: 6)])
      return
    }
    self.init(numbers: best)
  }
}

/// A candidate: `count` multiples of a round step.
private struct Labeling {
  /// The preference list, times ten, best first.
  static let roundNumbers = [10, 50, 20, 25, 40, 30]

  /// Share of the range that an end may lie off before it counts in full.
  static let slack = 0.25

  let first: Int
  let count: Int
  let skip: Int
  let round: Int
  let exponent: Int

  var numbers: [Decimal] {
    (0..<count).map { Decimal((first + $0 * skip) * round, exponent: exponent - 1) }
  }

  /// The numbers of the labeling with the highest score, or nil when the range is too narrow for its numbers.
  ///
  /// Ends near the limits of what numbers there are, whose difference or steps need not be any, are moved to where there is
  /// room by a power of ten.
  static func best(_ lower: Double, _ upper: Double, count wished: Int) -> [Decimal]? {
    let greatest = max(lower.magnitude, upper.magnitude)
    switch greatest {
    case 1e290...: return best(lower, upper, times: 1e-20, exponent: -20, wished)
    case ..<1e-280: return best(lower, upper, times: 1e200, exponent: 200, wished)
    default: return labeling(lower, upper, count: wished)?.numbers
    }
  }

  private static func best(
    _ lower: Double, _ upper: Double, times factor: Double, exponent: Int, _ wished: Int
  ) -> [Decimal]? {
    let numbers = labeling(lower * factor, upper * factor, count: wished)?.numbers
      .map { Decimal($0.mantissa, exponent: $0.mantissa == 0 ? 0 : $0.exponent - exponent) }
      .filter { $0.value >= lower && $0.value <= upper }.distinct
    return numbers?.isEmpty == false ? numbers : nil
  }

  private static func labeling(_ lower: Double, _ upper: Double, count wished: Int) -> Labeling? {
    let range = upper - lower
    guard range.isFinite, range > 0, range > 1e-10 * max(lower.magnitude, upper.magnitude) else { return nil }
    var best: Labeling?
    var bestScore = -2.0
    for skip in 1... {
      var isHopeless = true
      for (index, round) in roundNumbers.enumerated() {
        let simplest = simplicity(index, skip, hasZero: true)
        if score(simplest, 1, 1) < bestScore { continue }
        isHopeless = false
        for count in 2... {
          let density = bestDensity(count, wished)
          if score(simplest, 1, density) < bestScore || count > 4 * wished { break }
          let unit = Double(skip * round) / 10
          let delta = range / Double(count + 1) / unit
          var exponent = Int(log10(delta).rounded(.up))
          while true {
            let step = unit * pow(10, Double(exponent))
            let span = step * Double(count - 1)
            if span > range * (1 + 1e-10) { break }
            if score(simplest, bestCoverage(range, span), density) < bestScore { break }
            // Multiples of step / skip that start inside the range.
            let base = step / Double(skip)
            let from = Int((lower / base - 1e-9).rounded(.up))
            let to = Int(((upper - span) / base + 1e-9).rounded(.down))
            for first in stride(from: from, through: to, by: 1) {
              let start = Double(first) * base
              let end = start + span
              let hasZero = first % skip == 0 && start <= 0 && end >= 0
              let total =
                score(
                  simplicity(index, skip, hasZero: hasZero), coverage(lower, upper, start, end),
                  self.density(count, wished, lower, upper, start, end)) - (round == 25 ? 0.05 : 0)
              if total > bestScore {
                bestScore = total
                best = Labeling(first: first, count: count, skip: skip, round: round, exponent: exponent)
              }
            }
            exponent += 1
          }
        }
      }
      if isHopeless || skip > 20 { return best }
    }
    return best
  }

  static func score(_ simplicity: Double, _ coverage: Double, _ density: Double) -> Double {
    0.25 * simplicity + 0.2 * coverage + 0.5 * density + 0.05
  }

  static func simplicity(_ index: Int, _ skip: Int, hasZero: Bool) -> Double {
    1 - Double(index) / Double(roundNumbers.count - 1) - Double(skip) + (hasZero ? 1 : 0)
  }

  static func coverage(_ lower: Double, _ upper: Double, _ start: Double, _ end: Double) -> Double {
    let range = slack * (upper - lower)
    let (a, b) = ((upper - end) / range, (lower - start) / range)
    return 1 - 0.5 * (a * a + b * b)
  }

  static func bestCoverage(_ range: Double, _ span: Double) -> Double {
    let missing = (range - span) / (slack * range)
    return 1 - 0.25 * missing * missing
  }

  static func density(
    _ count: Int, _ wished: Int, _ lower: Double, _ upper: Double, _ start: Double, _ end: Double
  ) -> Double {
    let actual = Double(count - 1) / (end - start)
    let target = Double(wished - 1) / (max(upper, end) - min(lower, start))
    return 2 - max(actual / target, target / actual)
  }

  static func bestDensity(_ count: Int, _ wished: Int) -> Double {
    count >= wished ? 2 - Double(count - 1) / Double(wished - 1) : 1
  }
}
