/// Sums over some samples: what a batch, a grid point or an epoch of evaluation yields.
package struct Outcome: Hashable, Sendable {
  /// Sum of the samples' losses; not finite when a sample's loss is not.
  package var lossSum: Double
  /// Sum of the squared losses, from which the standard error of the mean follows.
  package var squaredLossSum: Double
  /// Samples whose largest output is the one of their label; what that means for the losses of numbers, see
  /// `LossFunction.takesLabels`.
  package var correct: Int
  package var count: Int

  /// No samples yet.
  package init(lossSum: Double = 0, squaredLossSum: Double = 0, correct: Int = 0, count: Int = 0) {
    self.lossSum = lossSum
    self.squaredLossSum = squaredLossSum
    self.correct = correct
    self.count = count
  }

  /// Mean loss.
  package var loss: Double { lossSum / Double(count) }
  /// Share of correct samples, 0…1.
  package var accuracy: Double { Double(correct) / Double(count) }
  /// Standard error of `loss` as an estimate over the population the samples were drawn from.
  ///
  /// `s/√n`, with the unbiased sample variance `s²`; zero for a single sample, and no number known where the loss is
  /// none: infinite for an infinite sum of losses or of their squares, NaN for NaN.
  package var standardError: Double {
    guard lossSum.isFinite, squaredLossSum.isFinite else { return abs(lossSum) + squaredLossSum }
    guard count > 1 else { return 0 }
    let n = Double(count)
    let variance = max(0, (squaredLossSum - lossSum * lossSum / n) / (n - 1))
    return (variance / n).squareRoot()
  }

  package static func += (left: inout Outcome, right: Outcome) {
    left.lossSum += right.lossSum
    left.squaredLossSum += right.squaredLossSum
    left.correct += right.correct
    left.count += right.count
  }
}
