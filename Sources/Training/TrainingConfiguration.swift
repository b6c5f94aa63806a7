import Data
import Models
import Networks

/// Everything that determines a run: the same configuration gives the same checkpoint.
package struct TrainingConfiguration: Codable, Hashable, Sendable {
  package var dataset: DatasetDescription
  package var architecture: Architecture
  /// How weights are drawn; nil for what is usual for the architecture.
  package var initialization: Initialization?
  package var loss: LossFunction
  package var epochs: Int
  package var batchSize: Int
  package var optimizer: OptimizerConfiguration
  package var schedule: LearningRateSchedule
  package var augmentation: Augmentation
  /// What is added to the loss; nil for nothing.
  package var penalty: PenaltyConfiguration?
  /// The norm that the weights into a unit or channel must not exceed.
  package var maximumNorm: Double?
  /// The norm that a step's gradient must not exceed, penalties included.
  package var clippingNorm: Double?
  package var earlyStopping: EarlyStopping?
  /// Share of the training split kept for validation.
  package var validationShare: Double
  /// Largest number of training samples; nil for all.
  package var sampleLimit: Int?
  package var seed: UInt64
  /// Threads inside the kernels: reductions over threads change the last bits of gradients.
  package var kernelThreads: Int

  /// A configuration; the defaults suit the CIFAR-style networks, and the loss is the usual one of the data when nil.
  package init(
    dataset: DatasetDescription, architecture: Architecture, initialization: Initialization? = nil,
    loss: LossFunction? = nil, epochs: Int = 10, batchSize: Int = 128,
    optimizer: OptimizerConfiguration = .init(),
    schedule: LearningRateSchedule = LearningRateSchedule(.cosine),
    augmentation: Augmentation = Augmentation(), penalty: PenaltyConfiguration? = nil,
    maximumNorm: Double? = nil, clippingNorm: Double? = nil, earlyStopping: EarlyStopping? = nil,
    validationShare: Double = 0, sampleLimit: Int? = nil, seed: UInt64 = 0, kernelThreads: Int = 1
  ) {
    self.dataset = dataset
    self.architecture = architecture
    self.initialization = initialization
    self.loss = loss ?? .usual(for: dataset)
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.penalty = penalty
    self.maximumNorm = maximumNorm
    self.clippingNorm = clippingNorm
    self.earlyStopping = earlyStopping
    self.validationShare = validationShare
    self.sampleLimit = sampleLimit
    self.seed = seed
    self.kernelThreads = kernelThreads
  }

  /// The parameters of a network of this configuration before its first step.
  package func initialParameters(of graph: Graph) -> [Float] {
    Initialization.parameters(
      of: graph, seed: seed, weights: initialization ?? architecture.usualInitialization)
  }
}
