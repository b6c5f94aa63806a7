import Networks
import Storage

/// A trained network with all that is needed to go on training it, or to probe it, without the code that made it.
package struct Checkpoint: Sendable {
  package let graph: Graph
  /// The flat parameter vector, in the order of `ParameterLayout(graph)`.
  package var parameters: [Float]
  /// What the optimizer remembers; nil when training cannot be continued.
  package var optimizer: OptimizerState?
  package let configuration: TrainingConfiguration
  /// By which samples are normalized before they enter the network.
  package let normalization: PixelNormalization
  /// One record for each completed epoch.
  package var log: [EpochRecord]
  /// The samples of the training split that are trained on, without those held out for validation or beyond the limit;
  /// nil in files of programs that did not keep it.
  package var trainingSamples: SampleSelection?
  /// Digest of the run's samples, those of the test split included; nil in files of programs that did not keep it.
  package var dataDigest: Digest?
  /// The parameters of the best epoch so far, while a run with early stopping is not over.
  package var best: [Float]?
  /// The epoch, counted from 1, whose weights a run with early stopping ended with; nil before its end.
  package var restoredEpoch: Int?
  /// What was recorded along the way.
  package var statistics: BlockStatistics?
  /// What was recorded along the way of what happens inside the network.
  package var activations: ActivationStatistics?
  /// The options that describe the run, as the text of a configuration file.
  package var options: String?
  /// Name and version of the program that wrote the file.
  package var program: String
  /// The command line that made it.
  package var command: String?

  package init(
    graph: Graph, parameters: [Float], optimizer: OptimizerState?, configuration: TrainingConfiguration,
    normalization: PixelNormalization, log: [EpochRecord], trainingSamples: SampleSelection? = nil,
    options: String? = nil, program: String, command: String?
  ) {
    self.graph = graph
    self.parameters = parameters
    self.optimizer = optimizer
    self.configuration = configuration
    self.normalization = normalization
    self.log = log
    self.trainingSamples = trainingSamples
    self.options = options
    self.program = program
    self.command = command
  }

  /// True when no epochs are left, or early stopping ended the run.
  package var isComplete: Bool { log.count >= configuration.epochs || restoredEpoch != nil }

  /// Digest of what determines the network's outputs: graph, parameters and preprocessing; not of log or names.
  package var digest: Digest {
    var hasher = Digest.Hasher()
    hasher.update(JSONText.encode(graph))
    hasher.update(JSONText.encode(normalization))
    parameters.withUnsafeBytes { hasher.update($0) }
    return hasher.finish()
  }

  /// The first block that holds a number that is not finite, if there is one.
  package var damagedBlock: ParameterBlock? {
    ParameterLayout(graph).blocks.first { block in parameters[block.range].contains { !$0.isFinite } }
  }

  /// The samples that the network was trained on, as indices into a training split of `count` samples.
  ///
  /// Where the file does not say, they are worked out from the run's seed as training chose them.
  package func trainedIndices(of count: Int) -> [Int] {
    // The count is that of samples in memory: only then does a file's word make an array of that length.
    if let trainingSamples, trainingSamples.count == count { return trainingSamples.indices }
    return BatchOrder(of: configuration, count: count).training
  }
}
