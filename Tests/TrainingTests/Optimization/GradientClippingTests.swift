import Testing
import Training

@Suite struct GradientClippingTests {
  private func clip(_ gradient: [Float], _ bound: Double) -> (gradient: [Float], norm: Double) {
    var gradient = gradient
    let norm = gradient.withUnsafeMutableBufferPointer { GradientClipping.clip($0, norm: bound) }
    return (gradient, norm)
  }

  @Test func `a long gradient keeps its direction and gets the norm`() {
    #expect(clip([3, -4], 1).gradient == [0.6, -0.8])
    #expect(clip([3, -4], 1).norm == 5)
  }

  @Test func `a short gradient stays`() {
    #expect(clip([3, -4], 5).gradient == [3, -4])
    #expect(clip([0, 0], 1).gradient == [0, 0])
  }
}
