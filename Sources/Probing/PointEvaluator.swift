import Estimation
import Evaluation
import Networks
import Numerics
import Tensors

/// The network at hand, on the samples at hand, at any point of its subspace: what a worker owns.
final class PointEvaluator {
  private let probe: ProbedNetwork
  private let network: InferenceEvaluator
  private let recalibration: Recalibration?
  private let batches: [MicroBatch]

  /// Compiles the network for the calling thread, with one kernel thread.
  init(_ probe: ProbedNetwork) throws(KernelError) {
    self.probe = probe
    network = try InferenceEvaluator(
      probe.definition, batchSize: Objective.lossBatch, precision: probe.precision)
    recalibration = try probe.recalibration()
    batches = MicroBatch.division(of: probe.definition.set, size: Objective.lossBatch)
  }

  /// Loss and accuracy at `θ + Σ αₖ dₖ`; nil when asked to stop.
  ///
  /// Where a parameter or an activation leaves the range of `Float` the loss is infinite and the accuracy zero, whatever
  /// the network's outputs.
  ///
  /// - Throws: `KernelError` when memory is short.
  func outcome(at coordinates: [Double], stop: StopRequest) throws(KernelError) -> LossSums? {
    probe.subspace.write(coordinates, from: probe.parameters, to: network.parameters)
    return try outcome(stop: stop)
  }

  /// The same at any parameters, as many as the network's.
  ///
  /// - Throws: `KernelError` when memory is short.
  func outcome(of parameters: [Float], stop: StopRequest) throws(KernelError) -> LossSums? {
    _ = network.parameters.update(fromContentsOf: parameters)
    return try outcome(stop: stop)
  }

  private func outcome(stop: StopRequest) throws(KernelError) -> LossSums? {
    if let recalibration, !recalibration.replaceStatistics(in: network.parameters, stop: stop) { return nil }
    network.load()
    return try network.outcome(of: batches, stop: stop)
  }

  /// Losses and answers at `θ + Σ αₖ dₖ` of the samples of these indices, in their order; nil when asked to stop.
  ///
  /// Where the network diverges on a sample, all losses from its batch on are infinite.
  ///
  /// - Throws: `KernelError` when memory is short.
  func values(
    at coordinates: [Double], of indices: ArraySlice<Int>, stop: StopRequest
  ) throws(KernelError) -> SampleValues? {
    probe.subspace.write(coordinates, from: probe.parameters, to: network.parameters)
    if let recalibration, !recalibration.replaceStatistics(in: network.parameters, stop: stop) { return nil }
    network.load()
    var values = SampleValues()
    for batch in MicroBatch.division(of: indices, size: Objective.lossBatch) {
      if stop.isStopping { return nil }
      guard try network.outcome(of: batch).lossSum.isFinite else {
        let rest = indices.count - values.count
        values.append(
          SampleValues(
            losses: Array(repeating: .infinity, count: rest), correct: Array(repeating: 0, count: rest)))
        break
      }
      values.append(
        SampleValues(
          losses: network.losses.prefix(batch.count).map { Float($0) },
          correct: network.correct.prefix(batch.count).map { Float($0) }))
    }
    return values
  }
}
