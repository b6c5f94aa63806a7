import Rendering

extension BatchNormalizationPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let key = ColourKey(
      scale: Scale(covering: [0.05, 50], kind: .logarithmic), map: .viridis,
      name: "values in a bin (%)")
    let rows = zip(["not normalized", "batch-normalized"], results.networks)
    let panels = rows.flatMap { name, network in
      [("untrained", network.before), ("trained", network.after)].map { time, moment in
        plot("\(name), \(time)", moment, results, key)
      }
    }
    return PlateDrawing(panels, columns: 2, sharesAxes: true, key: key)
  }

  func plot(_ heading: String, _ moment: Moment, _ results: Results, _ key: ColourKey) -> Plot {
    let bins = moment.shares.first?.count ?? 1
    let width = 2 * results.halfWidth / Double(bins)
    let middles = (0..<bins).map { -results.halfWidth + (Double($0) + 0.5) * width }
    let layers = moment.shares.indices.map { Double($0 + 1) }
    return Plot(
      heading: heading, x: AxisDescription("pre-activation"),
      y: AxisDescription(
        "layer, from the input",
        ticks: moment.shares.indices.map { AxisDescription.NamedTick(Double($0 + 1), "\($0 + 1)") }),
      layers: [HeatMapLayer(x: middles, y: layers, values: moment.shares.flatMap(\.self), key: key)])
  }
}
