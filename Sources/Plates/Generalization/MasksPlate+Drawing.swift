import Networks
import Rendering

extension MasksPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let key = ColourKey(
      scale: Scale(covering: [0, 1], kind: .linear, levels: [0.5]), map: .cividis, name: "kept")
    let columns = (1...Self.columns).map(Double.init)
    let rows = (1...Self.rows).map(Double.init)
    func plot(_ heading: String, _ x: String, _ y: String, _ mask: [Int]) -> Plot {
      Plot(
        heading: heading, x: AxisDescription(x), y: AxisDescription(y),
        layers: [HeatMapLayer(x: columns, y: rows, values: mask.map(Double.init), key: key)],
        hasEqualScales: true)
    }
    let passes = results.units.enumerated().map { index, mask in
      plot("Dropout, pass \(index + 1)", "unit", "sample", mask)
    }
    let first = results.units.first ?? []
    let columnMasks = (0..<2).map { sample in
      plot(
        "Dropout, sample \(sample + 1)", "unit", "unit it feeds",
        (0..<Self.rows).flatMap { _ in Array(first.dropFirst(sample * Self.columns).prefix(Self.columns)) })
    }
    let connect = plot("DropConnect, all samples", "unit", "unit it feeds", results.weights)
    let colours = key.colours
    return PlateDrawing(
      passes + columnMasks + [connect], columns: 3,
      legend: [
        Legend.Entry(.swatch(colours[0]), "dropped"),
        Legend.Entry(.swatch(colours[colours.count - 1]), "kept"),
      ])
  }
}
