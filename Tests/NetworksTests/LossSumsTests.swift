import Networks
import Testing

@Suite struct LossSumsTests {
  /// Losses 1, 2 and 6 have mean 3 and variance ((−2)² + (−1)² + 3²)/2 = 7.
  @Test func `the standard error is that of a mean`() {
    let outcome = LossSums(lossSum: 9, squaredLossSum: 41, count: 3)
    #expect(outcome.loss == 3)
    #expect(abs(outcome.standardError - (7.0 / 3).squareRoot()) < 1e-15)
  }

  @Test func `equal losses have no error`() {
    #expect(LossSums(lossSum: 6, squaredLossSum: 12, count: 3).standardError == 0)
    #expect(LossSums(lossSum: 2, squaredLossSum: 4, count: 1).standardError == 0)
  }

  @Test(arguments: [1, 5])
  func `an infinite loss has an infinite error`(count: Int) {
    let infinite = LossSums(lossSum: .infinity, squaredLossSum: .infinity, count: count)
    #expect(infinite.standardError == .infinity)
    // Squares leave the range of Double first.
    #expect(LossSums(lossSum: 1e200, squaredLossSum: .infinity, count: count).standardError == .infinity)
  }

  @Test(arguments: [1, 5])
  func `a loss that is not a number has an error that is none`(count: Int) {
    #expect(LossSums(lossSum: .nan, squaredLossSum: .nan, count: count).standardError.isNaN)
    #expect(LossSums(lossSum: .nan, squaredLossSum: 1, count: count).standardError.isNaN)
  }
}
