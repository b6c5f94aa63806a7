import Networks
import Tensors

/// Decides whether the activations of a network overflow, where `ArithmeticExceptions` raises the suspicion.
///
/// Rectifiers hide infinite activations from the loss, but not from the gradient: that of a layer's weights is a sum of
/// products with the layer's inputs, and `0 · ∞` is NaN. It depends on values alone, so that the answer is the same on
/// every thread.
final class OverflowProof {
  private let gradient: AlignedBuffer

  /// For a network with that many parameters.
  init(parameterCount: Int) { gradient = AlignedBuffer(count: parameterCount) }

  /// True when a number on the way to the loss of the batch in `plan` is not finite.
  func holds(for plan: DifferentiationPlan, at parameters: UnsafeBufferPointer<Float>) -> Bool {
    let outcome = plan.gradient(at: parameters, into: gradient.buffer)
    return !outcome.lossSum.isFinite || !Self.isFinite(gradient.elements)
  }

  /// True when all numbers are finite.
  static func isFinite(_ numbers: UnsafeBufferPointer<Float>) -> Bool {
    // x − x is 0 for finite x, else NaN, which the sum keeps; a fixed order of additions is not needed.
    var lanes = SIMD8<Float>()
    let whole = numbers.count & ~7
    for i in stride(from: 0, to: whole, by: 8) {
      let x = UnsafeRawBufferPointer(numbers).loadUnaligned(fromByteOffset: 4 * i, as: SIMD8<Float>.self)
      lanes += x - x
    }
    return lanes.sum() == 0 && numbers[whole...].allSatisfy(\.isFinite)
  }
}
