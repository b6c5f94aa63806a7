import Numerics

/// Points of a subspace: `θ + Σ αₖ dₖ`, one rounding per operation, in the order of the directions.
enum Displacement {
  /// Writes the point; all vectors have the same length.
  ///
  /// A point of up to two directions is what it has always been, to the last bit.
  static func write(
    _ origin: [Float], plus coordinates: [Double], times directions: [[Float]],
    into point: UnsafeMutableBufferPointer<Float>
  ) {
    withPointers(to: directions[...], []) { directions in
      origin.withUnsafeBufferPointer {
        VectorMath.combine($0, coordinates.map { Float($0) }, directions, into: point)
      }
    }
  }

  /// Calls `body` with pointers to all vectors.
  private static func withPointers(
    to vectors: ArraySlice<[Float]>, _ found: [UnsafeBufferPointer<Float>],
    _ body: ([UnsafeBufferPointer<Float>]) -> Void
  ) {
    guard let first = vectors.first else { return body(found) }
    first.withUnsafeBufferPointer { withPointers(to: vectors.dropFirst(), found + [$0], body) }
  }
}
