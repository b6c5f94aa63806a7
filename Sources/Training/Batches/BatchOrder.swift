import Numerics

/// Which samples of the training split are trained on, which validate, and the order of each epoch.
///
/// Every choice is a stream of its own of the run's seed, so any epoch can be had without the ones before it.
package struct BatchOrder: Sendable {
  /// Indices into the training split, rising.
  package let training: [Int]
  /// Indices into the training split, rising; disjoint from `training`.
  package let validation: [Int]
  private let seed: UInt64

  /// Splits `count` samples at random.
  ///
  /// - Parameters:
  ///   - validationShare: fraction of the samples kept for validation.
  ///   - limit: largest number of training samples; all that are left when nil.
  package init(count: Int, validationShare: Double, limit: Int?, seed: UInt64) {
    self.seed = seed
    let kept = Int((Double(count) * validationShare).rounded())
    guard kept > 0 || limit.map({ $0 < count }) == true else {
      training = Array(0..<count)
      validation = []
      return
    }
    var generator = SeededGenerator(seed: seed, for: .trainingPartition)
    let order = generator.shuffled(0..<count)
    validation = order.prefix(kept).sorted()
    training = order.dropFirst(kept).prefix(limit ?? count).sorted()
  }

  /// The split that a run makes of `count` samples.
  package init(of configuration: TrainingConfiguration, count: Int) {
    self.init(
      count: count, validationShare: configuration.validationShare, limit: configuration.sampleLimit,
      seed: configuration.seed)
  }

  /// Steps of an epoch.
  package func steps(of configuration: TrainingConfiguration) -> Int {
    guard !configuration.optimizer.method.takesAllSamples else { return 1 }
    let batch = max(1, min(configuration.batchSize, training.count))
    return training.count / batch + (training.count % batch > 0 ? 1 : 0)
  }

  /// The training samples in the order of one epoch, counted from 0.
  package func order(epoch: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, for: .epochOrder(epoch: epoch))
    return generator.shuffled(training)
  }

  /// The generator that changes one sample in one epoch.
  package func augmentation(epoch: Int, sample: Int) -> SeededGenerator {
    SeededGenerator(seed: seed, for: .augmentation(epoch: epoch, sample: sample))
  }
}
