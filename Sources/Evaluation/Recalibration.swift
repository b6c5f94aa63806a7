import Data
import Networks
import Tensors

/// Statistics of batch normalization estimated again at a point, over a loss's samples (Izmailov et al. 2018,
/// arXiv:1803.05407, §3.1): what one thread owns.
package final class Recalibration {
  /// Samples that share statistics.
  private static let batchSize = 64

  private let plan: StatisticsPlan
  private let batches: [MicroBatch]
  private let definition: LossDefinition

  /// Compiles the network for the calling thread, with one kernel thread; nil for one without running statistics.
  ///
  /// - Throws: `KernelError` when memory is short.
  package init?(_ definition: LossDefinition) throws(KernelError) {
    let indices = definition.set.indices
    let size = min(Self.batchSize, indices.count)
    guard let plan = try StatisticsPlan(graph: definition.graph, batchSize: size, threads: 1) else {
      return nil
    }
    self.plan = plan
    self.definition = definition
    batches = MicroBatch.division(of: indices[...], size: size).filter { $0.count == size }
  }

  /// Replaces the running statistics in a parameter vector by the mean of those of whole batches of the samples, each of
  /// which counts the same whatever its weight.
  ///
  /// - Returns: false when asked to stop.
  package func replaceStatistics(
    in point: UnsafeMutableBufferPointer<Float>, stop: StopRequest
  ) -> Bool {
    for (position, batch) in batches.enumerated() {
      if stop.isStopping { return false }
      definition.samples.copy(batch.indices, using: definition.preprocessing, into: plan.inputs)
      plan.pass(at: UnsafeBufferPointer(point))
      plan.updateRunningStatistics(in: point, momentum: 1 / Double(position + 1))
    }
    return true
  }
}
