import Numerics
import Testing

@Suite struct VectorLoopTests {
  private let x = VectorSample.doubles(80, seed: 1)
  private let y = VectorSample.doubles(80, seed: 2)

  /// Runs a loop on pointers to vectors, the first of which lies at an odd address.
  private func at<Result>(
    _ offset: Int, _ body: (UnsafePointer<Double>, UnsafePointer<Double>) throws -> Result
  ) throws -> Result {
    try x.withUnsafeBufferPointer { x in
      try y.withUnsafeBufferPointer { y in
        try body(#require(x.baseAddress) + offset, #require(y.baseAddress))
      }
    }
  }

  @Test(arguments: VectorSample.counts)
  func `sums are those of a naive loop, and have the bits that they always had`(count: Int) throws {
    for offset in 0..<8 {
      let products = (0..<count).map { x[offset + $0] * y[$0] }
      let size = products.reduce(0) { $0 + abs($1) }
      let dot = try at(offset) { VectorLoops.dot($0, $1, count) }
      #expect(abs(dot - products.reduce(0, +)) <= Double(count) * 0x1p-52 * size)
      #expect(dot == LaneOrder.pairedSum(count) { products[$0] })
      let inOrder = try at(offset) { VectorLoops.dotInOrder($0, $1, count) }
      #expect(inOrder == LaneOrder.sum(count) { products[$0] })
      let sum = try at(offset) { x, _ in VectorLoops.sum(x, count) }
      #expect(sum == LaneOrder.pairedSum(count) { x[offset + $0] })
    }
  }

  @Test(arguments: [Double.nan, .infinity])
  func `sums keep what is not finite`(bad: Double) throws {
    for count in 1...70 {
      for position in [0, count - 1] {
        var x = [Double](repeating: 1, count: 70)
        x[position] = bad
        let sums = try x.withUnsafeBufferPointer { x in
          let x = try #require(x.baseAddress)
          return [
            VectorLoops.dot(x, x, count), VectorLoops.dotInOrder(x, x, count), VectorLoops.sum(x, count),
          ]
        }
        for sum in sums { #expect(bad.isNaN ? sum.isNaN : sum == bad) }
      }
    }
  }

  /// One rounding per operation: the bits of the same expression.
  @Test(arguments: VectorSample.counts)
  func `vectors are changed element by element`(count: Int) throws {
    let touched = 1..<1 + count
    let shifted = try changed(x) { a, _ in VectorLoops.shift(a, by: 0.3, count) }.x
    #expect(shifted == x.indices.map { touched.contains($0) ? x[$0] + 0.3 : x[$0] })

    let added = try changed(x) { a, b in VectorLoops.add(0.7, b, to: a, count) }.x
    #expect(added == x.indices.map { touched.contains($0) ? x[$0] + 0.7 * y[$0] : x[$0] })

    let turned = try changed(x) { VectorLoops.rotate($0, $1, cosine: 0.6, sine: 0.8, count) }
    #expect(turned.x == x.indices.map { touched.contains($0) ? 0.6 * x[$0] - 0.8 * y[$0] : x[$0] })
    #expect(turned.y == x.indices.map { touched.contains($0) ? 0.8 * x[$0] + 0.6 * y[$0] : y[$0] })

    let two = try at(2) { p, q in
      try changed(x) { VectorLoops.add(p, q, 0.1, 0.2, to: $0, 0.3, 0.4, to: $1, count) }
    }
    for i in x.indices {
      guard touched.contains(i) else {
        #expect(two.x[i] == x[i] && two.y[i] == y[i])
        continue
      }
      #expect(two.x[i] == x[i] + (0.1 * x[i + 1] + 0.2 * y[i - 1]))
      #expect(two.y[i] == y[i] + (0.3 * x[i + 1] + 0.4 * y[i - 1]))
    }
  }

  /// Both vectors after a loop that starts at their second number.
  private func changed(
    _ x: [Double], _ body: (UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>) -> Void
  ) throws -> (x: [Double], y: [Double]) {
    var (x, y) = (x, y)
    try x.withUnsafeMutableBufferPointer { x in
      try y.withUnsafeMutableBufferPointer { y in
        try body(#require(x.baseAddress) + 1, #require(y.baseAddress) + 1)
      }
    }
    return (x, y)
  }

  /// Even and odd rows apart, then their sum, then that of the table.
  @Test(arguments: 0...9)
  func `tiles of products are added to a table`(pairs: Int) throws {
    let leading = 5
    let start = VectorSample.doubles(4 * leading, seed: 3)
    var table = start
    try table.withUnsafeMutableBufferPointer { table in
      try at(1) { x, y in
        try VectorLoops.addProducts(
          x, y, rowPairs: pairs, to: #require(table.baseAddress), leading: leading)
      }
    }
    func entry(_ values: [Double], _ offset: Int, _ row: Int, _ column: Int) -> Double {
      values[offset + row / 2 * 8 + column * 2 + row % 2]
    }
    for column in 0..<4 {
      for row in 0..<leading {
        let index = row + column * leading
        guard row < 4 else {
          #expect(table[index] == start[index])
          continue
        }
        var sums = SIMD2<Double>()
        for r in 0..<2 * pairs { sums[r % 2] += entry(x, 1, r, row) * entry(y, 0, r, column) }
        #expect(table[index] == start[index] + sums.sum())
      }
    }
  }
}
