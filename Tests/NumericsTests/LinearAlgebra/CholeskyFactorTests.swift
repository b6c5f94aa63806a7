import Numerics
import Testing

@Suite struct CholeskyFactorTests {
  /// `XᵀX + I` of random X: positive definite, of condition below 100.
  private func definite(_ n: Int, seed: UInt64 = 1) -> [[Double]] {
    var generator = SeededGenerator(seed: seed, for: .example)
    let x = (0..<n).map { _ in (0..<n).map { _ in generator.normal() } }
    return (0..<n).map { i in
      (0..<n).map { j in (0..<n).reduce(i == j ? 1 : 0) { $0 + x[$1][i] * x[$1][j] } }
    }
  }

  private func appended(_ matrix: [[Double]]) -> CholeskyFactor {
    var factor = CholeskyFactor()
    for (i, row) in matrix.enumerated() {
      let isIndependent = factor.append(products: Array(row[..<i]), square: row[i])
      #expect(isIndependent)
    }
    return factor
  }

  private func expect(_ factor: CholeskyFactor, isThatOf matrix: [[Double]]) {
    #expect(factor.count == matrix.count)
    for i in matrix.indices {
      for j in 0...i {
        let product = (0...j).reduce(0) { $0 + factor[i, $1] * factor[j, $1] }
        #expect(abs(product - matrix[i][j]) < 1e-13)
      }
    }
  }

  @Test(arguments: 0...6)
  func `the product of the factors is the matrix, however it was built`(n: Int) throws {
    let matrix = definite(n)
    let whole = try #require(CholeskyFactor(lowerTriangle: matrix))
    expect(whole, isThatOf: matrix)
    expect(appended(matrix), isThatOf: matrix)
  }

  @Test(arguments: 0..<5)
  func `a factor from which a column was taken is that of the smaller matrix`(index: Int) {
    let matrix = definite(5)
    var factor = appended(matrix)
    factor.remove(index)
    let rest = (0..<5).filter { $0 != index }
    expect(factor, isThatOf: rest.map { row in rest.map { matrix[row][$0] } })
  }

  @Test func `equations are solved, all at once and by halves`() {
    let matrix = definite(5)
    let factor = appended(matrix)
    let x = [1.0, -2, 0.5, 3, -1]
    let b = matrix.map { row in zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } }
    for (found, expected) in zip(factor.solve(b), x) { #expect(abs(found - expected) < 1e-13) }
    let half = factor.forward(b)
    #expect(abs(factor.lastForward(Array(half.dropLast()), b[4]) - half[4]) < 1e-13)
  }

  @Test func `matrices that are not positive definite are refused`() {
    #expect(CholeskyFactor(lowerTriangle: [[1], [2, 1]]) == nil)
    #expect(CholeskyFactor(lowerTriangle: [[0]]) == nil)
    #expect(CholeskyFactor(lowerTriangle: [[.nan]]) == nil)
    var factor = appended([[4]])
    // Twice the column that is there.
    let isIndependent = factor.append(products: [8], square: 16)
    #expect(!isIndependent && factor.count == 1)
  }
}
