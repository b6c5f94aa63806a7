/// A series of values as lines on the page, interrupted where values have no place on the axes.
struct SeriesPath: Hashable, Sendable {
  private(set) var lines = Path()
  /// Values without a neighbour, which a line would not show.
  private(set) var isolated: [Point] = []

  /// The line through `(x[i], y[i])`.
  init(_ x: [Double], _ y: [Double], in area: PlotArea) {
    var run: [Point] = []
    for (x, y) in zip(x, y) {
      if area.x.shows(x) && area.y.shows(y) {
        run.append(area.place(Point(x: x, y: y)))
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
