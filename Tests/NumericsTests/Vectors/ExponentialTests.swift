import Foundation
import Numerics
import Testing

/// Exponentials in lanes against those of the mathematical library in `Double`.
@Suite struct ExponentialTests {
  private func softmax(_ x: [Float], scale: Float = 1, mask: [Float]? = nil, seen: Int? = nil) -> [Float] {
    // In place, as attention does it.
    var result = x
    result.withUnsafeMutableBufferPointer { row in
      guard let start = row.baseAddress else { return }
      func run(_ mask: UnsafePointer<Float>?) {
        VectorMath.softmax(
          start, scale: scale, mask: mask, seen: seen ?? x.count, count: x.count, into: start)
      }
      if let mask { mask.withUnsafeBufferPointer { run($0.baseAddress) } } else { run(nil) }
    }
    return result
  }

  /// Every number of lanes that are left over, with and without a mask; the numbers that are not seen are 0.
  @Test(arguments: 1...67) func `rows of every length are softmaxes`(count: Int) {
    let x = (0..<count).map { i -> Float in Float((i * 37 + 5) % 23) / 4 - 3 }
    let mask = (0..<count).map { i -> Float in i % 5 == 3 ? -Float.infinity : Float(i % 7) / 8 }
    for seen in Set([1, count / 2, count - 1, count]) where seen > 0 {
      for mask in [nil, mask] {
        let powers = (0..<seen).map { i -> Double in exp(Double(x[i]) * 0.5 + Double(mask?[i] ?? 0)) }
        let sum = powers.reduce(0, +)
        let found = softmax(x, scale: 0.5, mask: mask, seen: seen)
        for i in 0..<count {
          let expected: Double = i < seen ? powers[i] / sum : 0
          #expect(abs(Double(found[i]) - expected) <= 4e-7 * expected)
        }
      }
    }
  }

  /// Two numbers at a distance: exp(−d)/(1 + exp(−d)), over the whole range of the type.
  @Test func `small probabilities are within 3 ulp, down to 0`() {
    for step in 0..<4000 {
      let d = Float(step) * 0.0261
      let found = Double(softmax([0, -d])[1])
      let expected = exp(-Double(d)) / (1 + exp(-Double(d)))
      #expect(abs(found - expected) <= max(3 * 1.2e-7 * expected, 1.5e-45))
    }
    #expect(softmax([0, -.infinity, -3e38])[1...] == [0, 0])
  }

  @Test func `what is not a number stays so`() {
    #expect(softmax([0, .nan, 1]).allSatisfy { $0.isNaN })
    #expect(softmax([-.infinity, -.infinity]).allSatisfy { $0.isNaN })
    #expect(softmax(Array(repeating: 1, count: 20) + [.infinity]).allSatisfy { $0.isNaN })
  }

  @Test(arguments: [1, 7, 8, 9, 16, 31, 1000]) func `sums in Double are within 2 ulp of each term`(count: Int)
  {
    let x = (0..<count).map { i -> Float in -Float((i * 7919) % 9973) / 13.7 }
    var terms = [Double](repeating: .nan, count: count)
    let (sum, other) = x.withUnsafeBufferPointer { x in
      guard let start = x.baseAddress else { return (Double.nan, Double.nan) }
      let other = terms.withUnsafeMutableBufferPointer { target in
        target.baseAddress.map { VectorMath.exponentials(start, shift: 0.25, count: count, into: $0) } ?? .nan
      }
      return (VectorMath.sumOfExponentials(start, shift: 0.25, count: count), other)
    }
    let expected = x.map { value -> Double in exp(Double(value) - 0.25) }
    for (found, expected) in zip(terms, expected) {
      #expect(abs(found - expected) <= 5e-16 * expected + 1e-307)
    }
    let total = expected.reduce(0, +)
    #expect(abs(sum - total) <= 1e-14 * total && abs(other - total) <= 1e-14 * total)
    #expect(VectorMath.largest(x, count: count) == x.max())
  }

  /// Probabilities of many classes take the fast way.
  @Test func `many classes have the definition's probabilities`() {
    let logits = (0..<700).map { i -> Float in Float((i * 271) % 613) / 40 }
    let largest = Double(logits.max() ?? 0)
    let powers = logits.map { value -> Double in exp(Double(value) - largest) }
    let sum = powers.reduce(0, +)
    for (found, power) in zip(Softmax.probabilities(logits), powers) {
      #expect(abs(found - power / sum) <= 2e-15 * power / sum)
    }
  }
}
