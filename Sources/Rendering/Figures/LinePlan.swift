/// Where the parts of a line plot go.
struct LinePlan: FigurePlan {
  let figure: LineFigure
  let frame: FigureFrame
  let plot: Rect
  let xAxis: PlotAxis
  let lossAxis: PlotAxis
  let accuracyAxis: PlotAxis?
  let leftWidth: Double
  let rightWidth: Double
  let loss: SeriesPath
  let accuracy: SeriesPath?
  /// Stretches around the points without a value, and around the diverged ones.
  let missing: Path
  let diverged: Path

  init(of figure: LineFigure, on page: Page, with typesetter: Typesetter) {
    let x = figure.surface.x
    let frame = FigureFrame(
      title: figure.title, legend: figure.legendEntries, caption: figure.caption,
      column: FigureFrame.fullColumn(page), page: page, theme: figure.style.theme, typesetter: typesetter)
    let body = frame.body
    let top = body.y + 4
    let bottom = max(top + 1, body.maxY - AxisDrawing.bottomHeight)
    let tickCount = PlotAxis.tickCount(length: bottom - top, spacing: 40)
    let limits = Self.limits(of: figure.scale)
    let lossAxis = PlotAxis(
      limits.lower, limits.upper, isLogarithmic: figure.scale.isLogarithmic, label: figure.lossName,
      from: bottom, to: top, tickCount: tickCount)
    let accuracyAxis =
      figure.showsAccuracy
      ? PlotAxis(0, 100, label: "accuracy (%)", from: bottom, to: top, tickCount: tickCount) : nil
    leftWidth = AxisDrawing.sideWidth(lossAxis.ticks.labels, typesetter: typesetter)
    rightWidth = accuracyAxis.map { AxisDrawing.sideWidth($0.ticks.labels, typesetter: typesetter) } ?? 8
    let plot = Rect(
      x: body.x + leftWidth, y: top, width: max(1, body.width - leftWidth - rightWidth), height: bottom - top)
    let xAxis = PlotAxis(
      x.lower, x.upper, label: "α (along the direction)", from: plot.x, to: plot.maxX,
      tickCount: PlotAxis.tickCount(length: plot.width, spacing: 60))
    self.figure = figure
    self.frame = frame
    self.plot = plot
    self.xAxis = xAxis
    self.lossAxis = lossAxis
    self.accuracyAxis = accuracyAxis
    let positions = x.values.map(xAxis.position)
    loss = SeriesPath(positions, figure.surface.loss, on: lossAxis)
    accuracy = accuracyAxis.map { SeriesPath(positions, figure.surface.accuracy.map { $0 * 100 }, on: $0) }
    missing = Self.stretches(positions, figure.surface.loss.map(\.isNaN), plot)
    diverged = Self.stretches(positions, figure.surface.loss.map { $0 == .infinity }, plot)
  }

  /// The loss axis' ends, a little beyond the values; around a single value, room on both sides.
  private static func limits(of scale: Scale) -> (lower: Double, upper: Double) {
    guard scale.lower.isFinite else { return (0, 1) }
    if scale.isLogarithmic {
      let ratio = (scale.upper / scale.lower).squareRoot().squareRoot().squareRoot().squareRoot()
      let margin = scale.upper > scale.lower ? max(ratio, 1.0001) : 2
      return (
        max(scale.lower / margin, .leastNormalMagnitude), min(scale.upper * margin, .greatestFiniteMagnitude)
      )
    }
    let range = scale.upper - scale.lower
    if range > 1e-9 * max(scale.lower.magnitude, scale.upper.magnitude) {
      return (scale.lower - 0.06 * range, scale.upper + 0.06 * range)
    }
    let margin = scale.lower == 0 ? 1 : scale.lower.magnitude / 2
    return (scale.lower - margin, scale.upper + margin)
  }

  /// For each run of flagged points a rectangle that reaches half-way to the neighbours.
  private static func stretches(_ positions: [Double], _ flags: [Bool], _ plot: Rect) -> Path {
    var path = Path()
    var index = 0
    while index < flags.count {
      let start = index
      while index < flags.count && flags[index] { index += 1 }
      if index > start {
        let lower = start == 0 ? plot.x : (positions[start - 1] + positions[start]) / 2
        let upper = index == flags.count ? plot.maxX : (positions[index - 1] + positions[index]) / 2
        path.add(Rect(x: lower, y: plot.y, width: upper - lower, height: plot.height))
      }
      index += 1
    }
    return path
  }
}
