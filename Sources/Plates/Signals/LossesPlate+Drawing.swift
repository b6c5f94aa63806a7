import Rendering

extension LossesPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    func plot(
      _ heading: String, _ x: String, _ y: String, _ limits: ClosedRange<Double>, _ curves: [Curve],
      _ values: KeyPath<Curve, [Double]>, from index: Int
    ) -> Plot {
      Plot(
        heading: heading, x: AxisDescription(x), y: AxisDescription(y, limits: limits),
        layers: curves.enumerated().map { place, curve in
          let (x, y) = SignalNumbers.broken(curve.x, curve[keyPath: values], at: 0.9)
          return SeriesLayer(curve.name, x: x, y: y, style: Self.style(index + place))
        },
        guides: .both)
    }
    let (errors, logits) = (results.errors, results.logits)
    let panels = [
      plot("A number: loss", "error $z − t$", "loss", -0.2...6, errors, \.loss, from: 0),
      plot("and its derivative", "error $z − t$", "derivative", -6.4...6.4, errors, \.slope, from: 0),
      plot("A class: loss", "logit of the right class", "loss", -0.3...8, logits, \.loss, from: 2),
      plot(
        "and its derivative", "logit of the right class", "derivative", -1.08...0.2, logits, \.slope, from: 2),
    ]
    return PlateDrawing(
      panels, columns: 2,
      legend: (errors + logits).enumerated().map { Legend.Entry(.series(Self.style($0)), $1.name) })
  }

  /// Colours repeat after five series; the sixth curve is drawn with the first colour and another dash.
  static func style(_ index: Int) -> SeriesStyle { SeriesStyle(index, width: index < 2 ? 1.9 : 1.7) }
}
