import Numerics
import Testing

@Suite struct LaneLoopTests {
  private static let sizes = [1, 2, 3, 4, 7, 8, 9, 12, 16, 20, 24, 27, 40]
  private let a = VectorSample.floats(40, seed: 1)
  private let b = VectorSample.floats(40, seed: 2)
  private let k = VectorSample.floats(40, seed: 3)

  @Test(arguments: sizes, [1, 2, 5, 8, 17])
  func `affine maps round after each operation`(lanes: Int, pixels: Int) {
    let x = VectorSample.floats(lanes * pixels, seed: 4)
    let y = VectorSample.floats(lanes * pixels, seed: 5)
    var (one, two) = (x, x)
    LaneLoops.affine(a, x, b, nil, plus: k, into: &one, lanes: lanes, pixels: pixels)
    LaneLoops.affine(a, x, b, y, plus: k, into: &two, lanes: lanes, pixels: pixels)
    var sum = y
    LaneLoops.add(a, x, to: &sum, lanes: lanes, pixels: pixels)
    for i in x.indices {
      let lane = i % lanes
      let single: Float = a[lane] * x[i] + k[lane]
      #expect(one[i] == single)
      #expect(two[i] == single + b[lane] * y[i])
      #expect(sum[i] == y[i] + a[lane] * x[i])
    }
  }

  @Test(arguments: sizes, [1, 2, 7, 8, 9, 16, 17, 40])
  func `sums are formed in Double, pixel by pixel`(lanes: Int, pixels: Int) {
    let x = VectorSample.floats(lanes * pixels, seed: 4)
    let y = VectorSample.floats(lanes * pixels, seed: 5)
    let start = VectorSample.doubles(lanes, seed: 6)
    var (sums, products) = (start, start)
    LaneLoops.addSums(x, nil, to: &sums, lanes: lanes, pixels: pixels)
    LaneLoops.addSums(x, y, to: &products, lanes: lanes, pixels: pixels)
    for lane in 0..<lanes {
      func total(_ term: (Int) -> Double) -> Double {
        guard lanes == 1 else { return start[lane] + (0..<pixels).reduce(0) { $0 + term($1 * lanes + lane) } }
        // A single lane is summed in eights, then what they leave.
        let whole = pixels & ~7
        let first = whole > 0 ? start[0] + LaneOrder.sum(whole, term) : start[0]
        return whole < pixels ? first + (whole..<pixels).reduce(0) { $0 + term($1) } : first
      }
      #expect(sums[lane] == total { Double(x[$0]) })
      #expect(products[lane] == total { Double(x[$0]) * Double(y[$0]) })
    }
  }

  @Test(arguments: VectorSample.counts)
  func `products of vectors are those of their numbers`(count: Int) {
    let (x, y) = (VectorSample.floats(count, seed: 1), VectorSample.floats(count, seed: 2))
    var result = x
    result.change(0, count) { target in
      x.at(0, count) { x in y.at(0, count) { VectorMath.multiply(x, $0, into: target) } }
    }
    #expect(result == zip(x, y).map { $0 * $1 })
  }

  /// Every byte once the one that carries, among bytes that do not.
  @Test(arguments: [1, 7, 8, 9, 63, 64, 65, 200])
  func `a word that carries is found wherever it is`(count: Int) {
    let (mask, addend): (UInt64, UInt64) = (0x7F7F_7F7F_7F7F_7F7F, 0x1010_1010_1010_1010)
    for place in 0..<count {
      var bytes = [UInt8](repeating: 0xEF, count: count)
      #expect(!bytes.withUnsafeBytes { VectorMath.carries($0, mask: mask, addend: addend) })
      bytes[place] = 0x70
      #expect(bytes.withUnsafeBytes { VectorMath.carries($0, mask: mask, addend: addend) })
    }
  }
}
