import Storage
import Surfaces
import Testing

@Suite struct PlaneStatisticsTests {
  private func plane(_ loss: (Double, Double) -> Double) throws -> Surface {
    let axis = try Axis(lower: -1, upper: 1, count: 5)
    let values = axis.values.flatMap { y in axis.values.map { x in loss(x, y) } }
    return Surface(
      x: axis, y: axis, loss: values, accuracy: values.map { _ in .nan }, provenance: .example)
  }

  private func bowl(_ curvature: Double) throws -> Surface {
    try plane { x, y in 1 + curvature / 2 * (x * x + y * y) }
  }

  @Test func `of a parabola the sharpness is the mean curvature and every point is convex`() throws {
    let found = try #require(PlaneStatistics(of: plane { x, y in 1 + 2 * x * x + 3 * y * y + x * y }))
    // Curvatures 4 and 6.
    #expect(abs(found.sharpness - 5) <= 1e-12 && found.concaveShare == 0)
  }

  @Test func `a saddle is convex nowhere, also one whose axes are turned`() throws {
    #expect(try #require(PlaneStatistics(of: plane { 3 + $0 * $0 - $1 * $1 })).concaveShare == 1)
    #expect(try #require(PlaneStatistics(of: plane { 3 + $0 * $1 })).concaveShare == 1)
  }

  @Test func `roughness is 0 of an exponential, and that of a chequerboard is its step`() throws {
    let smooth = try #require(PlaneStatistics(of: plane { 2.718281828459045 * (1 + 0 * $0 * $1) }))
    #expect(smooth.roughness == 0)
    var sign = -1.0
    let rough = try #require(
      PlaneStatistics(
        of: plane { _, _ in
          sign = -sign
          return sign > 0 ? 2.718281828459045 : 1
        }))
    #expect(abs(rough.roughness - 1) <= 1e-12)
  }

  @Test func `points that diverged do not count, and a line has no statistics`() throws {
    let found = try #require(
      PlaneStatistics(of: plane { $0 == 1 && $1 == 1 ? .infinity : 1 + $0 * $0 + $1 * $1 }))
    #expect(found.concaveShare == 0 && abs(found.sharpness - 2) <= 1e-12)
    let line = Surface(
      x: try Axis(lower: -1, upper: 1, count: 3), y: nil, loss: [1, 0, 1], accuracy: [0, 0, 0],
      provenance: .example)
    #expect(PlaneStatistics(of: line) == nil)
  }

  @Test func `the spread of planes is the mean with the standard deviation, and the furthest is named`()
    throws
  {
    let curvatures = [1.0, 2, 3, 10]
    let sample = PlaneSample(of: try curvatures.map(bowl))
    let sharpness = try #require(sample.spreads.first { $0.name == "sharpness" })
    // Mean 4, squared deviations 9 + 4 + 1 + 36 = 50.
    let deviation = try #require(sharpness.deviation)
    let expected = (50.0 / 3).squareRoot()
    #expect(abs(sharpness.mean - 4) <= 1e-12 && abs(deviation - expected) <= 1e-12)
    #expect(sharpness.furthest == 3)
  }
}

@Suite struct CoveringAxisTests {
  @Test func `an axis over coordinates shows them and has 0 among its points`() throws {
    let examples: [[Double]] = [[3.7, 12.9], [-4.5], [-0.001, 7e5], [1e-9, -3e-9]]
    for coordinates in examples {
      let axis = try Axis(covering: coordinates, count: 25)
      #expect(axis.zeroIndex != nil && (8...32).contains(axis.count))
      for coordinate in coordinates { #expect(axis.lower < coordinate && coordinate < axis.upper) }
    }
    #expect(throws: AxisError.self) { try Axis(covering: [0], count: 25) }
    let wide = try Axis(covering: [1], count: 25, width: 40)
    #expect(wide.upper - wide.lower >= 40)
  }
}
