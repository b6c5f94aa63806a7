import Glibc

extension Axis {
  /// A range that shows some coordinates and 0, of which 0 is a grid point, with room around them.
  ///
  /// - Parameters:
  ///   - coordinates: finite ones, not all 0.
  ///   - count: about so many points, at least 8.
  ///   - width: the least distance between the ends.
  package init(covering coordinates: [Double], count: Int, width: Double = 0) throws(AxisError) {
    var lower = min(0, coordinates.min() ?? 0)
    var upper = max(0, coordinates.max() ?? 0)
    let margin = max(0.12 * (upper - lower), (width - (upper - lower)) / 2)
    (lower, upper) = (lower - margin, upper + margin)
    let step = Self.rounded((upper - lower) / Double(max(8, count) - 2))
    guard step > 0, step.isFinite else { throw .empty(lower: lower, upper: upper) }
    let (before, after) = ((-lower / step).rounded(.up), (upper / step).rounded(.up))
    try self.init(lower: -before * step, upper: after * step, count: Int(before + after) + 1)
  }

  /// A number above 0 rounded up to two leading digits.
  private static func rounded(_ value: Double) -> Double {
    guard value > 0, value.isFinite else { return 0 }
    let unit = pow(10, (log10(value)).rounded(.down) - 1)
    let result = (value / unit).rounded(.up) * unit
    return result.isFinite && result > 0 ? result : value
  }
}
