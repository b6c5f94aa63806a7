import Rendering

extension RemediesPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let count = results.cases.count
    // The best on top.
    let rows = results.cases.enumerated().map { (y: Double(count - $0.offset), item: $0.element) }
    func axis(_ names: Bool) -> AxisDescription {
      AxisDescription(
        "", limits: 0.4...Double(count) + 0.6,
        ticks: rows.reversed().map { .init($0.y, names ? $0.item.remedy.name : "") })
    }
    let (least, final) = (SeriesStyle(2), SeriesStyle(1))
    let lines = rows.map { row in
      SeriesLayer(
        row.item.remedy.name, x: [row.item.least, row.item.final], y: [row.y, row.y],
        style: SeriesStyle(0, width: 2.4))
    }
    let losses = Plot(
      heading: "Validation loss", x: AxisDescription("cross entropy"), y: axis(true), layers: lines,
      markers: rows.flatMap { row in
        [
          MarkerLayer.Item(
            .diamond, at: Point(x: row.item.least, y: row.y), name: "least, epoch \(row.item.best)",
            style: least),
          MarkerLayer.Item(.disc, at: Point(x: row.item.final, y: row.y), name: "final", style: final),
        ]
      }, guides: .horizontal)
    let errors = Plot(
      heading: "Validation error at the end", x: AxisDescription("share of wrong answers"),
      y: axis(false),
      layers: [
        ScatterLayer("final", rows.map { Point(x: $0.item.finalError, y: $0.y) }, style: final, radius: 0.1)
      ],
      markers: rows.map {
        MarkerLayer.Item(.disc, at: Point(x: $0.item.finalError, y: $0.y), name: "final", style: final)
      }, guides: .horizontal)
    return PlateDrawing(
      [losses, errors], columns: 2,
      legend: [
        Legend.Entry(.marker(.diamond, least.colour(in: theme)), "least on the way"),
        Legend.Entry(
          .marker(.disc, final.colour(in: theme)),
          "mean of the last five epochs; of early stopping, the restored epoch"),
      ])
  }
}
