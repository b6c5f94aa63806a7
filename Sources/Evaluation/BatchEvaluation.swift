import Data
import Networks
import Numerics
import Synchronization
import Tensors

/// Loss and accuracy of a network over many samples.
///
/// Threads take whole batches, each with a network of its own, and the batches' sums are added in their order: the
/// result does not depend on the number of threads.
package final class BatchEvaluation {
  /// Samples a kernel call takes.
  private static let batchSize = 64
  /// Multiply-adds below which starting threads does not pay.
  private static let smallWork = 500_000_000

  private let graph: Graph
  private let loss: LossFunction
  private let threads: Int
  /// What the calling thread uses where the work is small.
  private var own: InferenceEvaluator?

  /// For a network, on so many threads.
  package init(graph: Graph, loss: LossFunction, threads: Int) {
    self.graph = graph
    self.loss = loss
    self.threads = threads
  }

  /// Sums over the samples with the given indices; nil when asked to stop.
  ///
  /// A network that overflows on one of the samples has an infinite loss and no correct sample.
  ///
  /// - Throws: `KernelError` when memory is short.
  package func outcome(
    at parameters: [Float], _ samples: Samples, indices: [Int], _ normalization: PixelNormalization,
    stop: StopRequest
  ) throws(KernelError) -> Outcome? {
    let batches = stride(from: 0, to: indices.count, by: Self.batchSize).map {
      indices[$0..<min($0 + Self.batchSize, indices.count)]
    }
    let isSmall = [graph.multiplyAdds, indices.count].checkedProduct(limit: Self.smallWork) != nil
    let outcomes =
      isSmall || threads == 1 || batches.count < 2
      ? try here(parameters, samples, batches, normalization, stop)
      : try onThreads(parameters, samples, batches, normalization, stop)
    guard let outcomes else { return nil }
    let total = outcomes.reduce(into: Outcome(), +=)
    return total.lossSum.isFinite ? total : .diverged(count: indices.count)
  }

  private func here(
    _ parameters: [Float], _ samples: Samples, _ batches: [ArraySlice<Int>],
    _ normalization: PixelNormalization, _ stop: StopRequest
  ) throws(KernelError) -> [Outcome]? {
    KernelThreads.set(1)
    defer { KernelThreads.set(threads) }
    let evaluator: InferenceEvaluator
    if let own {
      evaluator = own
    } else {
      evaluator = try InferenceEvaluator(graph: graph, loss: loss, batchSize: Self.batchSize)
      own = evaluator
    }
    evaluator.load(parameters)
    var outcomes: [Outcome] = []
    for batch in batches {
      if stop.isStopping { return nil }
      outcomes.append(try evaluator.outcome(of: batch, in: samples, normalization))
    }
    return outcomes
  }

  private func onThreads(
    _ parameters: [Float], _ samples: Samples, _ batches: [ArraySlice<Int>],
    _ normalization: PixelNormalization, _ stop: StopRequest
  ) throws(KernelError) -> [Outcome]? {
    let results = BatchResults(count: batches.count)
    let queue = IndexQueue(count: batches.count)
    let (graph, loss) = (graph, loss)
    // The calling thread evaluates as well, with one kernel thread.
    defer { KernelThreads.set(threads) }
    WorkerPool(threads: min(threads, batches.count)).run { _ in
      do throws(KernelError) {
        let evaluator = try InferenceEvaluator(graph: graph, loss: loss, batchSize: Self.batchSize)
        evaluator.load(parameters)
        while !stop.isStopping, let index = queue.claim() {
          results.set(index, try evaluator.outcome(of: batches[index], in: samples, normalization))
        }
      } catch {
        results.fail(error)
        queue.close()
      }
    }
    return try results.complete()
  }
}

extension InferenceEvaluator {
  fileprivate func load(_ vector: [Float]) {
    _ = parameters.update(fromContentsOf: vector)
    load()
  }
}

/// What several threads have found out about batches.
private final class BatchResults: Sendable {
  private struct Content {
    var outcomes: [Outcome?]
    var error: KernelError?
  }

  private let content: Mutex<Content>

  init(count: Int) { content = Mutex(Content(outcomes: Array(repeating: nil, count: count))) }

  func set(_ index: Int, _ outcome: Outcome) { content.withLock { $0.outcomes[index] = outcome } }

  func fail(_ error: KernelError) { content.withLock { $0.error = error } }

  /// All outcomes, nil when some are missing.
  func complete() throws(KernelError) -> [Outcome]? {
    let content = content.withLock { $0 }
    if let error = content.error { throw error }
    let found = content.outcomes.compactMap(\.self)
    return found.count == content.outcomes.count ? found : nil
  }
}
