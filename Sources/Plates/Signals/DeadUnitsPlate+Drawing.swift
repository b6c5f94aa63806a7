import Rendering

extension DeadUnitsPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let layers = results.kinds.enumerated().map { index, kind in
      SeriesLayer(
        kind.name, x: kind.layers.indices.map { Double($0 + 1) }, y: kind.layers.map { 100 * $0 },
        style: SeriesStyle(index, showsMarkers: true))
    }
    let course = results.kinds.enumerated().map { index, kind in
      SeriesLayer(
        kind.name, x: kind.epochs, y: kind.dead.map { 100 * $0 },
        style: SeriesStyle(index, showsMarkers: true))
    }
    // Series at 0 cover each other.
    let empty = results.kinds.filter { kind in kind.dead.allSatisfy { $0 < 0.005 } }.map(\.name)
    let note = { (x: Double) in
      NoteLayer(
        empty.joined(separator: " and ") + ": none", at: Point(x: x, y: 0), pivot: Point(x: 1, y: 1),
        offset: Point(x: 0, y: -6))
    }
    let left = Plot(
      heading: "by layer, at the end", x: AxisDescription("hidden layer, from the input"),
      y: AxisDescription("dead units, %", limits: -1...32),
      layers: layers + (empty.isEmpty ? [] : [note(Double(Self.depth))]),
      guides: .horizontal)
    let right = Plot(
      heading: "while training", x: AxisDescription("epoch"),
      y: AxisDescription("dead units in all layers, %", limits: -1...32),
      layers: course + (empty.isEmpty ? [] : [note(results.kinds[0].epochs.last ?? 0)]),
      guides: .horizontal)
    return PlateDrawing([left, right], columns: 2, legend: layers.map(\.legendEntry))
  }
}
