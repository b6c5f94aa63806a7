import Glibc

/// One axis of a plot: values along a line on the page.
package struct PlotAxis: Hashable, Sendable {
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
    ticks: Ticks
  ) {
    self.lower = lower
    self.upper = upper
    self.isLogarithmic = isLogarithmic
    self.label = label
    self.start = start
    self.end = end
    self.ticks = ticks
  }

  /// The page coordinate of a value.
  func position(_ value: Double) -> Double {
    let share =
      isLogarithmic
      ? Span.share(log10(value), log10(lower), log10(upper)) : Span.share(value, lower, upper)
    return start + share * (end - start)
  }

  /// The value at a page coordinate of a linear axis.
  func value(at position: Double) -> Double {
    precondition(!isLogarithmic, "the axis is logarithmic")
    return Span.value(at: (position - start) / (end - start), lower, upper)
  }

  /// Whether a value has a place on the axis.
  func shows(_ value: Double) -> Bool { value.isFinite && (!isLogarithmic || value > 0) }
}
