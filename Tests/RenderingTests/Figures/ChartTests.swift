import Rendering
import Storage
import Surfaces
import Testing

@Suite struct ChartTests {
  private func surfaces(_ count: Int) throws -> [Surface] {
    try (0..<count).map { index in
      var surface = try SampleSurface.make(x: "-1:1:9", y: "-1:1:9") { x, y in
        0.3 + Double(index + 1) * (x * x + 2 * y * y + x * y)
      }
      surface.provenance.model = "model-\(index)"
      return surface
    }
  }

  /// The plots' frames: every plot strokes its own.
  private func frames(_ figure: some Figure, on page: Page) -> [Rect] {
    Drawing(figure, on: page).calls.compactMap { call in
      guard case .beginClip(let path) = call, path.points.count == 4 else { return nil }
      let (a, c) = (path.points[0], path.points[2])
      return Rect(x: a.x, y: a.y, width: c.x - a.x, height: c.y - a.y)
    }
  }

  @Test(arguments: [(2, 2), (3, 3), (4, 2)])
  func `panels have one size and stand in rows`(count: Int, columns: Int) throws {
    let figure = SurfaceChart.contours(of: try surfaces(count), columns: columns)
    let frames = frames(figure, on: try Page())
    #expect(frames.count == count)
    for (index, frame) in frames.enumerated() {
      #expect(abs(frame.width - frames[0].width) < 1e-9 && abs(frame.height - frame.width) < 1e-9)
      #expect(abs(frame.y - frames[index / columns * columns].y) < 1e-9)
      #expect(abs(frame.x - frames[index % columns].x) < 1e-9)
    }
  }

  @Test func `side by side there is one colour bar, one legend and one name for each axis`() throws {
    let strings = Drawing(SurfaceChart.contours(of: try surfaces(2), columns: 2), on: try Page()).strings
    let once = [
      "cross-entropy loss (log scale)", "trained point", "$β$ (second direction)", "model-0", "model-1",
    ]
    for wanted in once { #expect(strings.filter { $0 == wanted }.count == 1, "\(wanted)") }
    #expect(strings.filter { $0 == "$α$ (first direction)" }.count == 2)
  }

  @Test func `a wide page takes a row, a tall one a column`() throws {
    let figure = SurfaceChart.contours(of: try surfaces(2))
    let wide = frames(figure, on: try Page(width: 1600, height: 800))
    let tall = frames(figure, on: try Page(width: 800, height: 1600, dpi: 100))
    #expect(wide[0].y == wide[1].y)
    #expect(tall[0].x == tall[1].x)
  }

  @Test func `the numbers are those that are drawn`() throws {
    let surfaces = try surfaces(2)
    let figure = SurfaceChart.contours(of: surfaces)
    let text = JSONText.encode(figure.numbers)
    for level in Scale(covering: surfaces.flatMap(\.loss)).levels {
      let isThere = text.contains("\"level\":\(JSONText.encode(level))")
      #expect(isThere, "level \(level)")
    }
    let names = ["\"heading\":\"model-1\"", "\"trained point\""].map { text.contains($0) }
    #expect(names == [true, true])
  }

  @Test func `missing and infinite numbers are written as words`() {
    #expect(JSONText.encode(Numbers.list([1, .nan, .infinity])) == "[1,null,null]")
  }

  @Test func `what surfaces share is said once, what differs is named`() throws {
    var surfaces = try surfaces(2)
    surfaces[1].provenance.seed = 99
    let caption = SurfaceChart.contours(of: surfaces).chart.caption
    #expect(caption.components(of: "Mean cross-entropy over") == 1)
    #expect(caption.contains("The surfaces differ in seed too."))
    #expect(
      caption.contains("model-0: 271,000 parameters") && caption.contains("model-1: 271,000 parameters"))
  }

  @Test func `surfaces of one model are told apart by their checkpoints`() throws {
    var surfaces = try surfaces(3)
    for index in surfaces.indices { surfaces[index].provenance.model = "mlp" }
    let numbered = SurfaceChart.contours(of: surfaces).title
    #expect(numbered == "Loss around model (1), model (2) and model (3) trained on fashion-mnist")
    for index in surfaces.indices { surfaces[index].provenance.checkpoint = "run-\(index).ckpt" }
    #expect(
      SurfaceChart.contours(of: surfaces).title
        == "Loss around run-0, run-1 and run-2 trained on fashion-mnist")
  }

  @Test func `images stand in rows with their words`() throws {
    let items = (0..<5).map { ImageGrid.Item(Raster(width: 4, height: 2), caption: "image \($0)") }
    let chart = Chart(
      title: "", description: "", panels: [ImageGrid(items, columns: 3, rowNames: ["first", "second"])])
    let calls = Drawing(chart, on: try Page()).calls
    let rects = calls.compactMap { if case .image(_, let rect, _) = $0 { rect } else { nil } }
    #expect(rects.count == 5)
    #expect(rects.allSatisfy { abs($0.width / $0.height - 2) < 1e-9 })
    #expect(rects[0].y == rects[2].y && rects[3].y > rects[0].maxY && rects[3].x == rects[0].x)
    let strings = Drawing(chart, on: try Page()).strings
    #expect(Set(strings).isSuperset(of: ["image 0", "image 4", "first", "second"]))
  }

  @Test func `names of columns stand above the middle of the first row's images`() throws {
    let grid = ImageGrid(
      (0..<4).map { _ in ImageGrid.Item(Raster(width: 2, height: 2)) }, columns: 2, columnNames: ["a", "b"])
    let calls = Drawing(Chart(title: "", description: "", panels: [grid]), on: try Page()).calls
    let rects = calls.compactMap { if case .image(_, let rect, _) = $0 { rect } else { nil } }
    let names = calls.compactMap { call -> Point? in
      if case .text(let text, let anchor, _, _) = call, ["a", "b"].contains(text.string) {
        anchor
      } else {
        nil
      }
    }
    #expect(names.count == 2)
    for (name, rect) in zip(names, rects) {
      #expect(abs(name.x - rect.midX) < 1e-9 && name.y < rect.y)
    }
  }
}

extension String {
  /// How often a text occurs.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
