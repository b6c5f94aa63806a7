import Networks

extension Outcome {
  /// Samples whose loss is infinite.
  static func diverged(count: Int) -> Outcome {
    Outcome(lossSum: .infinity, squaredLossSum: .infinity, correct: 0, count: count)
  }
}
