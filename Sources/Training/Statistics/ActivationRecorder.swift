import Data
import Networks
import Tensors

/// Fills `ActivationStatistics` while training, in training mode and with the run's batch size.
struct ActivationRecorder {
  private let observer: ActivationObserver
  private let perEpoch: Int
  private(set) var statistics: ActivationStatistics

  /// A recorder of the first `ActivationStatistics.sampleCount` samples of the first epoch's order, in whole batches.
  ///
  /// - Parameter previous: what has been recorded; continued if it is of the same kinds.
  init(
    _ recording: StatisticsRecording, _ graph: Graph, _ configuration: TrainingConfiguration,
    _ samples: Samples, _ order: BatchOrder, _ normalization: PixelNormalization,
    continuing previous: ActivationStatistics?
  ) throws(KernelError) {
    let kinds = Set(recording.observations)
    observer = try ActivationObserver(
      graph: graph, samples: samples,
      indices: Array(order.order(epoch: 0).prefix(ActivationStatistics.sampleCount)),
      normalization: normalization, batchSize: configuration.batchSize, mode: .batch, kinds: kinds,
      seed: configuration.seed, threads: configuration.kernelThreads)
    perEpoch = recording.perEpoch
    let fresh = ActivationStatistics(graph, kinds)
    statistics = previous.flatMap { $0.isLike(fresh) ? $0 : nil } ?? fresh
  }

  /// Records the initial parameters.
  mutating func begin(_ parameters: [Float]) { observe(parameters, epoch: 0) }

  /// Records the parameters after a step, if it is one that is recorded.
  mutating func end(_ position: StepPosition, _ parameters: [Float]) {
    if position.isMoment(of: perEpoch) { observe(parameters, epoch: position.end) }
  }

  private mutating func observe(_ parameters: [Float], epoch: Double) {
    parameters.withUnsafeBufferPointer { observer.observe(at: $0, epoch: epoch, into: &statistics) }
  }
}
