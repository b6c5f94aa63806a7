import Rendering

extension OutlierPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let styles = [SeriesStyle(1, width: 2), SeriesStyle(0, width: 2)]
    let good = results.x.indices.filter { $0 != results.place }
      .map { Point(x: results.x[$0], y: results.y[$0]) }
    let origin = Point(x: results.x[results.place], y: results.y[results.place])
    let outlier = Point(x: origin.x, y: origin.y - results.shift)
    let way = ArrowLayer(
      "from its place", [ArrowLayer.Arrow(from: origin, to: Point(x: outlier.x, y: outlier.y + 0.25))],
      style: SeriesStyle(4, width: 1))
    let ends = [-1.08, 1.08]
    let lines = zip(results.fits, styles).map { fit, style in
      let index = fit.shifts.firstIndex { abs($0 - results.shift) < 1e-6 } ?? 0
      return SeriesLayer(
        fit.name, x: ends, y: ends.map { fit.intercepts[index] + fit.slopes[index] * $0 }, style: style)
    }
    let points = ScatterLayer("points", good, style: SeriesStyle(2), radius: 2.6, opacity: 1)
    let left = Plot(
      heading: "the line that each loss chooses", x: AxisDescription("$x$", limits: -1.08...1.08),
      y: AxisDescription("$y$"),
      layers: [way, points] + lines,
      markers: [MarkerLayer.Item(.star, at: outlier, name: "outlier")], guides: .horizontal)
    let truth = RuleLayer(.horizontal, at: Self.truth.slope, text: "slope the points were drawn with")
    let right = Plot(
      heading: "as the outlier moves away", x: AxisDescription("distance of the outlier"),
      y: AxisDescription("slope of the fitted line", limits: -0.05...1.2),
      layers: [truth]
        + zip(results.fits, styles).map { fit, style in
          SeriesLayer(fit.name, x: fit.shifts, y: fit.slopes, style: style)
        },
      guides: .horizontal)
    return PlateDrawing(
      [left, right], columns: 2,
      legend: lines.map(\.legendEntry) + [
        points.legendEntry(in: theme), Legend.Entry(.marker(.star), "the outlier"),
      ])
  }
}
