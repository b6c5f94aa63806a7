import Glibc
import Rendering
import Testing

/// Fields and frames that leave little to draw, or too much.
@Suite struct AwkwardSceneTests {
  private static let fields: [String: @Sendable (Double, Double) -> Double] = [
    "constant": { _, _ in 2.3 },
    "zero": { _, _ in 0 },
    "missing": { _, _ in .nan },
    "diverged": { _, _ in .infinity },
    "one value": { x, y in x == 0 && y == 0 ? 1 : .nan },
    "one value among diverged ones": { x, y in x == 0 && y == 0 ? 1 : .infinity },
    "diverged and missing": { x, y in x > 0 ? .nan : y > 0 ? .infinity : 1 },
    "negative infinity": { x, y in x == 0 ? -.infinity : y },
    "tiny": { x, y in 1e-30 * (1 + x * x + y) },
    "huge": { x, _ in 1e30 * (2 + x) },
    "greatest": { x, _ in x * Double.greatestFiniteMagnitude },
    "sixty decades": { x, y in pow(10, 30 * x) * (2 + y) },
    "negative": { x, y in x - y - 5 },
    "almost constant": { x, _ in 1 + 1e-15 * x },
  ]

  @Test(arguments: fields.keys.sorted(), Rendering.Scale.Kind.allCases)
  func `any field becomes a scene`(name: String, kind: Rendering.Scale.Kind) throws {
    let field = try #require(Self.fields[name])
    let cases: [(elevation: Double, heights: SceneOptions.Heights, clip: Double?)] = [
      (36, .scale, nil), (36, .scale, 1.5), (0, .linear, -3), (90, .logarithmic, 1e-30),
    ]
    for (elevation, heights, clip) in cases {
      let scene = Scene.sample(
        points: 3, kind: kind, azimuth: -57, elevation: elevation,
        projection: .perspective(fieldOfView: 18),
        paths: [ScenePath([Point(x: -2, y: 0.1), Point(x: 2, y: 0.3)], stroke: Stroke(.black, width: 1))],
        markers: [SceneMarker(.star, at: Point(x: 0, y: 0)), SceneMarker(.dot, at: Point(x: 7, y: 0))],
        changing: {
          $0.heights = heights
          $0.clip = clip
          $0.drawsSurfaceContours = true
          $0.drawsFloorContours = clip == nil
        }, of: field)
      let picture = ScenePicture(scene, width: 24, height: 20, pixelsPerPoint: 0.7)
      for call in picture.calls {
        guard case .stroke(let path, _) = call else { continue }
        #expect(path.points.allSatisfy { $0.x.isFinite && $0.y.isFinite })
      }
    }
  }

  @Test func `two rows and columns are enough, and frames of a few pixels too`() {
    for size in [0.5, 1, 5, 17] {
      let picture = ScenePicture(
        Scene.sample(points: 2, azimuth: -57, elevation: 36) { x, y in x * y }, width: size, height: size)
      #expect(picture.raster.width >= 1 && Double(picture.raster.width) <= size + 8)
      #expect(picture.raster.pixels.contains { $0 != 0 } || size < 5)
    }
  }

  @Test func `a strip is drawn with a base of at most one to four`() throws {
    var options = SceneOptions()
    options.view = SceneView(azimuth: -90, elevation: 90, projection: .orthographic)
    let grid = ContourGrid(x: [-1, 1], y: [-0.01, 0, 0.01], z: [0, 1, 2, 3, 4, 5])
    let scene = Scene(
      of: grid, scale: Scale(covering: [0, 5], kind: .linear), names: SceneAxisNames(x: "", y: "", z: ""),
      options: options)
    let fills = ScenePicture(scene, width: 300).fills
    let floor = try #require(fills.first { $0.colour == Theme.light.missing }).path.points
    let width = (floor.map(\.x).max() ?? 0) - (floor.map(\.x).min() ?? 0)
    let height = (floor.map(\.y).max() ?? 0) - (floor.map(\.y).min() ?? 0)
    #expect(abs(width / height - 4) < 1e-9)
  }
}
