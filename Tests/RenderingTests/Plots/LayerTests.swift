import Rendering
import Testing

/// What each kind of layer draws, as recorded calls.
@Suite struct LayerTests {
  private func calls(
    _ layers: [any Layer], x: AxisDescription = AxisDescription("x", limits: 0...10),
    y: AxisDescription = AxisDescription("y", limits: 0...10)
  ) throws -> [RecordingCanvas.Call] {
    Drawing(Chart(title: "", description: "", panels: [Plot(x: x, y: y, layers: layers)]), on: try Page())
      .calls
  }

  /// The calls inside the plot's clip.
  private func inside(_ calls: [RecordingCanvas.Call]) -> [RecordingCanvas.Call] {
    var depth = 0
    return calls.filter { call in
      switch call {
      case .beginClip: depth += 1
      case .endClip: depth -= 1
      default: return depth > 0
      }
      return false
    }
  }

  @Test func `counts fall between edges, the last edge included`() {
    let found = HistogramLayer.counts(of: [0, 0.5, 1, 1.5, 2, -1, 3, .nan], from: 0, to: 2, bins: 2)
    #expect(found.edges == [0, 1, 2])
    #expect(found.counts == [2, 3])
  }

  @Test func `bars stand on zero and are as high as their counts`() throws {
    let layer = HistogramLayer("h", edges: [0, 5, 10], heights: [4, 0], style: SeriesStyle(0))
    guard case .fill(let path, _) = try inside(calls([layer]))[0] else {
      Issue.record("no bars")
      return
    }
    #expect(path.parts.count == 1)
    let (top, bottom) = (path.points.map(\.y).min() ?? 0, path.points.map(\.y).max() ?? 0)
    let axis = try calls([SeriesLayer("s", x: [0, 0], y: [0, 10], style: SeriesStyle(0))])
    guard case .stroke(let line, _) = inside(axis)[0] else { return }
    #expect(abs((bottom - top) / (line.points[0].y - line.points[1].y) - 0.4) < 1e-9)
    #expect(abs(bottom - line.points[0].y) < 1e-9)
  }

  @Test func `an axis around bars begins at zero`() throws {
    let layer = HistogramLayer("h", edges: [3, 4], heights: [7], style: SeriesStyle(0))
    let plot = Plot(x: AxisDescription("x"), y: AxisDescription("y"), layers: [layer])
    guard case .record(let record) = plot.numbers, case .record(let y)? = record["y"],
      case .record(let x)? = record["x"]
    else {
      Issue.record("no axes")
      return
    }
    #expect(y["lower"] == .number(0))
    #expect(x["lower"] == .number(3) && x["upper"] == .number(4))
  }

  @Test func `a heat map's first row is at the bottom`() throws {
    let key = ColourKey(
      scale: Scale(covering: [0, 1], kind: .linear, levels: [0.5]), map: .viridis, name: "")
    let layer = HeatMapLayer(x: [1, 2], y: [1, 2], values: [0, 0, 1, .nan], key: key)
    guard case .image(let raster, _, let isSmooth) = try inside(calls([layer]))[0] else {
      Issue.record("no image")
      return
    }
    let (low, high) = (key.colours[0].premultipliedWord, key.colours[1].premultipliedWord)
    #expect(raster.pixels == [high, Theme.light.missing.premultipliedWord, low, low])
    #expect(!isSmooth)
  }

  @Test func `runs of flags reach half-way to their neighbours`() {
    let runs = StretchLayer.runs(of: [true, false, true, true, false, true], at: [0, 1, 2, 3, 4, 6])
    #expect(runs == [0...0.5, 1.5...3.5, 5...6])
  }

  @Test func `a band is interrupted where a side is missing`() throws {
    let layer = BandLayer(
      x: [0, 1, 2, 3, 4], lower: [1, 1, .nan, 1, 1], upper: [2, 2, 2, 2, 2], style: SeriesStyle(0))
    guard case .fill(let path, _) = try inside(calls([layer]))[0] else {
      Issue.record("no band")
      return
    }
    #expect(path.parts.map(\.end) == [4, 8])
    #expect(path.parts.allSatisfy { $0.isClosed })
  }

  @Test func `an arrow ends at its tip, and one without length is left out`() throws {
    let tip = Point(x: 8, y: 8)
    let arrows = [
      ArrowLayer.Arrow(from: Point(x: 2, y: 2), to: tip), ArrowLayer.Arrow(from: tip, to: tip),
    ]
    let found = try inside(calls([ArrowLayer("g", arrows, style: SeriesStyle(0))]))
    let heads = found.compactMap { if case .fill(let path, _) = $0 { path } else { nil } }
    #expect(heads.count == 1)
    let marks = try calls([ArrowLayer("g", arrows, style: SeriesStyle(0)), NoteLayer("tip", at: tip)])
    #expect(marks.count > found.count)
    let series = try inside(calls([SeriesLayer("s", x: [8, 9], y: [8, 8], style: SeriesStyle(0))]))
    guard case .stroke(let line, _) = series[0] else { return }
    #expect(heads[0].points[0].distance(to: line.points[0]) < 1e-9)
  }

  @Test func `a note near the right edge stands on the other side of its point`() throws {
    let anchors = try [1.0, 9.9].map { x in
      let found = try inside(calls([NoteLayer("a rather long note", at: Point(x: x, y: 5))]))
      for case .text(_, _, let pivot, _) in found { return pivot.x }
      return -1
    }
    #expect(anchors == [0, 1])
  }

  @Test func `markers of a dense series do not touch`() throws {
    let x = (0...1000).map { Double($0) / 100 }
    let layer = SeriesLayer("s", x: x, y: x.map { _ in 5 }, style: SeriesStyle(0, showsMarkers: true))
    let found = try inside(calls([layer])).compactMap { call -> Point? in
      if case .fill(let path, _) = call { path.points[0] } else { nil }
    }
    #expect(found.count > 20)
    #expect(zip(found, found.dropFirst()).allSatisfy { $0.distance(to: $1) >= 9 })
  }

  @Test func `what a log axis cannot show is left out`() throws {
    let y = AxisDescription("y", isLogarithmic: true)
    let found = try calls(
      [SeriesLayer("s", x: [0, 1, 2, 3], y: [1, 0, -1, 100], style: SeriesStyle(0))], y: y)
    for call in inside(found) {
      if case .stroke(let path, _) = call { #expect(path.isEmpty) }
    }
    // Both values that remain stand alone, as dots.
    #expect(inside(found).filter { if case .fill = $0 { true } else { false } }.count == 2)
  }

  @Test func `words on an axis that would overlap are thinned out`() throws {
    let ticks = (0...10).map { AxisDescription.NamedTick(Double($0), "a long name of a layer \($0)") }
    let found = try calls([], x: AxisDescription("x", limits: 0...10, ticks: ticks))
    let shown = found.filter {
      if case .text(let text, _, _, _) = $0 { text.string.hasPrefix("a long") } else { false }
    }
    #expect(shown.count < 8 && shown.count > 2)
  }
}
