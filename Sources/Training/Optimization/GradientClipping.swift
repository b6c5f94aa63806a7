import Numerics

/// Keeps the length of a gradient below a bound (Pascanu, Mikolov & Bengio 2013, arXiv:1211.5063, algorithm 1).
package enum GradientClipping {
  /// Scales the whole gradient by `bound/‖g‖` where its norm exceeds the bound; its direction stays.
  ///
  /// - Returns: the norm before.
  @discardableResult
  package static func clip(_ gradient: UnsafeMutableBufferPointer<Float>, norm bound: Double) -> Double {
    let norm = VectorMath.norm(UnsafeBufferPointer(gradient))
    guard norm > bound, norm.isFinite else { return norm }
    VectorMath.scale(gradient, by: Float(bound / norm))
    return norm
  }
}
