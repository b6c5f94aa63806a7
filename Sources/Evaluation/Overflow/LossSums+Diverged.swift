import Networks

extension LossSums {
  /// What samples have where the network diverges: an infinite loss, and none of them is correct.
  package static func diverged(count: Int) -> LossSums {
    LossSums(lossSum: .infinity, squaredLossSum: .infinity, correct: 0, count: count)
  }
}
