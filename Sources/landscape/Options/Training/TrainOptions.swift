import ArgumentParser
import Tensors
import Training

/// Everything that describes a run of training: what a configuration file and a checkpoint hold.
struct TrainOptions: ParsableArguments {
  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Network") var network: NetworkOptions
  @OptionGroup(title: "Optimization") var optimization: OptimizationOptions
  @OptionGroup(title: "Regularization") var regularization: RegularizationOptions
  @OptionGroup(title: "Augmentation") var augmentation: AugmentationOptions
  @OptionGroup(title: "Run") var run: RunOptions

  /// The network's name: the one that is given, or the usual one for the data.
  var model: String { network.model ?? NetworkOptions.usualModel(for: data) }

  /// The configuration that the options describe.
  ///
  /// - Parameter threads: kernel threads where the options do not say.
  func configuration(threads: Int) throws -> TrainingConfiguration {
    let penalty = try regularization.configuration()
    return TrainingConfiguration(
      dataset: try data.resolve(), architecture: try network.architecture(usual: model),
      initialization: network.initialization, loss: optimization.loss,
      epochs: optimization.epochs, batchSize: optimization.batchSize,
      optimizer: try optimization.configuration(
        hasPenalty: penalty != nil, scope: regularization.penalize),
      schedule: try optimization.learningRateSchedule(), augmentation: augmentation.augmentation,
      penalty: penalty, maximumNorm: regularization.maxNorm, clippingNorm: regularization.clip,
      earlyStopping: regularization.earlyStopping, validationShare: run.validation, sampleLimit: run.limit,
      seed: run.seed, kernelThreads: run.threads ?? threads)
  }
}
