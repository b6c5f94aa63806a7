import Networks
import Numerics

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
    return !outcome.lossSum.isFinite || !VectorMath.isFinite(UnsafeBufferPointer(gradient))
  }
}
