import Rendering

extension NormalizationAxesPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let colours = AxesColours(theme)
    let panels = results.kinds.map { kind in
      let changed = Set(kind.changed)
      let count = results.samples * results.channels
      let items = (0..<count).map { image in
        ImageGrid.Item(
          colours.image(side: results.side) { pixel in
            let place = image * results.side * results.side + pixel
            return place == results.place ? .cause : changed.contains(place) ? .changed : .unchanged
          })
      }
      return ImageGrid(
        heading: "\(kind.name): \(kind.axes)", items, columns: results.channels,
        rowNames: (1...results.samples).map { "sample \($0)" })
    }
    return PlateDrawing(
      panels, columns: 2,
      legend: [
        Legend.Entry(.swatch(colours.cause), "changed input"),
        Legend.Entry(.swatch(colours.changed), "outputs that change with it"),
        Legend.Entry(.swatch(colours.unchanged), "outputs that do not"),
      ])
  }
}
