import Glibc
import Regularization

extension CoefficientPathChart.Abscissa {
  /// Where a strength stands on the axis on which λ falls to the right.
  static func place(ofStrength strength: Double) -> Double { -log10(strength) }
}

/// The panels of a chart of coefficient paths, and its legend.
struct CoefficientPathPanels {
  let panels: [any Panel]
  let legend: [Legend.Entry]
  /// Coefficients that are named nowhere, since there are too many.
  let unnamed: [Int]

  /// Names in the legend at most.
  private static let legendLimit = 30

  /// - Parameter room: names that fit beside the lines.
  init(_ chart: CoefficientPathChart, room: Int) {
    let drawn = Self.drawnColumns(chart)
    // The largest coefficients are the ones to be told apart; all panels name the same ones.
    let byReach = drawn.sorted { Self.reach(of: $0, chart) > Self.reach(of: $1, chart) }
    let limits = Self.limits(chart)
    let named = Self.named(byReach, chart, limits, height: Double(max(0, room)) * LineEndPlot.lineHeight)
    let rest = drawn.filter { !named.contains($0) }
    let names = chart.paths[0].names
    let styles = Dictionary(
      uniqueKeysWithValues: drawn.enumerated().map { ($1, SeriesStyle($0, width: 1.5)) })
    let isNarrow = chart.paths.count > 1
    panels = chart.paths.indices.map { index in
      let axis = CoefficientPathAxis(chart, index, tickCount: isNarrow ? 4 : 8)
      return Self.panel(chart, index, axis, limits, named: named, styles)
    }
    if rest.count <= Self.legendLimit {
      legend = rest.map { Legend.Entry(.series(styles[$0] ?? SeriesStyle(0)), names[$0]) }
      unnamed = []
    } else {
      legend = []
      unnamed = rest
    }
  }

  /// The coefficients whose names stay near their lines on frames of about a height, the first ones if not all do.
  private static func named(
    _ columns: [Int], _ chart: CoefficientPathChart, _ limits: ClosedRange<Double>, height: Double
  ) -> Set<Int> {
    let ends = chart.traces.map { trace in
      (trace.samples.last?.coefficients ?? []).map {
        (limits.upperBound - $0) / (limits.upperBound - limits.lowerBound) * height
      }
    }
    var named: Set<Int> = []
    for column in columns where Double(named.count + 1) * LineEndPlot.lineHeight <= height {
      let wished = named.union([column])
      let isNear = ends.allSatisfy { ends in
        let wishes = wished.map { ends[$0] }.sorted()
        let places = LineEndPlot.spread(wishes, spacing: LineEndPlot.lineHeight, within: 0...height)
        return zip(wishes, places).allSatisfy { abs($0 - $1) <= 2.5 * LineEndPlot.lineHeight }
      }
      if isNear { named = wished }
    }
    return named
  }

  private static func panel(
    _ chart: CoefficientPathChart, _ index: Int, _ axis: CoefficientPathAxis, _ limits: ClosedRange<Double>,
    named: Set<Int>, _ styles: [Int: SeriesStyle]
  ) -> any Panel {
    let (path, trace) = (chart.paths[index], chart.traces[index])
    let shown = trace.samples.filter { axis.limits.contains(chart.abscissa.place($0)) }
    let x = shown.map { chart.abscissa.place($0) }
    var layers: [any Layer] = [ZeroLayer()]
    for (column, style) in styles.sorted(by: { $0.key < $1.key }) {
      let values = shown.map { $0.coefficients[column] }
      layers.append(CoefficientLayer(series: SeriesLayer(path.names[column], x: x, y: values, style: style)))
    }
    if path.penalty == .l1 {
      let knots = trace.samples.filter { sample in path.points.contains { $0.strength == sample.strength } }
      layers.append(
        RugLayer(
          name: "knots",
          values: knots.map { chart.abscissa.place($0) }.filter { axis.limits.contains($0) }))
    }
    let isLabelled = index == 0
    let plot = Plot(
      heading: chart.paths.count > 1 ? CoefficientPathWords.shortName(path.penalty) : "",
      x: AxisDescription(axis.label, limits: axis.limits, ticks: axis.ticks),
      y: AxisDescription(
        isLabelled ? CoefficientPathWords.ordinate(path.settings) : "", limits: limits),
      layers: layers, top: AxisDescription("degrees of freedom", ticks: axis.freedoms))
    let names = styles.keys.sorted().filter(named.contains).map { column in
      LineEndPlot.Name(
        text: path.names[column], end: Point(x: x.last ?? 0, y: shown.last?.coefficients[column] ?? 0),
        style: styles[column] ?? SeriesStyle(0))
    }
    return LineEndPlot(plot: plot, names: names)
  }

  /// Columns with a coefficient that is not zero somewhere.
  private static func drawnColumns(_ chart: CoefficientPathChart) -> [Int] {
    chart.paths[0].names.indices.filter { column in
      chart.paths.contains { path in path.points.contains { $0.coefficients[column] != 0 } }
    }
  }

  /// How far a line ends from zero, in the panel where that is farthest.
  private static func reach(of column: Int, _ chart: CoefficientPathChart) -> Double {
    chart.traces.map { abs($0.samples.last?.coefficients[column] ?? 0) }.max() ?? 0
  }

  /// The coefficients that all panels show.
  private static func limits(_ chart: CoefficientPathChart) -> ClosedRange<Double> {
    var (low, high) = (0.0, 0.0)
    for trace in chart.traces {
      for sample in trace.samples {
        low = min(low, sample.coefficients.min() ?? 0)
        high = max(high, sample.coefficients.max() ?? 0)
      }
    }
    guard high > low else { return -1...1 }
    let margin = 0.05 * (high - low)
    return (low - margin)...(high + margin)
  }
}

/// The horizontal axis of a path: ends, ticks, and degrees of freedom above.
struct CoefficientPathAxis {
  let label: String
  let limits: ClosedRange<Double>
  /// Round numbers; of strengths, not of their logarithms.
  let ticks: [AxisDescription.NamedTick]
  let freedoms: [AxisDescription.NamedTick]

  init(_ chart: CoefficientPathChart, _ index: Int, tickCount: Int) {
    let trace = chart.traces[index]
    let abscissa = chart.abscissa
    let values: [Double]
    switch abscissa {
    case .lambda:
      let strengths = trace.samples.map(\.strength).filter { $0 > 0 }
      let (top, least) = (strengths.first ?? 1, strengths.last ?? 1)
      label = "$λ$ (logarithmic, falling)"
      let (start, end) = (-log10(top), -log10(least))
      limits = end > start ? start - 0.04 * (end - start)...end : start - 1...start + 1
      let marks = Self.strengthTicks(from: least, to: top, count: tickCount)
      ticks = marks
      values = marks.map(\.value)
    case .norm, .deviance:
      label =
        abscissa == .norm ? "$‖β‖_1$" : tickCount > 4 ? "share of deviance explained (%)" : "deviance (%)"
      // Panels that share the measure share its range.
      let places = chart.traces.flatMap { $0.samples.map { abscissa.place($0) } }
      let end = places.max() ?? 1
      limits = 0...(end > 0 ? 1.015 * end : 1)
      let round = Ticks(linear: 0, limits.upperBound, count: tickCount)
      ticks = zip(round.values, round.labels).map { AxisDescription.NamedTick($0, $1) }
      values = round.values
    }
    freedoms = values.compactMap { value in
      trace.degreesOfFreedom(at: value, of: abscissa).map {
        AxisDescription.NamedTick(value, Self.freedom($0, isWhole: trace.isStepwise))
      }
    }
  }

  private static func freedom(_ value: Double, isWhole: Bool) -> String {
    guard value.magnitude < 1e9 else { return NumberText.value(value, digits: 2) }
    return isWhole || value == 0
      ? String(Int(value)) : Decimal(Int((value * 10).rounded()), exponent: -1).plainLabel(fractionDigits: 1)
  }

  /// Round strengths, as many as fit, by rising place.
  static func strengthTicks(from least: Double, to top: Double, count: Int) -> [AxisDescription.NamedTick] {
    guard least > 0, top < .infinity, top > least else { return [] }
    let (low, high) = (Int(log10(least).rounded(.down)), Int(log10(top).rounded(.up)))
    let marks = { (digits: [Int], step: Int) in
      stride(from: low, through: high, by: 1).filter { ($0 % step + step) % step == 0 }.flatMap { exponent in
        digits.map { Decimal($0, exponent: exponent) }
      }.filter { $0.value >= least && $0.value <= top }
    }
    let choices = [
      ([1, 2, 5], 1), ([1, 3], 1), ([1], 1), ([1], 2), ([1], 3), ([1], 5), ([1], 10), ([1], 50),
    ]
    let fitting = choices.lazy.map { marks($0.0, $0.1) }.first { $0.count <= count && !$0.isEmpty }
    return (fitting ?? []).sorted { $0.value > $1.value }.map {
      AxisDescription.NamedTick(-log10($0.value), $0.label)
    }
  }
}
