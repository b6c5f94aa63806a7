/// Places between two ends, and widths, for any finite ends: their difference need not be a number that there is.
enum Span {
  /// Where a value lies between two ends: 0 at `lower`, 1 at `upper`, beyond them below 0 and above 1.
  ///
  /// - Parameters:
  ///   - value: finite.
  ///   - lower: finite.
  ///   - upper: finite.
  /// - Returns: a finite number, in the middle (0.5) unless `upper` is above `lower`; at most a million spans away, which
  ///   is off any page.
  static func share(_ value: Double, _ lower: Double, _ upper: Double) -> Double {
    guard upper > lower else { return 0.5 }
    var share = (value - lower) / (upper - lower)
    if !(upper - lower).isFinite { share = (value / 4 - lower / 4) / (upper / 4 - lower / 4) }
    return min(farthest, max(-farthest, share))
  }

  private static let farthest = 1e6

  /// The value at a share of the way between two finite ends.
  static func value(at share: Double, _ lower: Double, _ upper: Double) -> Double {
    let width = upper - lower
    guard width.isFinite else { return 4 * (lower / 4 + share * (upper / 4 - lower / 4)) }
    return lower + share * width
  }

  /// How many times as wide one range is as another; 1 where that is no number, and at most and at least what `Double` can
  /// tell from nothing.
  static func ratio(_ one: ClosedRange<Double>, _ other: ClosedRange<Double>) -> Double {
    var ratio = (one.upperBound - one.lowerBound) / (other.upperBound - other.lowerBound)
    if !ratio.isFinite || ratio == 0 {
      ratio = (one.upperBound / 4 - one.lowerBound / 4) / (other.upperBound / 4 - other.lowerBound / 4)
    }
    return ratio.isNaN ? 1 : min(.greatestFiniteMagnitude, max(.leastNormalMagnitude, ratio))
  }
}
