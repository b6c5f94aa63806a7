import Networks

/// What one epoch of training reached.
package struct EpochRecord: Codable, Hashable, Sendable {
  /// Counted from 1.
  package var epoch: Int
  /// Rate of the epoch's last step.
  package var learningRate: Double
  /// Mean over the epoch's batches, each before its own step; without the penalty.
  package var trainLoss: Double
  package var trainAccuracy: Double
  package var validationLoss: Double?
  package var validationAccuracy: Double?
  package var testLoss: Double
  package var testAccuracy: Double
  /// The penalty at the end of the epoch, strength included; nil for a run without one.
  package var penalty: Double?

  package init(
    epoch: Int, learningRate: Double, train: Outcome, validation: Outcome?, test: Outcome,
    penalty: Double? = nil
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    trainLoss = train.loss
    trainAccuracy = train.accuracy
    validationLoss = validation?.loss
    validationAccuracy = validation?.accuracy
    testLoss = test.loss
    testAccuracy = test.accuracy
    self.penalty = penalty
  }
}
