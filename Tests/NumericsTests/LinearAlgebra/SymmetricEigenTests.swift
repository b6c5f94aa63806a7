import Glibc
import Numerics
import Testing

@Suite struct SymmetricEigenTests {
  private static func random(_ n: Int, seed: UInt64, scale: Double = 1) -> [Double] {
    var generator = SeededGenerator(seed: seed, for: .example)
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      for j in 0...i {
        matrix[i * n + j] = scale * generator.normal()
        matrix[j * n + i] = matrix[i * n + j]
      }
    }
    return matrix
  }

  @Test(arguments: 0...12)
  func `any symmetric matrix is taken apart`(n: Int) {
    for scale in [1, 1e-200, 1e200] {
      let matrix = Self.random(n, seed: UInt64(n), scale: scale)
      let eigen = SymmetricEigen(matrix, order: n)
      #expect(eigen.convergence.converged)
      EigenCheck.expect(eigen.values, eigen.vectors, of: matrix, n)
    }
  }

  /// One-sided rotations alone cannot tell these two apart: both columns have length 1.
  @Test func `eigenvalues of equal size and different sign are told apart`() {
    let eigen = SymmetricEigen([0, 1, 1, 0], order: 2)
    #expect(abs(eigen.values[0] - 1) < 1e-15 && abs(eigen.values[1] + 1) < 1e-15)
    EigenCheck.expect(eigen.values, eigen.vectors, of: [0, 1, 1, 0], 2)
  }

  @Test func `a matrix of zeros has the unit vectors`() {
    let eigen = SymmetricEigen([0, 0, 0, 0], order: 2)
    #expect(eigen.values == [0, 0])
    #expect(eigen.vectors == [1, 0, 0, 1])
  }

  /// The Laplacian of a path of n nodes has the eigenvalues `2 − 2 cos(kπ/n)`, of which the last is 0.
  @Test func `a semidefinite matrix has the eigenvalues of the closed form, and zero where it is singular`() {
    let n = 10
    var matrix = [Double](repeating: 0, count: n * n)
    for i in 0..<n {
      matrix[i * n + i] = i == 0 || i == n - 1 ? 1 : 2
      if i > 0 {
        matrix[i * n + i - 1] = -1
        matrix[(i - 1) * n + i] = -1
      }
    }
    let (definite, any) = (SymmetricEigen(semidefinite: matrix, order: n), SymmetricEigen(matrix, order: n))
    for k in 0..<n {
      let expected = 2 - 2 * cos(.pi * Double(n - 1 - k) / Double(n))
      #expect(abs(definite.values[k] - expected) < 1e-14)
      #expect(abs(any.values[k] - expected) < 1e-14)
    }
    #expect(definite.values[n - 1] == 0)
    #expect(definite.vectors.suffix(n).allSatisfy { $0 == 0 })
  }

  /// The diagonal is 1, 1e-6, 1e-12: what one-sided rotations keep, other methods lose to the largest.
  @Test func `small eigenvalues of a semidefinite matrix keep their digits`() {
    let (c, s) = (0.6, 0.8)
    let small = 1e-12
    // A rotation of diag(1e-6, 1e-12) in the last two coordinates.
    let matrix = [
      1, 0, 0, 0, c * c * 1e-6 + s * s * small, c * s * (1e-6 - small), 0, c * s * (1e-6 - small),
      s * s * 1e-6 + c * c * small,
    ]
    let values = SymmetricEigen(semidefinite: matrix, order: 3).values
    #expect(values[0] == 1)
    #expect(abs(values[1] / 1e-6 - 1) < 1e-15 * 8)
    // The entries themselves are rounded to 2⁻⁵³ · 1e-6.
    #expect(abs(values[2] - small) < 1e-6 * 0x1p-51)
  }
}
