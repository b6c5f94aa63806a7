import Evaluation
import Networks
import Numerics
import Tensors

/// The network at hand, on the samples at hand, at any parameters: what a worker owns.
final class PointEvaluator {
  /// Samples a kernel call takes: small enough for the activations to stay in the second-level cache.
  static let microBatch = 8

  /// Samples that share statistics when batch normalization is recalibrated.
  static let recalibrationBatch = 64

  private let probe: ProbedNetwork
  private let network: InferenceEvaluator
  private let recalibration: StatisticsPlan?

  /// Compiles the network for the calling thread, with one kernel thread.
  init(_ probe: ProbedNetwork) throws(KernelError) {
    self.probe = probe
    network = try InferenceEvaluator(graph: probe.graph, loss: probe.loss, batchSize: Self.microBatch)
    recalibration = try probe.recalibrationPlan()
  }

  /// Loss and accuracy at `θ + α d₁ + β d₂`; nil when asked to stop.
  ///
  /// Where a parameter or an activation leaves the range of `Float` the loss is infinite and the accuracy zero, whatever
  /// the network's outputs.
  ///
  /// - Throws: `KernelError` when memory is short.
  func outcome(alpha: Double, beta: Double, stop: StopRequest) throws(KernelError) -> Outcome? {
    move(alpha, beta)
    if let recalibration, !probe.recalibrate(network.parameters, with: recalibration, stop: stop) {
      return nil
    }
    network.load()
    var total = Outcome()
    for start in stride(from: 0, to: probe.indices.count, by: network.batchSize) {
      if stop.isStopping { return nil }
      let batch = probe.indices[start..<min(start + network.batchSize, probe.indices.count)]
      total += try network.outcome(of: batch, in: probe.samples, probe.normalization)
      guard total.lossSum.isFinite else { return .diverged(count: probe.indices.count) }
    }
    return total
  }

  /// Writes `θ + α d₁ + β d₂` to the network's parameters.
  private func move(_ alpha: Double, _ beta: Double) {
    probe.parameters.withUnsafeBufferPointer { theta in
      probe.directions[0].components.withUnsafeBufferPointer { first in
        guard probe.directions.count > 1 else {
          VectorMath.combine(theta, Float(alpha), first, 0, first, into: network.parameters)
          return
        }
        probe.directions[1].components.withUnsafeBufferPointer { second in
          VectorMath.combine(theta, Float(alpha), first, Float(beta), second, into: network.parameters)
        }
      }
    }
  }
}
