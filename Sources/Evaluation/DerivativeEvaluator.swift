import Networks
import Numerics
import Tensors

/// The network with the derivatives of its loss, on batches of a loss's samples: what one thread owns.
///
/// It runs the unfused kernels, with running statistics, and shares no compiled code with `InferenceEvaluator`. Where an
/// activation leaves the range of `Float` the loss is infinite.
package final class DerivativeEvaluator {
  private let definition: LossDefinition
  private let plan: DifferentiationPlan
  private let gradientBuffer: AlignedBuffer
  private let productBuffer: AlignedBuffer

  /// Compiles the network for the calling thread, with one kernel thread: overflows are recorded for each thread.
  ///
  /// - Parameter curvature: whether `hessianVectorProduct` is wanted.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(
    _ definition: LossDefinition, batchSize: Int, curvature: Bool = false
  ) throws(KernelError) {
    self.definition = definition
    plan = try DifferentiationPlan(
      graph: definition.graph, loss: definition.loss, batchSize: batchSize, statistics: .running,
      curvature: curvature, threads: 1)
    gradientBuffer = try AlignedBuffer(count: plan.layout.count)
    productBuffer = try AlignedBuffer(count: curvature ? plan.layout.count : 0)
  }

  /// The gradient of the last batch's mean loss.
  package var gradient: UnsafeBufferPointer<Float> { gradientBuffer.elements }

  /// The last product with the Hessian of the batch's mean loss.
  package var product: UnsafeBufferPointer<Float> { productBuffer.elements }

  /// Sums over a batch, forward only.
  package func outcome(of batch: MicroBatch, at parameters: UnsafeBufferPointer<Float>) -> LossSums {
    definition.fill(allOf: plan, rows: plan.batchSize, with: batch)
    _ = ArithmeticExceptions.take()
    let outcome = plan.evaluate(at: parameters, count: batch.count)
    let isSuspect = ArithmeticExceptions.take()
    guard outcome.lossSum.isFinite, !isSuspect || !gradientOverflows(at: parameters) else {
      return .diverged(count: batch.count)
    }
    return outcome
  }

  /// Sums over a batch, with the gradient of its mean loss in `gradient`, which means nothing where the loss is infinite.
  package func outcomeWithGradient(
    of batch: MicroBatch, at parameters: UnsafeBufferPointer<Float>
  ) -> LossSums {
    definition.fill(allOf: plan, rows: plan.batchSize, with: batch)
    let outcome = plan.gradient(at: parameters, into: gradientBuffer.buffer)
    guard outcome.lossSum.isFinite, VectorMath.isFinite(gradient) else {
      return .diverged(count: batch.count)
    }
    return outcome
  }

  /// Sums over a batch, with the gradient of its mean loss and the product of the Hessian and a direction, which mean
  /// nothing where the loss is infinite.
  package func outcomeWithProduct(
    of batch: MicroBatch, at parameters: UnsafeBufferPointer<Float>,
    along direction: UnsafeBufferPointer<Float>
  ) -> LossSums {
    definition.fill(allOf: plan, rows: plan.batchSize, with: batch)
    let outcome = plan.hessianVectorProduct(
      at: parameters, along: direction, gradient: gradientBuffer.buffer, product: productBuffer.buffer)
    guard outcome.lossSum.isFinite, VectorMath.isFinite(gradient), VectorMath.isFinite(product) else {
      return .diverged(count: batch.count)
    }
    return outcome
  }

  /// True when a number on the way to the loss of a batch is not finite, which `ArithmeticExceptions` only suspects.
  ///
  /// Rectifiers hide infinite activations from the loss, but not from the gradient: that of a layer's weights is a sum of
  /// products with the layer's inputs, and `0 · ∞` is NaN. It depends on values alone, so that the answer is the same on
  /// every thread.
  package func overflows(on batch: MicroBatch, at parameters: UnsafeBufferPointer<Float>) -> Bool {
    definition.fill(allOf: plan, rows: plan.batchSize, with: batch)
    return gradientOverflows(at: parameters)
  }

  private func gradientOverflows(at parameters: UnsafeBufferPointer<Float>) -> Bool {
    let outcome = plan.gradient(at: parameters, into: gradientBuffer.buffer)
    return !outcome.lossSum.isFinite || !VectorMath.isFinite(gradient)
  }
}
