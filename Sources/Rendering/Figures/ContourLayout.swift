/// The frames of a contour map's parts: a plot with equal scales, a colour bar beside it, words above and
/// below.
struct ContourLayout {
  let frame: FigureFrame
  let plot: Rect
  let xAxis: PlotAxis
  let yAxis: PlotAxis
  /// Nil when there is nothing to key.
  let bar: ColourBar?
  /// Room left of the plot for the vertical axis.
  let leftWidth: Double

  /// Between plot and colour bar.
  private static let barGap = 14.0
  /// The column of words is at least this wide, if the page is.
  private static let leastColumn = 440.0
  /// Greatest ratio of a plot's sides; beyond it the scales are no longer equal.
  static let greatestAspect = 8.0

  init(of figure: ContourFigure, on page: Page, with typesetter: Typesetter) {
    let barLabels = ColourBar.labels(of: figure.scale)
    let barWidth =
      barLabels.isEmpty
      ? 0 : Self.barGap + ColourBar.width + ColourBar.labelWidth(barLabels, typesetter: typesetter)
    let x = figure.surface.x
    let y = figure.surface.y ?? figure.surface.x
    // The words' height depends on their column, the column on the plot's width, and that on the words'
    // height: twice is enough.
    var column = FigureFrame.fullColumn(page)
    var frame = FigureFrame(of: figure, column: column, page: page, typesetter: typesetter)
    var plot = Rect(x: 0, y: 0, width: 1, height: 1)
    var leftWidth = 0.0
    for pass in 0..<3 {
      let body = frame.body
      let height = max(1, body.height - AxisDrawing.bottomHeight - 4)
      let yTicks = Ticks(linear: y.lower, y.upper, count: PlotAxis.tickCount(length: height, spacing: 45))
      leftWidth = AxisDrawing.sideWidth(yTicks.labels, typesetter: typesetter)
      let width = max(1, body.width - leftWidth - barWidth)
      let size = Self.fit(x.upper - x.lower, y.upper - y.lower, width, height)
      let total = leftWidth + size.width + barWidth
      let left = body.x + max(0, (body.width - total) / 2)
      let top = body.y + 4 + max(0, (height - size.height) / 2)
      plot = Rect(x: left + leftWidth, y: top, width: size.width, height: size.height)
      if pass == 2 { break }
      column = Self.column(around: left...(left + total), page)
      frame = FigureFrame(of: figure, column: column, page: page, typesetter: typesetter)
    }
    self.frame = frame
    self.plot = plot
    self.leftWidth = leftWidth
    xAxis = PlotAxis(
      x.lower, x.upper, label: "α (first direction)", from: plot.x, to: plot.maxX,
      tickCount: PlotAxis.tickCount(length: plot.width, spacing: 60))
    yAxis = PlotAxis(
      y.lower, y.upper, label: "β (second direction)", from: plot.maxY, to: plot.y,
      tickCount: PlotAxis.tickCount(length: plot.height, spacing: 45))
    let barHeight = min(max(plot.height, 140), frame.body.height)
    let barTop = min(
      max(plot.midY - barHeight / 2, frame.body.y), max(frame.body.y, frame.body.maxY - barHeight))
    bar =
      barLabels.isEmpty
      ? nil
      : ColourBar(
        frame: Rect(x: plot.maxX + Self.barGap, y: barTop, width: ColourBar.width, height: barHeight),
        in: frame.body, scale: figure.scale, colours: figure.colours, name: figure.quantityName,
        theme: figure.style.theme,
        typesetter: typesetter)
  }

  /// The largest plot of the data's shape in the room there is.
  private static func fit(
    _ xRange: Double, _ yRange: Double, _ width: Double, _ height: Double
  ) -> (width: Double, height: Double) {
    let aspect = min(max(xRange / yRange, 1 / greatestAspect), greatestAspect)
    return width / aspect <= height ? (width, width / aspect) : (height * aspect, height)
  }

  private static func column(around group: ClosedRange<Double>, _ page: Page) -> ClosedRange<Double> {
    let full = FigureFrame.fullColumn(page)
    let width = group.upperBound - group.lowerBound
    let widening = max(0, leastColumn - width) / 2
    let lower = max(full.lowerBound, group.lowerBound - widening)
    return lower...max(lower + 1, min(full.upperBound, group.upperBound + widening))
  }
}

extension FigureFrame {
  fileprivate init(
    of figure: ContourFigure, column: ClosedRange<Double>, page: Page, typesetter: Typesetter
  ) {
    self.init(
      title: figure.title, legend: figure.legendEntries, caption: figure.caption, column: column, page: page,
      theme: figure.style.theme, typesetter: typesetter)
  }
}
