import Rendering
import Testing

@Suite struct ContourInvariantTests {
  /// A bumpy surface with a hole and diverged points, the same each time.
  private static let columns = 11
  private static let rows = 9
  private static let values: [Double] = (0..<columns * rows).map { index in
    if index == 37 || index == 38 { return .nan }
    if index == 60 { return .infinity }
    return Double((index * 7919 + 13) % 101) / 50 - 1
  }
  private static let levels = [-0.71, -0.31, 0.03, 0.41, 0.81]

  private func grid(_ values: [Double] = values) -> ContourGrid {
    ContourGrid(
      x: (0..<Self.columns).map { Double($0) * 0.5 - 1 }, y: (0..<Self.rows).map { Double($0) * 0.25 },
      z: values)
  }

  private func area(_ curves: Curves) -> Double { (0..<curves.count).reduce(0) { $0 + curves.area(of: $1) } }

  @Test func `bands partition the complete cells`() {
    let grid = grid()
    var cells = 0
    for row in 0..<Self.rows {
      for column in 0..<Self.columns where grid.isComplete(row: row, column: column) { cells += 1 }
    }
    let bands = grid.bands(separatedBy: Self.levels)
    #expect(bands.count == Self.levels.count + 1)
    #expect(abs(bands.map(area).reduce(0, +) - Double(cells) * 0.125) < 1e-12)
    // A region at or above a level is the bands above it.
    let regions = grid.regions(atLeast: Self.levels)
    for (index, region) in regions.enumerated() {
      #expect(abs(area(region) - bands[(index + 1)...].map(area).reduce(0, +)) < 1e-12)
    }
  }

  @Test func `each ring has its holes inside`() {
    for band in grid().bands(separatedBy: Self.levels) {
      let polygons = band.polygons()
      #expect(
        polygons.reduce(0) { $0 + 1 + $1.holes.count }
          == (0..<band.count).filter { band.area(of: $0) != 0 }.count)
      for polygon in polygons {
        let holes = polygon.holes.map { band.area(of: $0) }.reduce(0, +)
        #expect(band.area(of: polygon.outer) + holes > 0)
      }
    }
  }

  @Test func `reversing the sign reverses direction and nothing else`() {
    let values = Self.values.map { $0.isInfinite ? 0.9 : $0 }
    for level in Self.levels {
      let lines = grid(values).lines(at: [level])[0]
      let mirrored = grid(values.map { -$0 }).lines(at: [-level])[0]
      #expect(Set(pieces(lines)) == Set(pieces(mirrored).map { [$0[1], $0[0]] }))
    }
  }

  @Test func `lines of different levels do not cross`() {
    let lines = grid().lines(at: Self.levels).map(pieces)
    for (index, level) in lines.enumerated() {
      for other in lines[(index + 1)...] {
        for a in level {
          for b in other { #expect(!cross(a, b)) }
        }
      }
    }
  }

  private func pieces(_ curves: Curves) -> [[Point]] {
    (0..<curves.count).flatMap { index in
      let points = Array(curves[index])
      var pieces = zip(points, points.dropFirst()).map { [$0, $1] }
      if curves.isClosed[index] { pieces.append([points[points.count - 1], points[0]]) }
      return pieces
    }
  }

  /// Whether two pieces cross at an inner point of both.
  private func cross(_ a: [Point], _ b: [Point]) -> Bool {
    func side(_ line: [Point], _ p: Point) -> Double {
      (line[1].x - line[0].x) * (p.y - line[0].y) - (line[1].y - line[0].y) * (p.x - line[0].x)
    }
    let small = 1e-12
    let (a0, a1, b0, b1) = (side(b, a[0]), side(b, a[1]), side(a, b[0]), side(a, b[1]))
    return min(abs(a0), abs(a1), abs(b0), abs(b1)) > small && (a0 > 0) != (a1 > 0) && (b0 > 0) != (b1 > 0)
  }
}
