import Glibc
import Numerics
import Testing

@Suite struct SoftmaxTests {
  @Test func `probabilities are those of the definition and sum to one`() {
    let logits: [Float] = [0.5, -1, 2, 0]
    let total = logits.reduce(0) { $0 + exp(Double($1)) }
    let found = Softmax.probabilities(logits)
    for (p, z) in zip(found, logits) { #expect(abs(p - exp(Double(z)) / total) < 1e-15) }
    #expect(abs(found.reduce(0, +) - 1) < 1e-15)
  }

  @Test func `a constant added to all logits changes nothing`() {
    let (a, b) = (Softmax.logProbabilities([1, 2, 4]), Softmax.logProbabilities([1025, 1026, 1028]))
    for (a, b) in zip(a, b) { #expect(abs(a - b) < 1e-12) }
  }

  @Test func `logits of any size have finite logarithms`() {
    #expect(Softmax.logProbabilities([3e38, -3e38])[0] == 0)
    #expect(Softmax.logProbabilities([3e38, -3e38])[1] == -2 * Double(Float(3e38)))
    #expect(Softmax.probabilities([3e38, -3e38]) == [1, 0])
    #expect(abs(Softmax.logProbabilities([-1e30, -1e30])[0] + log(2)) < 1e-15)
    #expect(Softmax.probabilities([]).isEmpty)
  }
}
