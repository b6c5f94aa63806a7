import Rendering

extension OverfittingPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let curves = results.curves
    let (train, validation) = (SeriesStyle(0), SeriesStyle(1))
    let losses = [
      SeriesLayer("training", x: curves.epochs, y: curves.train, style: train),
      SeriesLayer("validation", x: curves.epochs, y: curves.validation, style: validation),
    ]
    let errors = [
      SeriesLayer("training", x: curves.epochs, y: curves.trainError, style: train),
      SeriesLayer("validation", x: curves.epochs, y: curves.validationError, style: validation),
    ]
    let best = Double(results.restored)
    let shade = StretchLayer([best...Double(results.stopped)], sign: .shade(SeriesStyle(2)))
    let last = curves.epochs.last ?? 1
    let (low, high) = (curves.train.last ?? 0, curves.final)
    let at = last * 0.97
    let gap: [any Layer] = [
      ArrowLayer(
        "gap",
        [
          .init(from: Point(x: at, y: (low + high) / 2), to: Point(x: at, y: high - 0.02 * (high - low))),
          .init(from: Point(x: at, y: (low + high) / 2), to: Point(x: at, y: low + 0.02 * (high - low))),
        ], style: SeriesStyle(3)),
      NoteLayer(
        "gap \(NumberText.value(high - low, digits: 2))", at: Point(x: at, y: (low + high) / 2),
        pivot: Point(x: 1, y: 0.5), offset: Point(x: -7, y: 0)),
    ]
    let rules: [any Layer] = [
      RuleLayer(.vertical, at: best, text: "best: \(results.restored)"),
      RuleLayer(.vertical, at: Double(results.stopped), text: "stopped: \(results.stopped)"),
    ]
    let epoch = AxisDescription("epoch", limits: 0...last)
    let loss = Plot(
      heading: "Loss", x: epoch,
      y: AxisDescription("cross entropy", limits: 0...max(1.15 * high, curves.validation[0] * 1.08)),
      layers: [shade] + losses + gap + rules, markers: [curves.bestMarker(validation)], guides: .horizontal)
    let top = 1.1 * max(curves.trainError[0], curves.validationError[0])
    let error = Plot(
      heading: "Error", x: epoch, y: AxisDescription("share of wrong answers", limits: 0...top),
      layers: [shade] + errors, guides: .horizontal)
    return PlateDrawing(
      [loss, error], columns: 2,
      legend: losses.map(\.legendEntry) + [
        Legend.Entry(.marker(.diamond, validation.colour(in: theme)), "least validation loss"),
        Legend.Entry(
          .swatch(SeriesStyle(2).colour(in: theme).mixed(with: theme.background, 0.75)), "patience"),
      ])
  }
}
