import Glibc
import Numerics
import Testing

@Suite struct TridiagonalEigenTests {
  private func dense(_ diagonal: [Double], _ offDiagonal: [Double]) -> [Double] {
    let n = diagonal.count
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      matrix[i * n + i] = diagonal[i]
      guard i + 1 < n else { continue }
      matrix[i * n + i + 1] = offDiagonal[i]
      matrix[(i + 1) * n + i] = offDiagonal[i]
    }
    return matrix
  }

  @Test(arguments: 0...12)
  func `random matrices are taken apart, and agree with Jacobi's method`(n: Int) {
    var generator = SeededGenerator(seed: UInt64(n), for: .example)
    for scale in [1, 1e-150, 1e150] {
      let diagonal = (0..<n).map { _ in scale * generator.normal() }
      let beside = (0..<max(n - 1, 0)).map { _ in scale * generator.normal() }
      let eigen = TridiagonalEigen(diagonal: diagonal, offDiagonal: beside)
      #expect(eigen.convergence.converged)
      let matrix = dense(diagonal, beside)
      EigenCheck.expect(eigen.values, eigen.vectors, of: matrix, n)
      let jacobi = SymmetricEigen(matrix, order: n)
      for (a, b) in zip(eigen.values, jacobi.values) { #expect(abs(a - b) <= 1e-14 * scale * Double(n)) }
    }
  }

  /// `2 − 2 cos(kπ/(n+1))` for 2 on the diagonal and −1 beside it.
  @Test func `a second difference has the eigenvalues of the closed form`() {
    let n = 40
    let eigen = TridiagonalEigen(
      diagonal: Array(repeating: 2, count: n), offDiagonal: Array(repeating: -1, count: n - 1))
    for k in 0..<n {
      let expected = 2 - 2 * cos(.pi * Double(n - k) / Double(n + 1))
      #expect(abs(eigen.values[k] - expected) < 1e-14)
    }
  }

  @Test func `zeros beside the diagonal separate blocks`() {
    let (diagonal, beside) = ([3.0, 1, 1, 7], [0.0, 2, 0])
    let eigen = TridiagonalEigen(diagonal: diagonal, offDiagonal: beside)
    for (found, expected) in zip(eigen.values, [7.0, 3, 3, -1]) { #expect(abs(found - expected) < 1e-14) }
    EigenCheck.expect(eigen.values, eigen.vectors, of: dense(diagonal, beside), 4)
  }

  /// Wilkinson's W₂₁⁺, whose largest two eigenvalues agree to fourteen digits (Wilkinson 1965, page 309).
  @Test func `vectors stay orthogonal where eigenvalues nearly agree`() {
    let diagonal = (-10...10).map { Double(abs($0)) }
    let beside = [Double](repeating: 1, count: 20)
    let eigen = TridiagonalEigen(diagonal: diagonal, offDiagonal: beside)
    #expect(abs(eigen.values[0] - 10.746194182903393) < 1e-13)
    #expect(abs(eigen.values[1] - 10.746194182903322) < 1e-13)
    EigenCheck.expect(eigen.values, eigen.vectors, of: dense(diagonal, beside), 21)
  }
}
