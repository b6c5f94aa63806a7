import Networks

/// Decides whether the activations of a network overflow, where `ArithmeticExceptions` raises the suspicion.
///
/// Rectifiers hide infinite activations from the loss, but not from the gradient: that of a layer's weights is a sum of
/// products with the layer's inputs, and `0 · ∞` is NaN. It depends on values alone, so that the answer is the same on
/// every thread.
package enum OverflowProof {
  /// True when a number on the way to the loss of the batch in `plan` is not finite.
  ///
  /// - Parameter gradient: scratch memory, one number per parameter.
  static func holds(
    for plan: DifferentiationPlan, at parameters: UnsafeBufferPointer<Float>,
    using gradient: UnsafeMutableBufferPointer<Float>
  ) -> Bool {
    let outcome = plan.gradient(at: parameters, into: gradient)
    return !outcome.lossSum.isFinite || !isFinite(UnsafeBufferPointer(gradient))
  }

  /// True when all numbers are finite.
  package static func isFinite(_ numbers: UnsafeBufferPointer<Float>) -> Bool {
    // x − x is 0 for finite x, else NaN, which the sum keeps; a fixed order of additions is not needed.
    var (a, b, c, d) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    let whole = numbers.count & ~31
    let raw = UnsafeRawBufferPointer(numbers)
    func difference(_ i: Int) -> SIMD8<Float> {
      let x = raw.loadUnaligned(fromByteOffset: 4 * i, as: SIMD8<Float>.self)
      return x - x
    }
    for i in stride(from: 0, to: whole, by: 32) {
      a += difference(i)
      b += difference(i + 8)
      c += difference(i + 16)
      d += difference(i + 24)
    }
    return ((a + b) + (c + d)).sum() == 0 && numbers[whole...].allSatisfy(\.isFinite)
  }
}
