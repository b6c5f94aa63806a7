import Networks

extension Outcome {
  /// What samples have where the network diverges: an infinite loss, and none of them is correct.
  package static func diverged(count: Int) -> Outcome {
    Outcome(lossSum: .infinity, squaredLossSum: .infinity, correct: 0, count: count)
  }
}
