import Numerics
import Testing

@Suite struct MomentSumTests {
  private func moments(_ values: [Float], portions: [Int]) -> MomentSum {
    var (sum, start) = (MomentSum(), 0)
    for count in portions {
      values.at(start, count) { sum.add($0) }
      start += count
    }
    return sum
  }

  /// Far from zero, where a sum of squares would lose all digits.
  @Test(arguments: [[70], [1, 69], [8, 0, 31, 31], Array(repeating: 1, count: 70)])
  func `mean and variance do not depend on the portions`(portions: [Int]) {
    let values = VectorSample.floats(70, seed: 1).map { 4e6 + $0.rounded() }
    let mean = values.reduce(0) { $0 + Double($1) } / 70
    let squares = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let found = moments(values, portions: portions)
    #expect(found.count == 70)
    #expect(abs(found.mean - mean) < 1e-8)
    #expect(abs(found.variance - squares / 70) < 1e-7)
    #expect(abs(found.unbiasedVariance - squares / 69) < 1e-7)
    #expect(abs(found.rootMeanSquare - (squares / 70 + mean * mean).squareRoot()) < 1e-8)
  }

  @Test func `single numbers and other sums can be added`() {
    var (all, first, second) = (MomentSum(), MomentSum(), MomentSum())
    for (index, x) in [1.0, 2, 4, 8].enumerated() {
      all.add(x)
      if index < 2 { first.add(x) } else { second.add(x) }
    }
    first.merge(second)
    #expect(all.mean == 3.75 && abs(all.variance - 7.1875) < 1e-14)
    #expect(abs(first.mean - 3.75) < 1e-14 && abs(first.variance - 7.1875) < 1e-14)
  }

  @Test func `nothing has the mean and the variance zero, one number no deviation`() {
    var sum = MomentSum()
    #expect(sum.mean == 0 && sum.variance == 0 && sum.unbiasedVariance == 0)
    sum.add(5)
    #expect(sum.mean == 5 && sum.variance == 0 && sum.unbiasedVariance == 0 && sum.rootMeanSquare == 5)
  }
}
