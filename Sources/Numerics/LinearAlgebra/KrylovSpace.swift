/// The space that Lanczos' method grows for a symmetric matrix which is known by its products alone.
///
/// Vectors are orthonormal: each new one is made orthogonal to all others, twice (full reorthogonalization; Paige 1972, Parlett
/// 1998, *The Symmetric Eigenvalue Problem*, §13). In their coordinates the matrix is tridiagonal, and its eigenvalues there, the
/// Ritz values, come close to the outer ones of the matrix first. Vectors are kept in single precision, coordinates in double.
package struct KrylovSpace: Sendable {
  /// Numbers of a vector that may differ from zero: no space has more dimensions.
  package let dimension: Int
  /// The vectors whose products are known, followed by the vector whose product is wanted, if any.
  package private(set) var vectors: [[Float]]
  /// `vᵢ · Avᵢ`.
  package private(set) var diagonal: [Double] = []
  /// `vᵢ · Avᵢ₊₁`, the last of them `‖rest‖` of the newest product: as many as there are products.
  package private(set) var offDiagonal: [Double] = []

  /// What is taken for zero, in units of the largest coordinate: the rounding of products in single precision.
  private static let rounding = 1e-6

  /// A space of one vector, whose product is wanted first.
  ///
  /// - Parameters:
  ///   - start: finite numbers, not all of them zero.
  ///   - dimension: numbers of a vector that may differ from zero.
  package init(start: [Float], dimension: Int) {
    precondition(dimension > 0, "vectors without numbers")
    self.dimension = dimension
    vectors = []
    let isStart = append(start)
    precondition(isStart, "a start without a direction")
  }

  /// Products that are known.
  package var count: Int { diagonal.count }

  /// The vector whose product is wanted; nil where the space leads nowhere else, until `restart(with:)`.
  package var next: [Float]? { vectors.count > count ? vectors[count] : nil }

  /// The norm of what of the newest product lies outside of the space.
  package var rest: Double { offDiagonal.last ?? 0 }

  /// Takes the product with `next`.
  package mutating func extend(_ product: [Float]) {
    guard let current = next else { preconditionFailure("a product that nobody wants") }
    diagonal.append(Self.dot(current, product))
    let outside = orthogonalized(product)
    let norm = outside.withUnsafeBufferPointer(VectorMath.norm)
    let scale = zip(diagonal, offDiagonal + [norm]).reduce(0) { max($0, abs($1.0), abs($1.1)) }
    guard norm > Self.rounding * scale, vectors.count < dimension else {
      offDiagonal.append(0)
      return
    }
    offDiagonal.append(norm)
    vectors.append(outside.map { Float(Double($0) / norm) })
  }

  /// Goes on outside of a space that the matrix does not lead out of; false where there is nothing outside.
  ///
  /// Eigenvectors that a start has no part of, such as further ones of a multiple eigenvalue, are found from others.
  ///
  /// - Parameter start: finite numbers.
  package mutating func restart(with start: [Float]) -> Bool {
    precondition(next == nil, "a space that still grows")
    guard vectors.count < dimension else { return false }
    return append(start)
  }

  // MARK: Vectors

  private mutating func append(_ start: [Float]) -> Bool {
    let norm = start.withUnsafeBufferPointer(VectorMath.norm)
    let outside = orthogonalized(start)
    let own = outside.withUnsafeBufferPointer(VectorMath.norm)
    guard own > 1e-4 * norm, own.isFinite else { return false }
    vectors.append(outside.map { Float(Double($0) / own) })
    return true
  }

  /// What of a vector is orthogonal to the space.
  package func orthogonalized(_ vector: [Float]) -> [Float] {
    var result = vector
    for _ in 0..<2 {
      let parts = vectors.map { Self.dot($0, result) }
      result = Self.sum(of: vectors, times: parts.map { -$0 }, onto: result)
    }
    return result
  }

  /// `Σ cᵢ vᵢ` over the first vectors, as many as there are coefficients.
  package func combination(_ coefficients: [Double]) -> [Float] {
    precondition(coefficients.count <= vectors.count, "\(coefficients.count) coefficients")
    let zero = [Float](repeating: 0, count: vectors[0].count)
    return Self.sum(of: vectors, times: coefficients, onto: zero)
  }

  private static func sum(
    of vectors: [[Float]], times factors: [Double], onto vector: [Float]
  ) -> [Float] {
    var sums = vector.map(Double.init)
    sums.withUnsafeMutableBufferPointer { sums in
      for (vector, factor) in zip(vectors, factors) {
        vector.withUnsafeBufferPointer { VectorMath.accumulate($0, weight: factor, into: sums) }
      }
    }
    return sums.map { Float($0) }
  }

  private static func dot(_ x: [Float], _ y: [Float]) -> Double {
    x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { VectorMath.dot(x, $0) } }
  }
}
