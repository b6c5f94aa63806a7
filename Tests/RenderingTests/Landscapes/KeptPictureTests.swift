import Rendering
import Surfaces
import Testing

/// Pictures that were looked at once; `LANDSCAPE_RECORD_BASELINES=1` keeps new ones.
@Suite struct KeptPictureTests {
  private func check(_ figure: some Figure, _ name: String, width: Int = 480, height: Int = 360) throws {
    let picture = try Picture(of: figure, on: Page(width: width, height: height), as: .png)
    try Baseline.check(picture.bytes, name: name)
  }

  /// A ravine with a missing point, a diverged corner and two minima.
  private func surface() throws -> Surface {
    try SampleSurface.make(x: "-1:1:13", y: "-1:1:11") { x, y in
      if x > 0.8 && y > 0.7 { return .infinity }
      if x < -0.8 && y < -0.9 { return .nan }
      let (a, b) = (x - 0.5 * y, y + 0.2)
      return 0.05 + 12 * (a * a - 0.15) * (a * a - 0.15) + 2 * b * b
    }
  }

  @Test(arguments: Theme.allCases) func `a contour map`(theme: Theme) throws {
    try check(SurfaceChart.contours(of: [surface()], style: FigureStyle(theme: theme)), "contours-\(theme)")
  }

  @Test func `two contour maps`() throws {
    var other = try surface()
    other.provenance.model = "plain-20"
    other.loss = other.loss.map { $0 * 3 }
    try check(SurfaceChart.contours(of: [surface(), other]), "pair", width: 640, height: 400)
  }

  @Test(arguments: Theme.allCases) func `a surface in space`(theme: Theme) throws {
    try check(SurfaceChart.scenes(of: [surface()], style: FigureStyle(theme: theme)), "scene-\(theme)")
  }

  @Test func `a line plot`() throws {
    try check(SurfaceChart.lines(of: [SampleSurface.make(y: nil) { x, _ in 0.3 + 5 * x * x + x }]), "line")
  }

  @Test func `layers of every kind`() throws {
    let x = (0...40).map { Double($0) / 4 }
    let wave = x.map { 2 + ($0 - 5) * ($0 - 5) / 10 }
    let series = Plot(
      heading: "Series", x: AxisDescription("epoch"), y: AxisDescription("$L(θ)$"),
      layers: [
        BandLayer(x: x, lower: wave.map { $0 - 0.4 }, upper: wave.map { $0 + 0.4 }, style: SeriesStyle(0)),
        SeriesLayer("a", x: x, y: wave, style: SeriesStyle(0)),
        SeriesLayer("b", x: x, y: wave.map { $0 + 1 }, style: SeriesStyle(1, showsMarkers: true)),
        RuleLayer(.vertical, at: 5, text: "best"),
      ], guides: .both)
    let bars = Plot(
      heading: "Bars", x: AxisDescription("weight"), y: AxisDescription("count"),
      layers: [
        HistogramLayer("h", edges: [0, 1, 2, 3, 4], heights: [3, 7, 5, 1], style: SeriesStyle(0)),
        HistogramLayer(
          "o", edges: [0, 1, 2, 3, 4], heights: [1, 4, 6, 2], style: SeriesStyle(1), isOutline: true),
      ])
    let values: [Double] = [-1, -0.5, 0, 0.5, .nan, 1]
    let key = ColourKey(scale: Scale(covering: [-1, 1], kind: .linear), map: .diverging, name: "signed")
    let map = Plot(
      heading: "Cells", x: AxisDescription("x"), y: AxisDescription("y"),
      layers: [HeatMapLayer(x: [0, 1, 2], y: [0, 1], values: values, key: key)])
    let region = Plot(
      heading: "Region", x: AxisDescription("$w_1$", limits: -2...2),
      y: AxisDescription("$w_2$", limits: -2...2),
      layers: [
        RegionLayer(
          "diamond",
          outlines: [[Point(x: 1, y: 0), Point(x: 0, y: 1), Point(x: -1, y: 0), Point(x: 0, y: -1)]],
          style: SeriesStyle(1)),
        ArrowLayer("pull", [.init(from: Point(x: 1, y: 0), to: Point(x: 1.6, y: 1))], style: SeriesStyle(0)),
        NoteLayer("optimum", at: Point(x: 1, y: 0)),
      ], markers: [.init(.star, at: Point(x: 1, y: 0), name: "optimum")], hasEqualScales: true)
    let chart = Chart(
      title: "Layers", description: "", caption: "Every kind of layer.", panels: [series, bars, map, region],
      columns: 2, key: key)
    try check(chart, "layers", width: 640, height: 520)
  }
}
