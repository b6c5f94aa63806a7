/// A symmetric matrix of two rows, `[[xx, xy], [xy, yy]]`.
package struct SymmetricMatrix2: Codable, Hashable, Sendable {
  /// First entry of the diagonal.
  package let xx: Double
  /// The entry beside the diagonal.
  package let xy: Double
  /// Second entry of the diagonal.
  package let yy: Double

  /// Ones on the diagonal.
  package static let identity = SymmetricMatrix2(xx: 1, xy: 0, yy: 1)

  /// A matrix from its three different entries.
  package init(xx: Double, xy: Double, yy: Double) {
    self.xx = xx
    self.xy = xy
    self.yy = yy
  }

  /// Eigenvalues in falling order with orthonormal directions, the second a quarter turn from the first.
  package struct Eigen: Codable, Hashable, Sendable {
    /// The eigenvalue of `direction`.
    package let largest: Double
    /// The eigenvalue of the perpendicular direction.
    package let smallest: Double
    /// The direction of the largest eigenvalue; that of the smallest is its `perpendicular`.
    package let direction: Vector2
  }

  /// One Jacobi rotation, with the sign that avoids cancellation (Golub & Van Loan, Matrix Computations,
  ///  8.5.2).
  package var eigen: Eigen {
    guard xy != 0 else {
      return xx >= yy
        ? Eigen(largest: xx, smallest: yy, direction: Vector2(1, 0))
        : Eigen(largest: yy, smallest: xx, direction: Vector2(0, 1))
    }
    let ratio = (yy - xx) / (2 * xy)
    let root = ratio.magnitude > 0x1p500 ? ratio.magnitude : (1 + ratio * ratio).squareRoot()
    let tangent = (ratio >= 0 ? 1 : -1) / (ratio.magnitude + root)
    let cosine = 1 / (1 + tangent * tangent).squareRoot()
    let sine = cosine * tangent
    let first = xx - tangent * xy
    let second = yy + tangent * xy
    return first >= second
      ? Eigen(largest: first, smallest: second, direction: Vector2(cosine, -sine))
      : Eigen(largest: second, smallest: first, direction: Vector2(sine, cosine))
  }

  /// Matrix times column vector.
  package static func * (m: SymmetricMatrix2, v: Vector2) -> Vector2 {
    Vector2(m.xx * v.x + m.xy * v.y, m.xy * v.x + m.yy * v.y)
  }

  /// The matrix with `s` added on its diagonal.
  package func shifted(by s: Double) -> SymmetricMatrix2 {
    SymmetricMatrix2(xx: xx + s, xy: xy, yy: yy + s)
  }

  /// The solution of `M v = b` by elimination from the larger diagonal entry; nil when a pivot vanishes.
  ///
  /// Backward stable for positive definite matrices.
  package func solve(_ b: Vector2) -> Vector2? {
    if xx >= yy {
      guard xx > 0 else { return nil }
      let pivot = yy - xy / xx * xy
      guard pivot > 0 else { return nil }
      let y = (b.y - xy / xx * b.x) / pivot
      return Vector2((b.x - xy * y) / xx, y)
    }
    let pivot = xx - xy / yy * xy
    guard pivot > 0 else { return nil }
    let x = (b.x - xy / yy * b.y) / pivot
    return Vector2(x, (b.y - xy * x) / yy)
  }
}
