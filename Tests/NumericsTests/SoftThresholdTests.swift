import Numerics
import Testing

@Suite struct SoftThresholdTests {
  @Test func `numbers move towards zero by the threshold and stay there`() {
    #expect([-3.0, -1, -0.5, 0, 0.5, 1, 3].map { $0.softThresholded(by: 1) } == [-2, 0, 0, 0, 0, 0, 2])
    #expect(Float(-3).softThresholded(by: 0.5) == -2.5)
    #expect(7.5.softThresholded(by: 0) == 7.5)
    #expect(7.5.softThresholded(by: .infinity) == 0)
  }

  /// Its definition: no other w makes `½(w − z)² + t|w|` smaller.
  @Test func `it is the minimizer of its criterion`() {
    for z in stride(from: -3.0, through: 3, by: 0.25) {
      func criterion(_ w: Double) -> Double { (w - z) * (w - z) / 2 + 0.7 * abs(w) }
      let least = criterion(z.softThresholded(by: 0.7))
      for w in stride(from: -3.0, through: 3, by: 0.01) { #expect(criterion(w) >= least - 1e-15) }
    }
  }
}
