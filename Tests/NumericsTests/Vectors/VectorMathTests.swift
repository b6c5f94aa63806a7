import Numerics
import Testing

@Suite struct VectorMathTests {
  private let x = VectorSample.floats(80, seed: 1)
  private let y = VectorSample.floats(80, seed: 2)
  private let z = VectorSample.floats(80, seed: 3)

  // MARK: Sums

  @Test(arguments: VectorSample.counts)
  func `sums are those of a naive loop in Double, and have the bits that they always had`(count: Int) {
    for offset in 0..<8 {
      let products = (0..<count).map { Double(x[offset + $0]) * Double(y[3 + $0]) }
      let dot = x.at(offset, count) { x in y.at(3, count) { VectorMath.dot(x, $0) } }
      expect(dot, sumOf: products)

      let numbers = (0..<count).map { Double(x[offset + $0]) }
      expect(x.at(offset, count, VectorMath.sum), sumOf: numbers)

      let squares = numbers.map { ($0 - 0.3) * ($0 - 0.3) }
      expect(x.at(offset, count) { VectorMath.squaredDeviations($0, from: 0.3) }, sumOf: squares)

      let norm = x.at(offset, count, VectorMath.norm)
      #expect(norm == LaneOrder.sum(count) { numbers[$0] * numbers[$0] }.squareRoot())
    }
  }

  /// Sums of n terms in Double err by at most n·2⁻⁵³ times the sum of their sizes.
  private func expect(_ found: Double, sumOf terms: [Double]) {
    let size = terms.reduce(0) { $0 + abs($1) }
    #expect(abs(found - terms.reduce(0, +)) <= Double(terms.count) * 0x1p-52 * size)
    #expect(found == LaneOrder.sum(terms.count) { terms[$0] })
  }

  @Test func `values too large for a product in Float do not overflow`() {
    let huge: [Float] = [1e30, -1e30, 1e30]
    #expect(abs(huge.withUnsafeBufferPointer { VectorMath.norm($0) } / 1e30 - 3.0.squareRoot()) < 1e-6)
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func `sums keep what is not finite, wherever it is`(bad: Float) {
    let ones = [Float](repeating: 1, count: 70)
    for count in 1...70 {
      for position in [0, count / 2, count - 1] {
        var x = ones
        x[position] = bad
        let sum = x.at(0, count, VectorMath.sum)
        #expect(bad.isNaN ? sum.isNaN : sum == Double(bad))
        let dot = ones.at(0, count) { ones in x.at(0, count) { VectorMath.dot($0, ones) } }
        #expect(bad.isNaN ? dot.isNaN : dot == Double(bad))
        let squares = x.at(0, count) { VectorMath.squaredDeviations($0, from: 1) }
        #expect(bad.isNaN ? squares.isNaN : squares == .infinity)
        #expect(!x.at(0, count, VectorMath.isFinite))
        // Beyond the end it does not matter.
        #expect(x.at(0, position, VectorMath.isFinite))
      }
    }
  }

  @Test func `long vectors are searched to their end`() {
    var x = [Float](repeating: .greatestFiniteMagnitude, count: 10_001)
    #expect(x.withUnsafeBufferPointer(VectorMath.isFinite))
    for position in [0, 4095, 4096, 10_000] {
      x[position] = .infinity
      #expect(!x.withUnsafeBufferPointer(VectorMath.isFinite))
      x[position] = .leastNonzeroMagnitude
    }
  }

  // MARK: Combinations

  /// One rounding per operation: the bits of the same expression in Float.
  @Test(arguments: VectorSample.counts)
  func `combinations are rounded after each operation`(count: Int) {
    for offset in [0, 1, 5] {
      let range = offset..<offset + count
      let expected = range.map { x[$0] + 0.3 * y[$0] + -0.7 * z[$0] }
      let found = written(count) { result in
        x.at(offset, count) { x in
          y.at(offset, count) { y in
            z.at(offset, count) { VectorMath.combine(x, 0.3, y, -0.7, $0, into: result) }
          }
        }
      }
      #expect(found == expected)
      let directions = written(count) { result in
        x.at(offset, count) { x in
          y.at(offset, count) { y in
            z.at(offset, count) { z in
              VectorMath.combine(x, [0.3, -0.7, 1.1], [y, z, y], into: result)
            }
          }
        }
      }
      #expect(directions == range.map { x[$0] + 0.3 * y[$0] + -0.7 * z[$0] + 1.1 * y[$0] })
      let affine = written(count) { result in
        x.at(offset, count) { x in
          y.at(offset, count) { VectorMath.affine(0.3, x, -0.7, $0, plus: 0.1, into: result) }
        }
      }
      #expect(affine == range.map { (0.3 * x[$0] + 0.1) + -0.7 * y[$0] })
      let single = written(count) { result in
        x.at(offset, count) { VectorMath.affine(0.3, $0, plus: 0.1, into: result) }
      }
      #expect(single == range.map { 0.3 * x[$0] + 0.1 })
    }
  }

  /// The result of a loop that starts at an odd address, with a look at its neighbours.
  private func written(
    _ count: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void
  ) -> [Float] {
    var result = [Float](repeating: 99, count: count + 8)
    result.change(3, count, body)
    #expect(result[..<3].allSatisfy { $0 == 99 } && result[(3 + count)...].allSatisfy { $0 == 99 })
    return Array(result[3..<3 + count])
  }

  @Test func `a combination without steps is the vector itself`() {
    #expect(written(80) { r in x.at(0, 80) { VectorMath.combine($0, 0, $0, 0, $0, into: r) } } == x)
    #expect(written(80) { r in x.at(0, 80) { VectorMath.combine($0, [], [], into: r) } } == x)
  }

  /// The directions are added stretch by stretch, so that a long vector has several.
  @Test func `any number of directions is added, to long vectors too`() {
    let n = 5000
    let vectors = (0..<4).map { VectorSample.floats(n, seed: UInt64($0)) }
    let coefficients: [Float] = [0.5, -2, 0.1]
    var result = vectors[0]
    result.withUnsafeMutableBufferPointer { result in
      vectors[1].withUnsafeBufferPointer { a in
        vectors[2].withUnsafeBufferPointer { b in
          vectors[3].withUnsafeBufferPointer { c in
            VectorMath.combine(UnsafeBufferPointer(result), coefficients, [a, b, c], into: result)
          }
        }
      }
    }
    for i in 0..<n {
      #expect(
        result[i] == vectors[0][i] + 0.5 * vectors[1][i] + -2 * vectors[2][i] + 0.1 * vectors[3][i])
    }
  }

  @Test(arguments: VectorSample.counts)
  func `scaling works in place, and row by row`(count: Int) {
    var scaled = x
    scaled.change(1, count) { VectorMath.scale($0, by: 0.3) }
    #expect(scaled == x.indices.map { (1..<1 + count).contains($0) ? 0.3 * x[$0] : x[$0] })
    guard count > 0 else { return }
    let factors: [Float] = [2, -0.3, 0.1]
    let source = (0..<3 * count).map { x[$0 % 70] + Float($0) }
    let rows = written(3 * count) { result in
      source.withUnsafeBufferPointer { source in
        factors.withUnsafeBufferPointer { VectorMath.scaleRows(source, by: $0, into: result) }
      }
    }
    #expect(rows == source.indices.map { factors[$0 / count] * source[$0] })
  }

  @Test func `what is not finite goes through combinations as arithmetic has it`() {
    let special: [Float] = [.infinity, -.infinity, .nan, 0, -0.0, 1, .greatestFiniteMagnitude]
    let x = (0..<70).map { special[$0 % 7] }
    let y = (0..<70).map { special[$0 / 7 % 7] }
    let found = written(70) { r in
      x.at(0, 70) { x in y.at(0, 70) { VectorMath.combine(x, 2, $0, 0, x, into: r) } }
    }
    let affine = written(70) { r in
      x.at(0, 70) { x in y.at(0, 70) { VectorMath.affine(1, x, -1, $0, plus: 1, into: r) } }
    }
    for i in 0..<70 {
      #expect(isSame(found[i], x[i] + 2 * y[i] + 0 * x[i]))
      #expect(isSame(affine[i], (1 * x[i] + 1) + -1 * y[i]))
    }
  }

  /// The same bits, or both NaN.
  private func isSame(_ a: Float, _ b: Float) -> Bool {
    a.bitPattern == b.bitPattern || (a.isNaN && b.isNaN)
  }

  // MARK: Sums of vectors

  @Test(arguments: VectorSample.counts)
  func `sums of vectors and their means are formed in Double`(count: Int) {
    let start = VectorSample.doubles(80, seed: 4)
    var sums = start
    sums.change(3, count) { sums in x.at(1, count) { VectorMath.accumulate($0, weight: 0.37, into: sums) } }
    #expect(
      sums
        == start.indices.map { i in
          (3..<3 + count).contains(i) ? start[i] + 0.37 * Double(x[i - 2]) : start[i]
        })
    let means = written(count) { result in
      sums.at(3, count) { VectorMath.divide($0, by: 7, into: result) }
    }
    #expect(means == (0..<count).map { Float(sums[3 + $0] / 7) })
  }
}
