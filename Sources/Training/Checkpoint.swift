import Data
import Models
import Networks
import Storage

/// A model with the state of the run that trained it: all that is needed to continue the run without the code that made it.
package struct Checkpoint: Sendable {
  package var model: Model
  /// What the optimizer remembers; nil when training cannot be continued.
  package var optimizer: OptimizerState?
  package let configuration: TrainingConfiguration
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

  package init(
    model: Model, optimizer: OptimizerState?, configuration: TrainingConfiguration, log: [EpochRecord],
    trainingSamples: SampleSelection? = nil, options: String? = nil
  ) {
    self.model = model
    self.optimizer = optimizer
    self.configuration = configuration
    self.log = log
    self.trainingSamples = trainingSamples
    self.options = options
  }

  /// True when no epochs are left, or early stopping ended the run.
  package var isComplete: Bool { log.count >= configuration.epochs || restoredEpoch != nil }

  /// The samples that the network was trained on, as indices into a training split of `count` samples.
  ///
  /// Where the file does not say, they are worked out from the run's seed as training chose them.
  package func trainedIndices(of count: Int) -> [Int] {
    // The count is that of samples in memory: only then does a file's word make an array of that length.
    if let trainingSamples, trainingSamples.count == count { return trainingSamples.indices }
    return BatchOrder(of: configuration, count: count).training
  }

  /// The samples of a split of `count` samples from which a probe chooses, rising: of the training split those that the
  /// network was trained on.
  package func population(of split: Split, count: Int) -> [Int] {
    split == .train ? trainedIndices(of: count).sorted() : Array(0..<count)
  }
}

// The model's own, under shorter names.
extension Checkpoint {
  package var graph: Graph { model.graph }

  /// The flat parameter vector, in the order of `ParameterLayout(graph)`.
  package var parameters: [Float] {
    get { model.parameters }
    _modify { yield &model.parameters }
  }

  /// By which samples are normalized before they enter the network.
  package var normalization: PixelNormalization { model.preprocessing }

  /// Digest of graph, preprocessing and parameters; not of the run's state.
  package var digest: Digest { model.digest }

  /// The first block that holds a number that is not finite, if there is one.
  package var damagedBlock: ParameterBlock? { model.damagedBlock }

  /// Name and version of the program that wrote the file.
  package var program: String { model.source.program }

  /// The command line that made it.
  package var command: String? { model.source.command }
}
