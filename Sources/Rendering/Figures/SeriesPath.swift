/// A series of values as lines on the page, interrupted where values are not finite.
struct SeriesPath: Hashable, Sendable {
  private(set) var lines = Path()
  /// Values without a finite neighbour, which a line would not show.
  private(set) var isolated: [Point] = []

  /// - Parameters:
  ///   - positions: page coordinates along the horizontal axis.
  ///   - values: one a position. On a log axis values that are not positive count as missing.
  ///   - axis: the vertical axis.
  init(_ positions: [Double], _ values: [Double], on axis: PlotAxis) {
    var run: [Point] = []
    for (position, value) in zip(positions, values) {
      if value.isFinite && (!axis.isLogarithmic || value > 0) {
        run.append(Point(x: position, y: axis.position(value)))
      } else {
        finish(&run)
      }
    }
    finish(&run)
  }

  private mutating func finish(_ run: inout [Point]) {
    if run.count == 1 { isolated.append(run[0]) } else { lines.add(run, isClosed: false) }
    run.removeAll()
  }
}
