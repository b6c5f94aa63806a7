import Rendering

extension ActivationFunctionsPlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let panels = results.curves.map { panel(of: $0, at: results.x) }
    return PlateDrawing(
      panels, columns: 3, sharesAxes: true,
      legend: [
        Legend.Entry(.series(SeriesStyle(0)), "$f(x)$"),
        Legend.Entry(.series(SeriesStyle(1)), "derivative $f′(x)$"),
        Legend.Entry(.marker(.disc, SeriesStyle(1).colour(in: theme)), "greatest derivative"),
      ])
  }

  func panel(of curve: Curve, at x: [Double]) -> Plot {
    let greatest = curve.derivative.max() ?? 0
    let place = curve.derivative.firstIndex { $0 >= greatest - 1e-6 } ?? 0
    let top = Point(x: x[place], y: greatest)
    // The number stands where the function leaves room: beside a plateau, and below the maximum where the function
    // passes above it.
    let isPlateau = curve.derivative.last == greatest
    let isBelow = !isPlateau && curve.value[place] > greatest && curve.value[place] < greatest + 0.8
    let left = isPlateau ? 1.0 : isBelow && greatest > 1 ? 0 : 0.5
    let note = NoteLayer(
      NumberText.value(greatest), at: top, pivot: Point(x: left, y: isBelow ? 0 : 1),
      offset: Point(x: 3 - 6 * left, y: isBelow ? 5 : -6))
    let (steps, slopes) = SignalNumbers.broken(x, curve.derivative, at: 0.5)
    return Plot(
      heading: curve.name, x: AxisDescription("$x$", limits: -4...4),
      y: AxisDescription("", limits: -1.2...2.2),
      layers: [
        SeriesLayer("$f(x)$", x: x, y: curve.value, style: SeriesStyle(0)),
        SeriesLayer("$f′(x)$", x: steps, y: slopes, style: SeriesStyle(1)), note,
      ],
      markers: [MarkerLayer.Item(.disc, at: top, name: "maximum of $f′$", style: SeriesStyle(1))],
      guides: .both)
  }
}
