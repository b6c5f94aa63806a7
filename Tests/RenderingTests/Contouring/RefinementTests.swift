import Rendering
import Testing

#if canImport(Glibc)
import Glibc
#endif

/// Monotone refinement: smooth lines that invent nothing.
@Suite struct RefinementTests {
  /// Values like noise, the same each time.
  private static func noise(_ count: Int, seed: Int) -> [Double] {
    var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
    return (0..<count).map { _ in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return Double(state >> 11) / 9_007_199_254_740_992
    }
  }

  private static func grid(_ columns: Int, _ rows: Int, _ z: [Double]) -> ContourGrid {
    // Uneven spacing, since the limits must hold for it too.
    ContourGrid(
      x: (0..<columns).map { Double($0) + 0.2 * Double($0 % 3) }, y: (0..<rows).map { Double($0 * $0 + $0) },
      z: z)
  }

  @Test(arguments: 1...20)
  func `given values stay, new ones lie in the range of their cell's corners`(seed: Int) {
    let (columns, rows, factor) = (6, 5, 4)
    let z = Self.noise(columns * rows, seed: seed)
    let fine = Self.grid(columns, rows, z).refined(by: factor)
    #expect(fine.columns == 21 && fine.rows == 17)
    for row in 0..<fine.rows {
      for column in 0..<fine.columns {
        let value = fine.value(row: row, column: column)
        let (r, c) = (min(row / factor, rows - 2), min(column / factor, columns - 2))
        let corners = [
          z[r * columns + c], z[r * columns + c + 1], z[(r + 1) * columns + c], z[(r + 1) * columns + c + 1],
        ]
        #expect(value >= (corners.min() ?? 0) && value <= (corners.max() ?? 0))
        if row % factor == 0 && column % factor == 0 {
          #expect(value == z[row / factor * columns + column / factor])
        }
      }
    }
  }

  @Test(arguments: 1...20)
  func `no strict extremum appears between given points`(seed: Int) {
    let (columns, rows, factor) = (6, 6, 5)
    let fine = Self.grid(columns, rows, Self.noise(columns * rows, seed: seed + 100)).refined(by: factor)
    for row in 1..<fine.rows - 1 {
      for column in 1..<fine.columns - 1 where row % factor != 0 || column % factor != 0 {
        let value = fine.value(row: row, column: column)
        var others: [Double] = []
        for i in -1...1 {
          for j in -1...1 where i != 0 || j != 0 {
            others.append(fine.value(row: row + i, column: column + j))
          }
        }
        #expect(!others.allSatisfy { $0 < value } && !others.allSatisfy { $0 > value })
      }
    }
  }

  @Test func `a plane stays a plane`() {
    let grid = ContourGrid(x: [0, 1, 3], y: [0, 2, 3], z: [0, 2, 6, 6, 8, 12, 9, 11, 15])
    let fine = grid.refined(by: 3)
    for row in 0..<fine.rows {
      for column in 0..<fine.columns {
        let expected = 2 * fine.x[column] + 3 * fine.y[row]
        #expect(abs(fine.value(row: row, column: column) - expected) < 1e-12)
      }
    }
  }

  @Test func `cells with a missing corner stay empty, their neighbours are filled`() {
    var z = [Double](repeating: 1, count: 16)
    z[5] = .nan
    let fine = Self.grid(4, 4, z).refined(by: 4)
    for row in 0..<fine.rows {
      for column in 0..<fine.columns {
        let isInside = row > 0 && row < 8 && column > 0 && column < 8
        #expect(fine.value(row: row, column: column).isNaN == isInside)
      }
    }
  }

  @Test func `infinite values reach to their finite neighbours`() {
    let fine = ContourGrid(x: [0, 1, 2], y: [0, 1], z: [1, 2, .infinity, 1, 2, .infinity]).refined(by: 2)
    #expect((0..<5).map { fine.value(row: 1, column: $0) } == [1, 1.5, 2, .infinity, .infinity])
    let zero = ContourGrid(x: [0, 1], y: [0, 1], z: [0, 1, 1, 1], interpolation: .logarithmic).refined(by: 2)
    #expect(zero.value(row: 0, column: 1) == -.infinity)
  }

  @Test func `a circle from eleven points is rounder than with straight cells`() {
    let x = (0..<11).map { Double($0) * 0.3 - 1.5 }
    let grid = ContourGrid(x: x, y: x, z: x.flatMap { y in x.map { $0 * $0 + y * y } })
    let error = { (grid: ContourGrid) in
      grid.lines(at: [1])[0].points.map { abs(hypot($0.x, $0.y) - 1) }.max() ?? .infinity
    }
    #expect(error(grid) > 1e-2)
    #expect(error(grid.refined(by: 16)) < 4e-3)
  }

  @Test func `one row, one column and a factor of one change nothing`() {
    let line = ContourGrid(x: [0, 1, 2], y: [0], z: [1, 2, 3])
    #expect(line.refined(by: 4).columns == 3)
    #expect(Self.grid(2, 2, [1, 2, 3, 4]).refined(by: 1).columns == 2)
  }
}
