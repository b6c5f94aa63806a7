import Rendering

extension DropoutPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let last = results.large.first?.curves.epochs.last ?? 1
    let x = AxisDescription("epoch", limits: 0...last)
    func losses(_ heading: String, _ limits: ClosedRange<Double>?, _ networks: [Network]) -> Plot {
      Plot(
        heading: heading, x: x, y: AxisDescription("validation loss", limits: limits),
        layers: networks.enumerated().map { $0.element.curves.validationSeries(SeriesStyle($0.offset)) },
        markers: networks.enumerated().map { $0.element.curves.bestMarker(SeriesStyle($0.offset)) },
        guides: .horizontal)
    }
    let histograms = results.large.enumerated().map {
      $0.element.weights.histogram(SeriesStyle($0.offset), isOutline: true)
    }
    let norms = results.large.enumerated().map { $0.element.weights.normSeries(SeriesStyle($0.offset)) }
    return PlateDrawing(
      [
        losses("Large network: 128 units a layer", 0.5...1.1, results.large),
        losses("Small network: 8 units a layer", nil, results.small),
        Plot(
          heading: "Large network: last two layers",
          x: AxisDescription("weight", limits: -TrainedWeights.limit...TrainedWeights.limit),
          y: AxisDescription("share of the weights", limits: 1e-5...1, isLogarithmic: true),
          layers: histograms, guides: .horizontal),
        Plot(
          heading: "Norm of these weights", x: x, y: AxisDescription("$‖w‖_2$"), layers: norms,
          guides: .horizontal),
      ], columns: 2,
      legend: norms.map(\.legendEntry) + [Legend.Entry(.marker(.diamond), "least validation loss")])
  }
}
