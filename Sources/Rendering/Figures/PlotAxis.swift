#if canImport(Glibc)
import Glibc
#endif

/// One axis of a plot: values along a line on the page.
struct PlotAxis: Hashable, Sendable {
  let lower: Double
  let upper: Double
  let isLogarithmic: Bool
  let ticks: Ticks
  let label: String
  /// Page coordinates of `lower` and `upper`.
  let start: Double
  let end: Double

  init(
    _ lower: Double, _ upper: Double, isLogarithmic: Bool = false, label: String, from start: Double,
    to end: Double,
    tickCount: Int
  ) {
    self.lower = lower
    self.upper = upper
    self.isLogarithmic = isLogarithmic
    self.label = label
    self.start = start
    self.end = end
    ticks =
      isLogarithmic
      ? Ticks(logarithmic: lower, upper, count: tickCount) : Ticks(linear: lower, upper, count: tickCount)
  }

  /// The page coordinate of a value.
  func position(_ value: Double) -> Double {
    guard upper > lower else { return (start + end) / 2 }
    let share =
      isLogarithmic
      ? (log10(value) - log10(lower)) / (log10(upper) - log10(lower)) : (value - lower) / (upper - lower)
    return start + share * (end - start)
  }

  /// The value at a page coordinate of a linear axis.
  func value(at position: Double) -> Double {
    precondition(!isLogarithmic, "the axis is logarithmic")
    return lower + (position - start) / (end - start) * (upper - lower)
  }

  /// The number of ticks that fits into a length, with room between their labels.
  static func tickCount(length: Double, spacing: Double) -> Int { max(2, min(9, Int(length / spacing))) }
}
