import Glibc
import Rendering
import Surfaces
import Testing

/// Surfaces that leave a figure little to draw, or too much.
@Suite struct AwkwardSurfaceTests {
  private static let losses: [String: @Sendable (Double, Double) -> Double] = [
    "constant": { _, _ in 2.3 },
    "zero": { _, _ in 0 },
    "missing": { _, _ in .nan },
    "diverged": { _, _ in .infinity },
    "one value": { x, y in x == 0 && y == 0 ? 1 : .nan },
    "one value among diverged ones": { x, y in x == 0 && y == 0 ? 1 : .infinity },
    "tiny": { x, y in 1e-30 * (1 + x * x + y) },
    "huge": { x, _ in 1e30 * (2 + x) },
    "sixty decades": { x, y in pow(10, 30 * x) * (2 + y) },
    "negative": { x, y in x - y - 5 },
    "almost constant": { x, _ in 1 + 1e-15 * x },
  ]

  @Test(arguments: losses.keys.sorted(), Scale.Kind.allCases)
  func `any surface becomes a picture`(name: String, kind: Scale.Kind) throws {
    let loss = try #require(Self.losses[name])
    for y in ["-1:1:5", nil] {
      let surface = try SampleSurface.make(x: "-1:1:5", y: y, checked: name != "missing", loss)
      let scale = Scale(covering: surface.loss, kind: kind)
      let figure = SurfaceChart.suitable(for: surface, scale: scale)
      let picture = try Picture(of: figure, on: Page(width: 80, height: 60), as: .png)
      #expect(picture.bytes.count > 100)
      for call in Drawing(figure, on: try Page()).calls {
        guard case .stroke(let path, _) = call else { continue }
        #expect(path.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
      }
    }
  }

  @Test(arguments: losses.keys.sorted(), Scale.Kind.allCases)
  func `any plane becomes a scene, alone and beside another`(name: String, kind: Scale.Kind) throws {
    let loss = try #require(Self.losses[name])
    let surface = try SampleSurface.make(x: "-1:1:5", y: "-1:1:4", checked: name != "missing", loss)
    let scale = Scale(covering: surface.loss, kind: kind)
    let figure = SurfaceChart.scenes(of: [surface, try SampleSurface.bowl()], scale: scale)
    #expect(try Picture(of: figure, on: Page(width: 80, height: 60), as: .png).bytes.count > 100)
  }

  @Test(arguments: [
    "صورة الخسارة حول الشبكة", "한국어 제목과 $‖w‖_1$", String(repeating: "very long title ", count: 32), "",
  ])
  func `any title can be set`(title: String) throws {
    let style = FigureStyle(title: title)
    let bowl = try SampleSurface.bowl()
    let charts = [
      SurfaceChart.contours(of: [bowl], style: style), SurfaceChart.scenes(of: [bowl], style: style),
    ]
    for figure in charts {
      #expect(try Picture(of: figure, on: Page(width: 160, height: 120), as: .svg).bytes.count > 100)
    }
  }

  @Test func `two rows are enough for a map`() throws {
    let surface = try SampleSurface.make(x: "-1:1:2", y: "0:1:2") { $0 + $1 + 3 }
    #expect(
      try Picture(of: SurfaceChart.contours(of: [surface]), on: Page(width: 5, height: 5), as: .png).bytes
        .count > 100)
  }

  @Test func `levels out of range are shown as they are`() throws {
    let surface = try SampleSurface.bowl()
    let scale = Scale(covering: surface.loss, levels: [100, 1000])
    #expect(
      Drawing(SurfaceChart.contours(of: [surface], scale: scale), on: try Page()).strings.contains("1000"))
  }
}
