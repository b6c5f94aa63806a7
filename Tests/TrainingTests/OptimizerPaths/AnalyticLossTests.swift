import Testing
import Training

@Suite struct AnalyticLossTests {
  /// Central differences with step h of functions whose third derivatives are below 10⁴ within |x|, |y| ≤ 1.6.
  @Test(arguments: AnalyticLoss.examples)
  func `the gradient is the derivative of the value`(loss: AnalyticLoss) {
    let h = 1e-5
    for point in [SIMD2(0.3, -0.7), SIMD2(-1.2, 1.5), SIMD2(1.6, 0.4)] {
      let gradient = loss.gradient(point)
      let (x, y) = (SIMD2(h, 0), SIMD2(0, h))
      let byX = (loss.value(point + x) - loss.value(point - x)) / (2 * h)
      let byY = (loss.value(point + y) - loss.value(point - y)) / (2 * h)
      #expect(abs(byX - gradient.x) <= 1e-6 && abs(byY - gradient.y) <= 1e-6, "\(loss) at \(point)")
    }
  }

  @Test(arguments: AnalyticLoss.examples)
  func `minima have the value zero, no slope and higher neighbours`(loss: AnalyticLoss) {
    for minimum in loss.minima {
      #expect(abs(loss.value(minimum)) < 1e-24)
      let gradient = loss.gradient(minimum)
      #expect(abs(gradient.x) + abs(gradient.y) < 1e-11)
      for move in [SIMD2(0.01, 0), SIMD2(-0.01, 0), SIMD2(0, 0.01), SIMD2(0, -0.01)] {
        #expect(loss.value(minimum + move) > 1e-6)
      }
    }
  }

  @Test func `the saddle falls on both sides of one axis and rises on the other`() {
    #expect(AnalyticLoss.saddle.minima.isEmpty)
    #expect(AnalyticLoss.saddle.value(SIMD2(1, 0)) == 0.5 && AnalyticLoss.saddle.value(SIMD2(0, 1)) == -0.5)
  }
}
