import Rendering

extension ZigZagPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let key = ColourKey(
      scale: Scale(
        covering: results.sides.flatMap(\.loss).map { max($0, 1e-3) }, kind: .logarithmic, count: 12),
      map: .viridis, name: "loss (log scale)")
    return PlateDrawing(
      results.sides.map { quadrants($0) } + results.sides.map { map($0, results, key) }, columns: 2,
      legend: [
        Legend.Entry(.marker(.disc, SeriesStyle(0).colour(in: theme)), "one sample’s gradient"),
        Legend.Entry(.swatch(SeriesStyle(1).colour(in: theme).withAlpha(0.2)), "signs differ"),
        Legend.Entry(.marker(.star), "optimum"),
      ],
      key: key)
  }

  func quadrants(_ side: Side) -> Plot {
    let end = 3.0
    let corners = [(-end, 0, 0, end), (0, -end, end, 0)].map { left, bottom, right, top in
      [
        Point(x: left, y: bottom), Point(x: right, y: bottom), Point(x: right, y: top),
        Point(x: left, y: top),
      ]
    }
    return Plot(
      heading: side.name + ": gradients",
      x: AxisDescription("derivative in the first weight", limits: -end...end),
      y: AxisDescription("derivative in the second weight", limits: -end...end),
      layers: [
        RegionLayer("signs differ", outlines: corners, style: SeriesStyle(1, width: 0), lightness: 0.85),
        ScatterLayer(
          "gradients", side.gradients.map { Point(x: $0[0], y: $0[1]) }, style: SeriesStyle(0), radius: 1.8),
      ],
      hasEqualScales: true)
  }

  func map(_ side: Side, _ results: Results, _ key: ColourKey) -> Plot {
    let grid = ContourGrid(x: results.axis, y: results.axis, z: side.loss, interpolation: .logarithmic)
    let path = SeriesLayer(
      "descent", x: side.path.map { $0[0] }, y: side.path.map { $0[1] },
      style: SeriesStyle(1, width: 1.8, showsMarkers: true))
    let optimum = Point(x: results.goal[0], y: results.goal[1])
    return Plot(
      heading: "\(side.steps) steps, condition \(NumberText.value(side.condition))",
      x: AxisDescription("first weight", limits: -2.2...2.2),
      y: AxisDescription("second weight", limits: -2.2...2.2),
      layers: [ContourLayer(grid, key: key, hasLabels: false), path],
      markers: [MarkerLayer.Item(.star, at: optimum, name: "optimum")], hasEqualScales: true)
  }
}
