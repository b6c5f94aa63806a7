import Networks

/// What one epoch of training reached.
package struct EpochRecord: Codable, Hashable, Sendable {
  /// Counted from 1.
  package var epoch: Int
  /// Rate of the epoch's last step.
  package var learningRate: Double
  /// Mean over the epoch's batches, each before its own step; without the penalty.
  package var trainLoss: Double
  /// Nil, as the others are, where numbers are predicted.
  package var trainAccuracy: Double?
  package var validationLoss: Double?
  package var validationAccuracy: Double?
  package var testLoss: Double
  package var testAccuracy: Double?
  /// The penalty at the end of the epoch, strength included; nil for a run without one.
  package var penalty: Double?

  package init(
    epoch: Int, learningRate: Double, train: LossSums, validation: LossSums?, test: LossSums,
    hasClasses: Bool = true, penalty: Double? = nil
  ) {
    self.epoch = epoch
    self.learningRate = learningRate
    trainLoss = train.loss
    trainAccuracy = hasClasses ? train.accuracy : nil
    validationLoss = validation?.loss
    validationAccuracy = hasClasses ? validation?.accuracy : nil
    testLoss = test.loss
    testAccuracy = hasClasses ? test.accuracy : nil
    self.penalty = penalty
  }
}
