import Testing
import Training

@Suite struct VectorRootTests {
  @Test func `roots of all sizes are right to two roundings`() {
    var x: Float = .leastNormalMagnitude
    while x < .greatestFiniteMagnitude / 4 {
      let root = VectorRoot.root(SIMD8(repeating: x))[3]
      let exact = Double(x).squareRoot()
      #expect(abs(Double(root) - exact) <= 0x1p-22 * exact, "of \(x)")
      x *= 1.37
    }
  }

  @Test func `the root of zero is zero, and each lane has its own`() {
    let roots = VectorRoot.root(SIMD8(0, 1, 4, 9, 16, 25, 36, 49))
    #expect(roots == SIMD8(0, 1, 2, 3, 4, 5, 6, 7))
    #expect(VectorRoot.root(SIMD8(repeating: 0)) == SIMD8(repeating: 0))
  }
}
