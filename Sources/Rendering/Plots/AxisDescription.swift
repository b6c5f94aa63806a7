/// What an axis is to show: name, limits, kind of scale, ticks.
package struct AxisDescription: Hashable, Sendable {
  package var label: String
  /// Ends of the axis; by default a little beyond what the layers show.
  package var limits: ClosedRange<Double>?
  package var isLogarithmic: Bool
  /// Ticks in place of round numbers: values, increasing, with their labels.
  package var ticks: [NamedTick]?
  /// Series whose colour ticks and name take on, where a plot has two vertical axes.
  package var series: SeriesStyle?

  /// A tick with words of its own.
  package struct NamedTick: Hashable, Sendable {
    package let value: Double
    package let label: String

    /// A tick at a value.
    package init(_ value: Double, _ label: String) {
      self.value = value
      self.label = label
    }
  }

  /// A linear axis around the data, unless more is said.
  package init(
    _ label: String, limits: ClosedRange<Double>? = nil, isLogarithmic: Bool = false,
    ticks: [NamedTick]? = nil,
    series: SeriesStyle? = nil
  ) {
    self.label = label
    self.limits = limits
    self.isLogarithmic = isLogarithmic
    self.ticks = ticks
    self.series = series
  }

  /// The axis' ends for data from `lower` to `upper`: the given ones, or a little beyond the data.
  ///
  /// Ends in `tight` are where the data end. A single value gets room on both sides; without data the axis runs from 0
  /// (from 1 on a log scale) on.
  func ends(around data: ClosedRange<Double>?, tight: Extent.Ends = []) -> ClosedRange<Double> {
    if let limits { return limits }
    guard let data else { return isLogarithmic ? 1...10 : 0...1 }
    let (lower, upper) = (data.lowerBound, data.upperBound)
    if isLogarithmic {
      let root = (upper / lower).squareRoot().squareRoot().squareRoot().squareRoot()
      let margin = upper > lower ? max(root, 1.0001) : 2
      let least = tight.contains(.lower) ? lower : max(lower / margin, .leastNonzeroMagnitude)
      return
        least...(tight.contains(.upper) && upper > least
        ? upper : min(upper * margin, .greatestFiniteMagnitude))
    }
    // Infinite for ends that are far enough apart, which then have no room around them.
    let range = upper - lower
    if range > 1e-9 * max(lower.magnitude, upper.magnitude), range >= .leastNormalMagnitude {
      return
        (tight.contains(.lower) ? lower : Self.finite(lower - 0.06 * range))...(tight.contains(.upper)
        ? upper : Self.finite(upper + 0.06 * range))
    }
    let margin = lower == 0 ? 1 : max(lower.magnitude / 2, .leastNormalMagnitude)
    return (tight.contains(.lower) ? lower : Self.finite(lower - margin))...Self.finite(upper + margin)
  }

  private static func finite(_ end: Double) -> Double {
    min(.greatestFiniteMagnitude, max(-.greatestFiniteMagnitude, end))
  }

  /// The ticks on an axis of a length in points.
  func ticks(in ends: ClosedRange<Double>, length: Double, spacing: Double) -> Ticks {
    if let ticks {
      let shown = ticks.filter { ends.contains($0.value) }
      return Ticks(
        numbers: shown.map { Decimal($0.value, significantDigits: 17) }, labels: shown.map(\.label))
    }
    let count = max(length < 1.5 * spacing ? 2 : 3, min(9, Int(length / spacing)))
    return isLogarithmic
      ? Ticks(logarithmic: ends.lowerBound, ends.upperBound, count: count)
      : Ticks(linear: ends.lowerBound, ends.upperBound, count: count)
  }

  func axis(_ ends: ClosedRange<Double>, from start: Double, to end: Double, spacing: Double) -> PlotAxis {
    PlotAxis(
      ends.lowerBound, ends.upperBound, isLogarithmic: isLogarithmic, label: label, from: start, to: end,
      ticks: ticks(in: ends, length: abs(end - start), spacing: spacing))
  }

  func numbers(_ ends: ClosedRange<Double>) -> Numbers {
    .record([
      "name": .text(MathText.plain(label)), "lower": .number(ends.lowerBound),
      "upper": .number(ends.upperBound),
      "logarithmic": .flag(isLogarithmic),
    ])
  }
}
