import Glibc
import Rendering
import Testing

@Suite struct ContourLineTests {
  @Test func `higher values lie on the left`() {
    // z = x: the line x = .5 runs downwards, larger x on its left.
    let lines = ContourGrid(x: [0, 1], y: [0, 1, 2], z: [0, 1, 0, 1, 0, 1]).lines(at: [0.5])[0]
    #expect(Array(lines[0]) == [2, 1, 0].map { Point(x: 0.5, y: $0) })
    #expect(lines.isClosed == [false])
  }

  @Test func `a ring around a peak runs counter-clockwise`() {
    let lines = ContourGrid(x: [0, 1, 2], y: [0, 1, 2], z: [0, 0, 0, 0, 1, 0, 0, 0, 0]).lines(at: [0.5])[0]
    #expect(lines.isClosed == [true])
    #expect(abs(lines.area(of: 0) - 0.5) < 1e-12)
  }

  @Test func `a level equal to grid values leaves no zero-length pieces`() {
    let lines = ContourGrid(x: [0, 1, 2], y: [0, 1], z: [0, 1, 2, 0, 1, 2]).lines(at: [1])[0]
    #expect(Array(lines[0]) == [Point(x: 1, y: 1), Point(x: 1, y: 0)])
    // An isolated peak exactly at the level is a point: no line.
    let peak = ContourGrid(x: [0, 1, 2], y: [0, 1, 2], z: [0, 0, 0, 0, 1, 0, 0, 0, 0])
    #expect(peak.lines(at: [1])[0].isEmpty)
    #expect(peak.regions(atLeast: [1])[0].isEmpty)
  }

  @Test func `lines end at left-out cells`() {
    let z: [Double] = [0, 0, 0, 1, 1, 1, 2, 2, .nan]
    let lines = ContourGrid(x: [0, 1, 2], y: [0, 1, 2], z: z).lines(at: [1.5])[0]
    #expect(lines.count == 1)
    #expect(Set(lines.points) == [Point(x: 0, y: 1.5), Point(x: 1, y: 1.5)])
  }

  @Test func `log interpolation puts a level where log z reaches it`() {
    let lines = ContourGrid(x: [0, 1], y: [0, 1], z: [1, 100, 1, 100], interpolation: .logarithmic).lines(
      at: [10])[0]
    #expect(lines.points.allSatisfy { abs($0.x - 0.5) < 1e-12 })
    // Zero lies below every level of a log scale.
    let zero = ContourGrid(x: [0, 1], y: [0, 1], z: [0, 100, 0, 100], interpolation: .logarithmic).lines(at: [
      10
    ])[0]
    #expect(zero.points.allSatisfy { $0.x == 1 })
  }

  @Test func `a diverged value is above every level`() {
    let lines = ContourGrid(x: [0, 1], y: [0, 1], z: [0, .infinity, 0, .infinity]).lines(at: [1e300])[0]
    #expect(lines.points.allSatisfy { $0.x == 0 })
  }

  @Test func `grids without cells have no contours`() {
    #expect(ContourGrid(x: [0, 1], y: [0], z: [0, 1]).lines(at: [0.5])[0].isEmpty)
    #expect(ContourGrid(x: [], y: [], z: []).regions(atLeast: [0])[0].isEmpty)
  }

  @Test func `the error on a circle falls with the square of the spacing`() {
    for (n, published) in [(11, 1.06e-2), (21, 2.76e-3), (41, 7.02e-4)] {
      let xs = (0..<n).map { -1.5 + 3 * Double($0) / Double(n - 1) }
      let z = xs.flatMap { y in xs.map { x in x * x + y * y } }
      let lines = ContourGrid(x: xs, y: xs, z: z).lines(at: [1])[0]
      #expect(lines.isClosed == [true])
      let error = lines.points.map { abs(hypot($0.x, $0.y) - 1) }.max() ?? 0
      #expect(abs(error - published) < 0.006 * published)
    }
  }
}
