import Rendering

extension BatchStatisticsPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let sizes = results.batchSizes.map(Double.init)
    let x = AxisDescription(
      "batch size $N$", isLogarithmic: true,
      ticks: results.batchSizes.map { AxisDescription.NamedTick(Double($0), "\($0)") })
    let scatter = [
      SeriesLayer(
        "mean: $|μ_B − μ|/σ$", x: sizes, y: results.means, style: SeriesStyle(0, showsMarkers: true)),
      SeriesLayer(
        "variance: $|ln(σ_B^2/σ^2)|$", x: sizes, y: results.variances,
        style: SeriesStyle(1, showsMarkers: true)),
      SeriesLayer("$1/√N$", x: sizes, y: sizes.map { 1 / $0.squareRoot() }, style: SeriesStyle(3)),
    ]
    let errors = SeriesLayer(
      "error: batch", x: sizes, y: results.trainingErrors,
      style: SeriesStyle(2, showsMarkers: true))
    let inference = SeriesLayer(
      "error: running", x: sizes, y: sizes.map { _ in results.inferenceError },
      style: SeriesStyle(4))
    return PlateDrawing(
      [
        Plot(
          heading: "distance from the running statistics", x: x,
          y: AxisDescription("root mean square", isLogarithmic: true), layers: scatter, guides: .horizontal),
        Plot(
          heading: "error of the same network", x: x,
          y: AxisDescription("test error (%)", isLogarithmic: true),
          layers: [inference, errors], guides: .horizontal),
      ], columns: 2, legend: (scatter + [errors, inference]).map(\.legendEntry))
  }
}
