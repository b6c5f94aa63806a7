import Networks
import Numerics
import Tensors

/// Decides whether the activations of a network overflow, where `ArithmeticExceptions` raises the suspicion.
///
/// Rectifiers hide infinite activations from the loss, but not from the gradient: that of a layer's weights is a sum of
/// products with the layer's inputs, and `0 · ∞` is NaN. It depends on values alone, so that the answer is the same on
/// every thread.
package final class OverflowProof {
  private let gradient: AlignedBuffer

  /// For a network with that many parameters.
  ///
  /// - Throws: `KernelError.outOfMemory`.
  package init(parameterCount: Int) throws(KernelError) {
    gradient = try AlignedBuffer(count: parameterCount)
  }

  /// True when a number on the way to the loss of the batch in `plan` is not finite.
  package func holds(for plan: DifferentiationPlan, at parameters: UnsafeBufferPointer<Float>) -> Bool {
    let outcome = plan.gradient(at: parameters, into: gradient.buffer)
    return !outcome.lossSum.isFinite || !VectorMath.isFinite(gradient.elements)
  }
}
