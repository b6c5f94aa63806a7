import Rendering

extension SchedulesPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let courses = results.courses.enumerated().map { index, course in
      SeriesLayer(
        course.name, x: course.epochs, y: course.factors, style: SeriesStyle(index, width: 1.9))
    }
    let left = Plot(
      heading: "learning rate", x: AxisDescription("epoch"),
      y: AxisDescription("factor on the rate", limits: -0.03...1.06), layers: courses, guides: .horizontal)
    var seeds: [any Layer] = []
    var means: [SeriesLayer] = []
    for (run, index) in zip(results.runs, [1, 0]) {
      let epochs = (1...max(1, run.losses.first?.count ?? 1)).map(Double.init)
      for losses in run.losses where run.losses.count > 1 {
        seeds.append(SeriesLayer(run.name, x: epochs, y: losses, style: SeriesStyle(index, width: 0.8)))
      }
      means.append(
        SeriesLayer(
          run.name, x: epochs, y: epochs.indices.map { mean(run, $0) },
          style: SeriesStyle(index, width: 2.2, showsMarkers: true)))
    }
    let right = Plot(
      heading: "training loss of a deep network", x: AxisDescription("epoch"),
      y: AxisDescription("cross entropy", isLogarithmic: true), layers: seeds + means, guides: .horizontal)
    return PlateDrawing([left, right], columns: 2, legend: (courses + means).map(\.legendEntry))
  }
}
