import Data
import Networks
import Numerics
import Tensors

/// The network as it is used, at any parameters, on batches of samples: what one thread owns.
///
/// Where a parameter or an activation leaves the range of `Float` the loss is infinite and no sample correct, whatever
/// the outputs: rectifiers can hide an overflow from them.
package final class InferenceEvaluator {
  private let graph: Graph
  private let loss: LossFunction
  private let plan: InferencePlan
  private let point: AlignedBuffer
  private var pointIsFinite = true
  /// The unfused network and the proof by its gradient, made when an overflow is suspected for the first time.
  private var unfused: (plan: DifferentiationPlan, proof: OverflowProof)?

  /// Largest number of samples that `outcome` takes.
  package var batchSize: Int { plan.batchSize }

  /// Compiles the network for the calling thread, with one kernel thread: overflows are recorded for each thread.
  ///
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(graph: Graph, loss: LossFunction, batchSize: Int) throws(KernelError) {
    self.graph = graph
    self.loss = loss
    KernelThreads.set(1)
    plan = try InferencePlan(graph: graph, loss: loss, batchSize: batchSize)
    point = try AlignedBuffer(count: ParameterLayout(graph).count)
  }

  /// The parameters, to be written before `load()`.
  package var parameters: UnsafeMutableBufferPointer<Float> { point.buffer }

  /// Makes the network ready for what `parameters` holds now.
  package func load() {
    pointIsFinite = VectorMath.isFinite(point.elements)
    guard pointIsFinite else { return }
    plan.load(point.elements)
  }

  /// Sums over a batch.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func outcome(
    of batch: ArraySlice<Int>, in samples: Samples, _ normalization: PixelNormalization
  ) throws(KernelError) -> Outcome {
    guard pointIsFinite else { return .diverged(count: batch.count) }
    samples.fill(plan, with: batch, using: normalization)
    let outcome = plan.evaluate(count: batch.count)
    guard outcome.lossSum.isFinite else { return .diverged(count: batch.count) }
    if plan.isSuspect, try overflows(batch, in: samples, normalization) {
      return .diverged(count: batch.count)
    }
    return outcome
  }

  /// True when the suspicion that samples overflow on their way through the network is justified.
  private func overflows(
    _ batch: ArraySlice<Int>, in samples: Samples, _ normalization: PixelNormalization
  ) throws(KernelError) -> Bool {
    if unfused == nil {
      unfused = (
        try DifferentiationPlan(
          graph: graph, loss: loss, batchSize: plan.batchSize, statistics: .running),
        try OverflowProof(parameterCount: point.count)
      )
    }
    guard let unfused else { return true }
    // Rows beyond the batch would keep samples of another one, whose overflow is no concern of this one.
    let repeated = (0..<unfused.plan.batchSize).map { batch[batch.startIndex + $0 % batch.count] }
    samples.fill(unfused.plan, with: repeated[...], using: normalization)
    return unfused.proof.holds(for: unfused.plan, at: point.elements)
  }
}
