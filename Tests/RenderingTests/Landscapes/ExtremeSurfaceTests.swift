import Rendering
import Surfaces
import Testing

/// Surfaces of numbers at the limits of what there are, in every kind of picture.
@Suite struct ExtremeSurfaceTests {
  private static let greatest = Double.greatestFiniteMagnitude
  private static let least = Double.leastNonzeroMagnitude

  /// Subnormal numbers.
  private static let (smaller, small) = (2000 * least, Double.leastNormalMagnitude / 200)

  /// Losses, in turn over the grid.
  private static let losses: [[Double]] = [
    [greatest], [-greatest], [greatest, -greatest], [1.7e308, -1], [1.7e308, 0],
    [greatest, greatest.nextDown],
    [least], [-least], [least, 2 * least], [0, least], [-least, least], [least, greatest],
    [-least, greatest, .nan],
    [.leastNormalMagnitude, least], [small], [small, 1], [1, 1 + .ulpOfOne], [1e16, 1e16 + 2],
    [.nan, .nan, .nan, .nan, .nan, .nan, 1e308], [.infinity, .infinity, least], [.infinity, -.infinity, 1],
    [-.infinity], [.infinity, .nan, greatest], [smaller, small, 1e-300], [-1e308, 1e-308],
    [1e150, 1e-150, -1e150],
  ]

  private static func surface(_ values: [Double], y: String?, x: String = "-1:1:4") throws -> Surface {
    var surface = try SampleSurface.make(x: x, y: y, checked: false) { _, _ in 0 }
    surface.loss = surface.loss.indices.map { values[$0 % values.count] }
    surface.accuracy = surface.loss.map { $0.isFinite ? 0.5 : .nan }
    return surface
  }

  @Test(arguments: losses.indices, Scale.Kind.allCases)
  func `any losses become a map, a line and a scene`(index: Int, kind: Scale.Kind) throws {
    let values = Self.losses[index]
    let page = try Page(width: 60, height: 45)
    let plane = try Self.surface(values, y: "-1:1:3")
    let line = try Self.surface(values, y: nil)
    let scale = Scale(covering: values, kind: kind)
    var options = SceneOptions()
    options.clip = index % 2 == 0 ? values.first { $0.isFinite } : nil
    options.heights = [.scale, .linear, .logarithmic][index % 3]
    options.drawsFloorContours = index % 2 == 0
    let figures: [any Figure] = [
      SurfaceChart.contours(of: [plane], scale: scale), SurfaceChart.lines(of: [line, line], scale: scale),
      SurfaceChart.lines(of: [line], scale: scale),
      SurfaceChart.scenes(
        of: [plane], scale: scale, style: FigureStyle(isSmooth: false), options: options,
        path: [Point(x: -0.5, y: 0.1), Point(x: 1e300, y: 0)]),
    ]
    for figure in figures {
      #expect(try Picture(of: figure, on: page, as: .png).bytes.count > 60)
      #expect(!figure.description.isEmpty)
      _ = figure.numbers
    }
  }

  @Test(arguments: [
    "0:5e-324:2", "0:5e-324:3", "-5e-324:5e-324:3", "0:1e-310:4", "1e-310:2e-310:4", "-8e302:8e302:5",
    "8e302:8.1e302:4",
    "1:1.0000000000000002:2", "-1e-300:1e302:3",
  ])
  func `any axes that there are become a map, a line and a scene`(axis: String) throws {
    guard (try? Axis(parsing: axis)) != nil else { return }
    for y in [axis, "-1:1:3"] {
      let plane = try Self.surface([1, 2, 4], y: y, x: axis)
      let line = try Self.surface([1, 2, 4], y: nil, x: axis)
      let page = try Page(width: 60, height: 45)
      for figure in [
        SurfaceChart.contours(of: [plane]), SurfaceChart.lines(of: [line]), SurfaceChart.scenes(of: [plane]),
      ] {
        #expect(try Picture(of: figure, on: page, as: .png).bytes.count > 60)
      }
    }
  }

  @Test(arguments: ["nan:1:3", "-inf:1:3", "0:inf:3", "1:1:3", "-1e308:1e308:3"])
  func `axes without a finite extent are refused`(axis: String) {
    #expect(throws: AxisError.self) { try Axis(parsing: axis) }
  }

  @Test(arguments: [1e300, .nan, .infinity, -1, -1e308, 1e308, 7])
  func `a self-check of nonsense is drawn as it stands`(accuracy: Double) throws {
    for y in ["-1:1:3", nil] {
      var surface = try Self.surface([1, 2, 4], y: y)
      surface.provenance.selfCheck = SelfCheck(
        checkpointLoss: accuracy, checkpointAccuracy: accuracy, standardError: accuracy, centreLoss: accuracy,
        largestNormError: accuracy, directionCosine: accuracy, missing: -1, diverged: .max)
      surface.provenance.directionCosine = accuracy
      let figures =
        y == nil
        ? [SurfaceChart.lines(of: [surface])]
        : [SurfaceChart.contours(of: [surface]), SurfaceChart.scenes(of: [surface])]
      for figure in figures {
        #expect(try Picture(of: figure, on: Page(width: 60, height: 45), as: .png).bytes.count > 60)
      }
    }
  }
}
