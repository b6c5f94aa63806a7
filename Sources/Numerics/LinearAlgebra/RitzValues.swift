/// The eigenvalues of a symmetric matrix as a Krylov space knows them, in falling order.
package struct RitzValues: Sendable {
  /// Eigenvalues of the tridiagonal matrix, in falling order.
  package let values: [Double]
  /// `‖Ay − θy‖` of each Ritz vector `y` of length 1: some eigenvalue of the matrix lies no farther than this from `θ`.
  package let residuals: [Double]
  /// The square of the first coordinate of each Ritz vector: weights of Gauss' quadrature, whose sum is 1.
  package let weights: [Double]
  /// Coordinates of the Ritz vectors; those of vector k begin at `k · n`.
  private let coordinates: [Double]

  /// The Ritz values of a space with at least one product.
  package init(_ space: KrylovSpace) {
    let n = space.count
    precondition(n > 0, "a space without products")
    let eigen = TridiagonalEigen(
      diagonal: space.diagonal, offDiagonal: Array(space.offDiagonal.dropLast()))
    values = eigen.values
    coordinates = eigen.vectors
    residuals = (0..<n).map { abs(space.rest * eigen.vectors[$0 * n + n - 1]) }
    weights = (0..<n).map { eigen.vectors[$0 * n] * eigen.vectors[$0 * n] }
  }

  /// The largest magnitude.
  package var norm: Double { max(abs(values[0]), abs(values[values.count - 1])) }

  /// The Ritz vector of a value, of length 1.
  package func vector(_ index: Int, in space: KrylovSpace) -> [Float] {
    let n = values.count
    return space.combination(Array(coordinates[index * n..<(index + 1) * n]))
  }
}
