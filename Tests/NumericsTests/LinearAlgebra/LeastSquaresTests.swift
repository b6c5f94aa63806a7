import Numerics
import Testing

@Suite struct LeastSquaresTests {
  private func solve(_ columns: [[Float]], _ target: [Float]) -> LeastSquares {
    var storage: [Float] = []
    for column in columns { storage += column }
    return storage.withUnsafeBufferPointer { storage in
      target.withUnsafeBufferPointer { target in
        let n = target.count
        let parts = columns.indices.map { UnsafeBufferPointer(rebasing: storage[$0 * n..<($0 + 1) * n]) }
        return LeastSquares(columns: parts, target: target)
      }
    }
  }

  @Test func `coordinates in a basis that is not orthogonal are found, and no residual`() {
    let (u, v): ([Float], [Float]) = ([1, 2, 0, -1], [1, 1, 1, 0])
    let found = solve([u, v], zip(u, v).map { 3 * $0 - 0.5 * $1 })
    #expect(abs(found.coefficients[0] - 3) < 1e-14 && abs(found.coefficients[1] + 0.5) < 1e-14)
    #expect(found.residual < 1e-14)
    #expect(found.dependentColumns.isEmpty)
  }

  /// The difference is perpendicular to every column, and its length is the residual.
  @Test func `what the columns do not explain is perpendicular to them`() {
    let columns = (0..<3).map { VectorSample.floats(50, seed: $0) }
    let target = VectorSample.floats(50, seed: 9)
    let found = solve(columns, target)
    let difference = target.indices.map { i in
      columns.indices.reduce(Double(target[i])) { $0 - found.coefficients[$1] * Double(columns[$1][i]) }
    }
    for column in columns {
      #expect(abs(zip(column, difference).reduce(0) { $0 + Double($1.0) * $1.1 }) < 1e-13)
    }
    let length = difference.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(found.residual - length) < 1e-14)
  }

  @Test func `a column that others make up gets no coefficient`() {
    let found = solve([[1, 0, 1], [2, 0, 2], [0, 1, 0], [0, 0, 0]], [5, 7, 5])
    #expect(found.dependentColumns == [1, 3])
    for (a, b) in zip(found.coefficients, [5.0, 0, 7, 0]) { #expect(abs(a - b) < 1e-14) }
    let none = solve([], [3, 4])
    #expect(none.coefficients.isEmpty && none.residual == 5)
  }
}
