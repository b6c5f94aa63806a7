import Glibc
import Numerics
import Testing

@Suite struct IntervalTests {
  /// Every result of numbers in the operands lies in the result's interval.
  @Test func `sums, differences, products and powers hold what they should`() {
    var generator = SeededGenerator(seed: 1, for: .example)
    func interval() -> (Interval, inside: Double) {
      let (a, b) = (generator.uniform(-3, 3), generator.uniform(-3, 3))
      let t = generator.uniform()
      let (low, high) = (min(a, b), max(a, b))
      return (Interval(low, high), min(max(low + t * (high - low), low), high))
    }
    func holds(_ interval: Interval, _ number: Double) -> Bool {
      interval.low <= number && number <= interval.high
    }
    for _ in 0..<200 {
      let ((x, a), (y, b)) = (interval(), interval())
      #expect(holds(x + y, a + b) && holds(x - y, a - b) && holds(x * y, a * b))
      #expect(holds(x + 0.1, a + 0.1) && holds(x - 0.1, a - 0.1) && holds(-0.7 * x, -0.7 * a))
      #expect(x.containsZero == (x.low <= 0 && x.high >= 0))
      guard x.low > 0 else { continue }
      #expect(holds(x.power(0.3), pow(a, 0.3)) && holds(x.power(-1.5), pow(a, -1.5)))
    }
  }

  @Test func `zero times what has no bound is zero`() {
    let product = Interval(0, 0) * Interval(1, .infinity)
    #expect(product.low <= 0 && product.high >= 0 && product.high < 1e-300)
  }
}
