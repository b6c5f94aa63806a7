import Networks

/// Everything that determines a run: the same configuration gives the same checkpoint.
package struct TrainingConfiguration: Codable, Hashable, Sendable {
  package var dataset: DatasetDescription
  package var architecture: Architecture
  package var loss: LossFunction
  package var epochs: Int
  package var batchSize: Int
  package var optimizer: StochasticGradientDescent.Configuration
  package var schedule: LearningRateSchedule
  package var augmentation: Augmentation
  /// Share of the training split kept for validation.
  package var validationShare: Double
  /// Largest number of training samples; nil for all.
  package var sampleLimit: Int?
  package var seed: UInt64
  /// Threads inside the kernels: reductions over threads change the last bits of gradients.
  package var kernelThreads: Int

  /// A configuration; the defaults suit the CIFAR-style networks.
  package init(
    dataset: DatasetDescription, architecture: Architecture, loss: LossFunction = .crossEntropy,
    epochs: Int = 10, batchSize: Int = 128, optimizer: StochasticGradientDescent.Configuration = .init(),
    schedule: LearningRateSchedule = LearningRateSchedule(.cosine),
    augmentation: Augmentation = Augmentation(),
    validationShare: Double = 0, sampleLimit: Int? = nil, seed: UInt64 = 0, kernelThreads: Int = 1
  ) {
    self.dataset = dataset
    self.architecture = architecture
    self.loss = loss
    self.epochs = epochs
    self.batchSize = batchSize
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.validationShare = validationShare
    self.sampleLimit = sampleLimit
    self.seed = seed
    self.kernelThreads = kernelThreads
  }

  /// Checks every number against the range that makes sense.
  ///
  /// - Throws: `TrainingError.invalidOption` for the first that does not.
  package func validate() throws(TrainingError) {
    func require(_ condition: Bool, _ name: String, _ reason: String) throws(TrainingError) {
      guard condition else { throw .invalidOption(name: name, reason: reason) }
    }
    try require((1...100_000).contains(epochs), "epochs", "must be from 1 to 100,000")
    try require((1...65_536).contains(batchSize), "batch-size", "must be from 1 to 65,536")
    try require(
      optimizer.learningRate > 0 && optimizer.learningRate.isFinite, "learning-rate", "must be positive")
    try require((0..<1).contains(optimizer.momentum), "momentum", "must be at least 0 and below 1")
    try require(!optimizer.nesterov || optimizer.momentum > 0, "nesterov", "needs a momentum above 0")
    try require(
      optimizer.weightDecay >= 0 && optimizer.weightDecay.isFinite, "weight-decay", "must not be negative")
    try require(
      schedule.warmUp >= 0 && schedule.warmUp <= Double(epochs), "warmup", "must be from 0 to the epochs")
    if case .step(let milestones, let factor) = schedule.course {
      try require(factor > 0 && factor.isFinite, "step-factor", "must be positive")
      try require(milestones.allSatisfy { $0 > 0 && $0.isFinite }, "milestones", "must be positive epochs")
    }
    try require((0...64).contains(augmentation.cropPadding), "crop", "must be from 0 to 64 pixels")
    try require((0..<1).contains(validationShare), "validation", "must be at least 0 and below 1")
    try require(sampleLimit.map { $0 > 0 } ?? true, "limit", "must be at least one sample")
    try require((1...1024).contains(kernelThreads), "threads", "must be from 1 to 1,024")
  }

  /// Names of the settings in which two configurations differ.
  package func differences(from other: TrainingConfiguration) -> [String] {
    var result: [String] = []
    func compare<Value: Equatable>(_ name: String, _ path: KeyPath<TrainingConfiguration, Value>) {
      if self[keyPath: path] != other[keyPath: path] { result.append(name) }
    }
    compare("data", \.dataset)
    compare("model", \.architecture)
    compare("loss", \.loss)
    compare("epochs", \.epochs)
    compare("batch-size", \.batchSize)
    compare("learning-rate", \.optimizer.learningRate)
    compare("momentum", \.optimizer.momentum)
    compare("nesterov", \.optimizer.nesterov)
    compare("weight-decay", \.optimizer.weightDecay)
    compare("schedule", \.schedule)
    compare("augmentation", \.augmentation)
    compare("validation", \.validationShare)
    compare("limit", \.sampleLimit)
    compare("seed", \.seed)
    compare("threads", \.kernelThreads)
    return result
  }
}
