import Networks
import Storage

/// What a file must fulfil to be a checkpoint, beyond its own grammar and what its model must.
struct CheckpointChecks {
  let path: String
  let graph: Graph
  let layout: ParameterLayout
  let configuration: TrainingConfiguration

  /// Steps beyond which no run gets, and numbers of them stay exact and can be counted on.
  private static let largestStepCount = 1 << 53

  private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(StorageError) {
    guard condition else { throw .corrupt(path: path, reason: reason()) }
  }

  /// Every setting in its range, as a new run's are, and a network that takes the data set's samples.
  func checkConfiguration() throws(StorageError) {
    do throws(TrainingError) { try configuration.validate() } catch {
      guard case .invalidOption(let name, let reason) = error else {
        throw .corrupt(path: path, reason: "the configuration cannot be used")
      }
      throw .corrupt(path: path, reason: "the configuration's \(name) \(reason)")
    }
    try require(
      configuration.dataset.shape == graph.inputShape, "the network does not fit the data set")
  }

  /// Epochs that follow one another from 1 within the run, and a number of steps.
  func check(_ log: [EpochRecord], _ progress: Checkpoint.Progress?) throws(StorageError) {
    try require(
      log.count <= configuration.epochs && zip(log, 1...).allSatisfy { $0.epoch == $1 },
      "the log does not list the epochs of its run")
    try require(
      (0...Self.largestStepCount).contains(progress?.steps ?? 0), "no run has taken so many steps")
    try require(
      progress?.restoredEpoch.map { $0 >= 1 && $0 <= log.count } ?? true,
      "the epoch that the run went back to is not in the log")
  }

  /// Numbers of the network's own blocks.
  func check(_ statistics: BlockStatistics?) throws(StorageError) {
    let names = layout.blocks.filter(\.role.isTrainable).map(\.name)
    try require(statistics.map { $0.blocks == names } ?? true, "the statistics are of another network")
  }

  /// Numbers of the network's own layers.
  func check(_ statistics: ActivationStatistics?) throws(StorageError) {
    guard let statistics else { return }
    let like = ActivationStatistics(graph, Set(statistics.kinds))
    try require(statistics.isLike(like), "the activation statistics are of another network")
    let channels = graph.batchNormalizationNodes.map { graph.shapes[$0].channels }
    try require(
      statistics.channels.isEmpty || statistics.channels.map(\.runningMeans.count) == channels,
      "the statistics of batches are of another network")
  }
}
