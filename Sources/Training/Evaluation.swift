import Networks
import Tensors

/// Loss and accuracy of a network over many samples.
package final class Evaluation {
  private let plan: InferencePlan

  /// Compiles the network for batches of that size.
  ///
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(graph: Graph, loss: LossFunction, batchSize: Int) throws(KernelError) {
    plan = try InferencePlan(graph: graph, loss: loss, batchSize: batchSize)
  }

  /// Sums over the samples with the given indices, in their order; nil when asked to stop.
  package func outcome(
    at parameters: [Float], _ samples: Samples, indices: [Int], _ normalization: PixelNormalization,
    stop: StopRequest
  ) -> Outcome? {
    parameters.withUnsafeBufferPointer { plan.load($0) }
    var total = Outcome()
    for start in stride(from: 0, to: indices.count, by: plan.batchSize) {
      if stop.isStopping { return nil }
      let batch = indices[start..<min(start + plan.batchSize, indices.count)]
      samples.copyNormalized(batch, using: normalization, into: plan.images)
      samples.copyLabels(batch, into: plan.labels)
      total += plan.evaluate(count: batch.count)
    }
    return total
  }
}
