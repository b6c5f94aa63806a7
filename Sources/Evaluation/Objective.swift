import Data
import Models
import Networks
import Numerics
import Synchronization
import Tensors

/// The loss over a set of samples as a function of parameters, with its derivatives: the one place that answers "loss at θ".
///
/// Workers take micro-batches, each with a compiled network of its own, and sums are formed in `Double` in the order of the
/// batches: results do not depend on the number of workers. They do depend on the sizes of micro-batches, in the last
/// bits. A network that overflows on one of the samples has an infinite loss, and derivatives that are NaN. Statistics of
/// batch normalization are the running ones. Not for use by two threads at once.
package final class Objective: Sendable {
  package let definition: LossDefinition
  /// Threads that share the batches, the calling one among them.
  package let workers: Int

  /// Samples of a micro-batch where only losses are wanted: small enough for the activations to stay in cache.
  package static let lossBatch = 8
  /// Samples of a micro-batch where derivatives are wanted.
  package static let derivativeBatch = 32
  /// Multiply-adds below which starting threads does not pay.
  package static let smallWork = 500_000_000

  private let pool: WorkerPool
  private let lossBatch: Int
  private let smallWork: Int
  let lossBatches: [MicroBatch]
  let derivativeBatches: [MicroBatch]
  private let inference: BatchRun<InferenceEvaluator>
  let gradients: BatchRun<DerivativeEvaluator>
  let products: BatchRun<DerivativeEvaluator>
  /// Calls of `outcomes` so far.
  private let calls = Atomic(0)

  /// The objective of a loss, on so many workers.
  ///
  /// - Parameters:
  ///   - lossBatch: samples of a micro-batch where only losses are wanted.
  ///   - smallWork: multiply-adds of a call up to which the calling thread does them by itself.
  ///   - groups: the set in the micro-batches that derivatives are computed in; in its order where nil.
  package init(
    _ definition: LossDefinition, workers: Int = KernelThreads.available,
    lossBatch: Int = Objective.lossBatch, smallWork: Int = Objective.smallWork, groups: [MicroBatch]? = nil
  ) {
    precondition(workers > 0 && lossBatch > 0, "\(workers) workers on batches of \(lossBatch)")
    self.definition = definition
    self.workers = workers
    pool = WorkerPool(threads: workers)
    self.lossBatch = lossBatch
    self.smallWork = smallWork
    let usual = max(1, min(Self.derivativeBatch, definition.set.count))
    let size = groups.map { $0.reduce(1) { max($0, $1.count) } } ?? usual
    derivativeBatches = groups ?? MicroBatch.division(of: definition.set, size: size)
    lossBatches = MicroBatch.division(of: definition.set, size: lossBatch)
    inference = BatchRun { () throws(KernelError) in
      try InferenceEvaluator(definition, batchSize: lossBatch)
    }
    gradients = BatchRun { () throws(KernelError) in
      try DerivativeEvaluator(definition, batchSize: size)
    }
    products = BatchRun { () throws(KernelError) in
      try DerivativeEvaluator(definition, batchSize: size, curvature: true)
    }
  }

  /// The objective of a model's loss over samples that it accepts.
  package convenience init(
    _ model: Model, samples: Samples, set: SampleSet, workers: Int = KernelThreads.available
  ) {
    self.init(LossDefinition(model, samples: samples, set: set), workers: workers)
  }

  // MARK: Loss

  /// Sums over the set; nil when asked to stop.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func outcome(
    at parameters: [Float], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> LossSums? {
    try outcomes(of: lossBatches, at: parameters, stop: stop) { $1 }.map(total)
  }

  /// The weighted mean loss; infinite where the network overflows, nil when asked to stop.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func loss(
    at parameters: [Float], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> Double? { try outcome(at: parameters, stop: stop)?.loss }

  /// The loss of each sample of the set in its order, whatever its weight; nil when asked to stop.
  ///
  /// All losses of a micro-batch are infinite where the network overflows on one of its samples.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func losses(
    at parameters: [Float], stop: StopRequest = StopRequest()
  ) throws(KernelError) -> [Double]? {
    let batches = MicroBatch.division(of: definition.set.indices[...], size: lossBatch)
    return try outcomes(of: batches, at: parameters, stop: stop) { evaluator, outcome in
      outcome.lossSum.isFinite
        ? Array(evaluator.losses.prefix(outcome.count)) : Array(repeating: .infinity, count: outcome.count)
    }?.flatMap(\.self)
  }

  /// What `result` makes of each batch's sums, in the order of the batches.
  func outcomes<Result: Sendable>(
    of batches: [MicroBatch], at parameters: [Float], stop: StopRequest,
    _ result: @escaping @Sendable (InferenceEvaluator, LossSums) -> Result
  ) throws(KernelError) -> [Result]? {
    let results = Gathered<Result>(count: batches.count)
    let number = calls.wrappingAdd(1, ordering: .relaxed).newValue
    let isComplete = try run(inference, batches, cost: 1, stop: stop) {
      evaluator, position throws(KernelError) in
      evaluator.load(parameters, number: number)
      results.set(position, result(evaluator, try evaluator.outcome(of: batches[position])))
      return .goOn
    }
    return isComplete ? results.all : nil
  }

  // MARK: Batches

  /// Runs `body` on each batch, on threads where that pays.
  ///
  /// - Parameter cost: multiply-adds of a sample, in forward passes.
  func run<Worker>(
    _ source: BatchRun<Worker>, _ batches: [MicroBatch], cost: Int, stop: StopRequest,
    unless isCrowded: @escaping @Sendable () -> Bool = { false },
    _ body: @escaping @Sendable (Worker, Int) throws(KernelError) -> BatchRun<Worker>.Verdict
  ) throws(KernelError) -> Bool {
    let work = [definition.graph.multiplyAdds, definition.set.count, cost]
    let isSmall = work.checkedProduct(limit: smallWork) != nil
    return try source.run(
      count: batches.count, on: isSmall ? nil : pool, stop: stop, unless: isCrowded, body)
  }

  /// The sums of all batches, added in their order.
  func total(_ outcomes: [LossSums]) -> LossSums {
    let total = outcomes.reduce(into: LossSums(), +=)
    return total.lossSum.isFinite ? total : diverged
  }

  /// What the set has where the network diverges.
  var diverged: LossSums { .diverged(count: definition.set.count) }
}
