import Numerics
import Testing

@Suite struct VectorMathTests {
  private func random(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, for: .example)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  /// Sums of n products in Double err by at most n·2⁻⁵³ times the sum of their sizes.
  @Test(arguments: [0, 1, 7, 8, 9, 64, 1001])
  func `dot products and norms equal plain sums`(count: Int) {
    let (x, y) = (random(count, seed: 1), random(count, seed: 2))
    let expected = zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    let size = zip(x, y).reduce(0) { $0 + abs(Double($1.0) * Double($1.1)) }
    let found = x.withUnsafeBufferPointer { x in y.withUnsafeBufferPointer { VectorMath.dot(x, $0) } }
    #expect(abs(found - expected) <= Double(count) * 0x1p-52 * size)
    let norm = x.withUnsafeBufferPointer { VectorMath.norm($0) }
    let square = x.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(norm - square.squareRoot()) <= 1e-14 * norm)
  }

  @Test func `values too large for a product in Float do not overflow`() {
    let huge: [Float] = [1e30, -1e30, 1e30]
    #expect(abs(huge.withUnsafeBufferPointer { VectorMath.norm($0) } / 1e30 - 3.0.squareRoot()) < 1e-6)
  }

  @Test func `a combination without steps is the vector itself`() {
    let (x, u, v) = (random(37, seed: 1), random(37, seed: 2), random(37, seed: 3))
    var result = [Float](repeating: .nan, count: 37)
    func combine(_ alpha: Float, _ beta: Float) {
      x.withUnsafeBufferPointer { x in
        u.withUnsafeBufferPointer { u in
          v.withUnsafeBufferPointer { v in
            result.withUnsafeMutableBufferPointer { VectorMath.combine(x, alpha, u, beta, v, into: $0) }
          }
        }
      }
    }
    combine(0, 0)
    #expect(result == x)
    combine(0.5, -2)
    #expect(result == x.indices.map { x[$0] + 0.5 * u[$0] + -2 * v[$0] })
  }
}
