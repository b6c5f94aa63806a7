import Rendering

extension ExplodingGradientPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let layers = (1...results.depth).map(Double.init)
    let series = results.signals.enumerated().map { index, signal in
      let name = NumberText.value(signal.deviation) + (index == 0 ? " (He)" : "")
      return SeriesLayer(
        "deviation \(name)", x: layers, y: signal.norms, style: SeriesStyle(index, showsMarkers: true))
    }
    let left = Plot(
      heading: "gradient by layer, before training",
      x: AxisDescription("layer, from the input", limits: 0.3...Double(results.depth) + 0.7),
      y: AxisDescription("norm of the biases’ gradient", isLogarithmic: true), layers: series,
      guides: .horizontal)
    return PlateDrawing([left, courses(results)], columns: 2, legend: series.map(\.legendEntry))
  }

  func courses(_ results: Results) -> Plot {
    let styles = [SeriesStyle(0, showsMarkers: true), SeriesStyle(4), SeriesStyle(1, showsMarkers: true)]
    var layers: [any Layer] = zip(results.courses, styles).map { course, style in
      SeriesLayer(
        course.name, x: course.losses.indices.map { Double($0 + 1) }, y: course.losses, style: style)
    }
    for (index, course) in results.courses.enumerated() {
      guard let diverged = course.diverged else {
        if let last = course.losses.last {
          layers.append(
            NoteLayer(
              course.name, at: Point(x: Double(course.losses.count), y: last),
              pivot: Point(x: 1, y: index == 0 ? 0 : 1), offset: Point(x: 0, y: index == 0 ? 8 : -12)))
        }
        continue
      }
      layers.append(
        RuleLayer(.vertical, at: diverged, text: "too large, unclipped: diverged at step \(course.step ?? 0)")
      )
    }
    return Plot(
      heading: "training", x: AxisDescription("epoch"),
      y: AxisDescription("training loss", limits: 0.1...3e4, isLogarithmic: true), layers: layers,
      guides: .horizontal)
  }
}
