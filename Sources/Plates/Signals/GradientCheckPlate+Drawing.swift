import Rendering

extension GradientCheckPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let series = results.orders.enumerated().map { index, course in
      SeriesLayer(course.name, x: results.steps, y: course.errors, style: SeriesStyle(index, width: 1.9))
    }
    let left = Plot(
      heading: "error by step", x: AxisDescription("step / length of the parameters", isLogarithmic: true),
      y: AxisDescription("relative error", isLogarithmic: true), layers: series, guides: .both)
    let count = results.operations.count
    let rows = results.operations.enumerated().map { ($1, Double(count - $0)) }
    let bars = rows.map { operation, row in
      SeriesLayer(
        operation.name, x: [operation.high, operation.plain], y: [row, row], style: SeriesStyle(4, width: 1))
    }
    let markers = rows.flatMap { operation, row in
      [
        MarkerLayer.Item(
          .disc, at: Point(x: operation.plain, y: row), name: "two points", style: SeriesStyle(0)),
        MarkerLayer.Item(
          .diamond, at: Point(x: operation.high, y: row), name: "eight points", style: SeriesStyle(2)),
      ]
    }
    let right = Plot(
      heading: "least error by operation", x: AxisDescription("relative error", isLogarithmic: true),
      y: AxisDescription(
        "", limits: 0.4...Double(count) + 0.6,
        ticks: rows.reversed().map { AxisDescription.NamedTick($0.1, $0.0.name) }),
      layers: bars, markers: markers, guides: .both)
    return PlateDrawing(
      [left, right], columns: 2,
      legend: series.map(\.legendEntry) + [
        Legend.Entry(.marker(.disc, SeriesStyle(0).colour(in: theme)), "least, two points"),
        Legend.Entry(.marker(.diamond, SeriesStyle(2).colour(in: theme)), "least, eight points"),
      ])
  }
}
