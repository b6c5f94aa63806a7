import Rendering
import Surfaces
import Testing

@Suite struct LayoutTests {
  /// Sizes in pixels and resolutions of common and of awkward pages.
  private static let pages: [(Int, Int, Double?)] = [
    (1600, 1200, nil), (600, 450, nil), (1000, 1000, nil), (1600, 900, nil), (900, 1600, 200),
    (400, 300, 200),
  ]

  private func check(_ figure: some Figure) throws {
    for (width, height, dpi) in Self.pages {
      let page = try Page(width: width, height: height, dpi: dpi)
      let boxes = Drawing(figure, on: page).uprightBoxes
      for (index, box) in boxes.enumerated() {
        let isInside =
          box.x.lowerBound >= 0 && box.x.upperBound <= page.width && box.y.lowerBound >= 0
          && box.y.upperBound <= page.height
        #expect(isInside, "\(box.string) leaves a page of \(width) × \(height)")
        for other in boxes[(index + 1)...] {
          #expect(!box.overlaps(other), "\(box.string) overlaps \(other.string) at \(width) × \(height)")
        }
      }
    }
  }

  @Test func `no text of a contour map leaves the page or overlaps another`() throws {
    try check(SurfaceChart.contours(of: [SampleSurface.bowl()]))
    try check(SurfaceChart.contours(of: [SampleSurface.damaged()]))
  }

  @Test func `nor of a line plot`() throws {
    try check(SurfaceChart.lines(of: [SampleSurface.make(y: nil) { x, _ in 0.3 + x * x * 5 }]))
  }

  @Test func `nor of panels side by side`() throws {
    var other = try SampleSurface.damaged()
    other.provenance.model = "plain-20"
    try check(SurfaceChart.contours(of: [SampleSurface.bowl(), other]))
    try check(SurfaceChart.contours(of: [SampleSurface.bowl(), other], columns: 1))
    try check(
      SurfaceChart.lines(of: [
        SampleSurface.make(y: nil) { x, _ in 0.3 + x * x }, SampleSurface.make(y: nil) { x, _ in 3 + x },
      ]))
  }

  @Test func `nor with a title of 500 characters`() throws {
    let title = String(repeating: "Long title ", count: 46)
    try check(SurfaceChart.contours(of: [SampleSurface.bowl()], style: FigureStyle(title: title)))
  }

  @Test func `both axes of a plane have the same scale`() throws {
    let surface = try SampleSurface.make(x: "-1:1:9", y: "-0.5:0.5:5") { $0 * $0 + $1 }
    let calls = Drawing(SurfaceChart.contours(of: [surface]), on: try Page()).calls
    // What missing cells are filled with lies under the whole plot.
    let plots = calls.compactMap { call in
      if case .fill(let path, Theme.light.missing) = call { path } else { nil }
    }
    let corners = try #require(plots.first).points
    let width = corners[1].x - corners[0].x
    let height = corners[2].y - corners[1].y
    #expect(abs(width / height - 2) < 1e-9)
  }
}
