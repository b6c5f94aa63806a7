import Rendering
import Surfaces

extension OptimizersNetworkPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let groups = [ComparedOptimizer.plain, ComparedOptimizer.adaptive]
    let maps = zip(groups, ["one rate for all", "a rate for each axis"]).map { map(results, $0, heading: $1) }
    let entries = ComparedOptimizer.all.map { Legend.Entry(.series($0.style), $0.name) }
    return PlateDrawing(
      maps, columns: 2,
      legend: entries + [
        Legend.Entry(.marker(.ring), "start"), Legend.Entry(.marker(.star), "trained network"),
        Legend.Entry(.marker(.diamond), "end"),
      ])
  }

  func map(_ results: Results, _ group: [ComparedOptimizer], heading: String) -> Plot {
    let scale = Scale(covering: results.losses, kind: .logarithmic, count: 14)
    var layers: [any Layer] = [
      softContours(x: results.x.values, y: results.y.values, losses: results.losses, levels: scale.levels)
    ]
    var markers = [MarkerLayer.Item(.star, at: Point(x: 0, y: 0), name: "trained network")]
    for optimizer in group {
      guard let track = results.tracks.first(where: { $0.name == optimizer.name }) else { continue }
      layers += track.layers(optimizer.style)
      markers.append(MarkerLayer.Item(.diamond, at: track.end, name: "end", style: optimizer.style))
    }
    markers.append(
      MarkerLayer.Item(.ring, at: Point(x: Self.start.x, y: Self.start.y), name: "start"))
    return Plot(
      heading: heading,
      x: AxisDescription("$α$, along the sharpest direction", limits: results.x.lower...results.x.upper),
      y: AxisDescription("$β$, along a random direction", limits: results.y.lower...results.y.upper),
      layers: layers,
      markers: markers,
      hasEqualScales: true)
  }
}
