import Regularization
import Rendering

extension BatchSizePlate {
  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let styles = [SeriesStyle(0), SeriesStyle(1), SeriesStyle(4, width: 0.9)]
    let maps = zip(results.runs, styles).map { map(results, $0, $1) }
    let curves = zip(results.runs, styles).enumerated().map { place, member in
      let (run, perPoint) = (member.0, max(1, 20 / member.0.batch))
      // Single steps of single samples would be a thicket.
      let means = stride(from: 0, to: run.track.losses.count, by: perPoint).map { start in
        let chunk = run.track.losses[start..<min(start + perPoint, run.track.losses.count)]
        return chunk.reduce(0, +) / Double(chunk.count)
      }
      let epochs = means.indices.map { Double($0 * perPoint * run.batch) / Double(Self.rows) }
      return SeriesLayer(
        Self.names[place], x: epochs, y: means, style: SeriesStyle(member.1.index, width: 1.6))
    }
    let plot = Plot(
      heading: "loss above its least value", x: AxisDescription("epoch"),
      y: AxisDescription("$L − L_{min}$", isLogarithmic: true), layers: curves.reversed(),
      guides: .horizontal)
    return PlateDrawing(
      maps + [plot], columns: 2,
      legend: curves.map(\.legendEntry) + [
        Legend.Entry(.marker(.ring), "start"), Legend.Entry(.marker(.star), "minimum"),
      ])
  }

  func map(_ results: Results, _ run: Run, _ style: SeriesStyle) -> Plot {
    let (x, y) = (-3.8...5.2, -4.0...5.0)
    let axis = { (range: ClosedRange<Double>) in
      (0...120).map { range.lowerBound + (range.upperBound - range.lowerBound) * Double($0) / 120 }
    }
    let (xs, ys) = (axis(x), axis(y))
    let contours = softContours(
      x: xs, y: ys,
      losses: ys.flatMap { y in xs.map { results.loss.value(at: Vector2($0, y)) - results.loss.constant } },
      levels: [0.1, 0.4, 1, 2, 4, 7, 11, 16, 22])
    let layers = run.batch == 1 ? [run.track.layers(style)[0]] : run.track.layers(style)
    let centre = results.loss.centre
    return Plot(
      heading: "batch of \(run.batch): \(NumberText.count(run.track.steps)) steps",
      x: AxisDescription("$w_1$", limits: x), y: AxisDescription("$w_2$", limits: y),
      layers: [contours] + layers,
      markers: [
        MarkerLayer.Item(.ring, at: run.track.start, name: "start"),
        MarkerLayer.Item(.star, at: Point(x: centre.x, y: centre.y), name: "minimum"),
      ], hasEqualScales: true)
  }
}
