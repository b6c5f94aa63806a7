import Networks
import Storage

/// What a file must fulfil beyond its own grammar to be a checkpoint: everything that later work takes for granted.
struct CheckpointChecks {
  let path: String
  let graph: Graph
  let layout: ParameterLayout
  let configuration: TrainingConfiguration

  /// Steps beyond which no run gets, and numbers of them stay exact and can be counted on.
  private static let largestStepCount = 1 << 53

  /// First parts of the names of tensors that hold a run's state, which no parameter may have.
  private static let statePrefixes = [
    Checkpoint.optimizerPrefix, "best.", BlockStatistics.prefix, ActivationStatistics.prefix,
  ]

  private func require(_ condition: Bool, _ reason: @autoclosure () -> String) throws(StorageError) {
    guard condition else { throw .corrupt(path: path, reason: reason()) }
  }

  /// Statistics for each channel, and for the target where that is a number.
  func check(_ normalization: PixelNormalization) throws(StorageError) {
    func isScale(_ mean: Double, _ deviation: Double) -> Bool {
      mean.isFinite && deviation > 0 && deviation.isFinite
    }
    let channels = graph.inputShape.channels
    try require(
      normalization.mean.count == channels && normalization.deviation.count == channels
        && zip(normalization.mean, normalization.deviation).allSatisfy(isScale),
      "the normalization does not fit the network's input")
    let hasTarget = normalization.target.map { isScale($0.mean, $0.deviation) }
    try require(
      (hasTarget ?? false) == configuration.dataset.isRegression
        && configuration.loss.mismatch(with: configuration.dataset) == nil,
      "the normalization does not fit what is predicted")
  }

  /// Every setting in its range, as a new run's are, and a network that predicts what the data set asks for.
  func checkConfiguration() throws(StorageError) {
    do throws(TrainingError) { try configuration.validate() } catch {
      guard case .invalidOption(let name, let reason) = error else {
        throw .corrupt(path: path, reason: "the configuration cannot be used")
      }
      throw .corrupt(path: path, reason: "the configuration's \(name) \(reason)")
    }
    let (dataset, output) = (configuration.dataset, graph.outputShape)
    try require(
      dataset.shape == graph.inputShape && output.area == 1
        && (dataset.isRegression ? output.count == 1 : output.count >= dataset.classes),
      "the network does not fit the data set")
  }

  /// No parameters in the places of a run's state.
  func checkNames() throws(StorageError) {
    for block in layout.blocks {
      try require(
        !Self.statePrefixes.contains(where: block.name.hasPrefix),
        "the name \(block.name) is not one of a parameter")
    }
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
