import Data
import Networks
import Numerics
import Tensors

/// The network as it is used, at any parameters, on batches of a loss's samples: what one thread owns.
///
/// Where a parameter or an activation leaves the range of `Float` the loss is infinite and no sample correct, whatever
/// the outputs: rectifiers can hide an overflow from them.
package final class InferenceEvaluator {
  private let definition: LossDefinition
  private let plan: InferencePlan
  private let point: AlignedBuffer
  private var pointIsFinite = true
  /// The number of the parameters that were last loaded, where they have one.
  private var loaded: Int?
  /// The unfused network, whose gradient decides; made when an overflow is suspected for the first time.
  private var unfused: DerivativeEvaluator?

  /// Largest number of samples that `outcome` takes.
  package var batchSize: Int { plan.batchSize }

  /// Compiles the network for the calling thread, with one kernel thread: overflows are recorded for each thread.
  ///
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(
    _ definition: LossDefinition, batchSize: Int, precision: Precision = .exact
  ) throws(KernelError) {
    self.definition = definition
    plan = try InferencePlan(
      graph: definition.graph, loss: definition.loss, batchSize: batchSize, precision: precision, threads: 1)
    point = try AlignedBuffer(count: plan.layout.count)
  }

  /// The parameters, to be written before `load()`.
  package var parameters: UnsafeMutableBufferPointer<Float> { point.buffer }

  /// The loss of each sample of the last batch, not weighted; of no meaning where the batch has diverged.
  package var losses: UnsafeBufferPointer<Double> { plan.losses }

  /// Whether each sample of the last batch was answered correctly, 0 or 1; with several positions, the fraction that were.
  package var correct: UnsafeBufferPointer<Double> { plan.correct }

  /// The outputs of the last batch, `[n, P, K]` as the loss reads them (`Graph.outputRows(for:)`).
  package var outputs: UnsafeBufferPointer<Float> { plan.outputs }

  /// Makes the network ready for what `parameters` holds now.
  package func load() {
    loaded = nil
    pointIsFinite = VectorMath.isFinite(point.elements)
    guard pointIsFinite else { return }
    plan.load(point.elements)
  }

  /// Makes the network ready for other parameters.
  package func load(_ vector: [Float]) {
    precondition(vector.count == point.count, "\(vector.count) parameters for \(point.count)")
    _ = parameters.update(fromContentsOf: vector)
    load()
  }

  /// Makes the network ready for other parameters, unless it already is for those of this number.
  func load(_ vector: [Float], number: Int) {
    guard loaded != number else { return }
    load(vector)
    loaded = number
  }

  /// Sums over a batch.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func outcome(of batch: MicroBatch) throws(KernelError) -> LossSums {
    guard pointIsFinite else { return .diverged(count: batch.count) }
    definition.fill(plan, with: batch)
    let outcome = plan.evaluate(count: batch.count)
    guard outcome.lossSum.isFinite else { return .diverged(count: batch.count) }
    if plan.isSuspect, try overflows(on: batch) { return .diverged(count: batch.count) }
    return outcome
  }

  /// Sums over all batches, in their order; nil when asked to stop.
  ///
  /// A network that overflows on one of the samples has an infinite loss and no correct sample.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func outcome(of batches: [MicroBatch], stop: StopRequest) throws(KernelError) -> LossSums? {
    var total = LossSums()
    for batch in batches {
      if stop.isStopping { return nil }
      total += try outcome(of: batch)
      guard total.lossSum.isFinite else { return .diverged(count: definition.set.count) }
    }
    return total
  }

  /// True when the suspicion that samples overflow on their way through the network is justified.
  private func overflows(on batch: MicroBatch) throws(KernelError) -> Bool {
    let network: DerivativeEvaluator
    if let unfused {
      network = unfused
    } else {
      network = try DerivativeEvaluator(definition, batchSize: plan.batchSize)
      unfused = network
    }
    return network.overflows(on: batch, at: point.elements)
  }
}
