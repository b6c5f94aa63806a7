import Numerics
import Testing

/// Loops over rows against their definitions in `Double`, for widths that fill vectors and that do not.
struct RowLoopsTests {
  private func numbers(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed, for: .example)
    return (0..<count).map { _ in Float(generator.normal()) }
  }

  @Test(arguments: [2, 8, 15, 16, 33, 100], [true, false])
  func `rows have mean and variance of scale and shift`(width: Int, centres: Bool) {
    let (x, gamma, beta) = (numbers(3 * width, seed: 1), numbers(width, seed: 2), numbers(width, seed: 3))
    var result = x
    VectorMath.normalizeRows(
      x, scale: gamma, shift: beta, centres: centres, epsilon: 1e-5, rows: 3, width: width, into: &result)
    for row in 0..<3 {
      let own = x[row * width..<(row + 1) * width].map(Double.init)
      let mean = centres ? own.reduce(0, +) / Double(width) : 0
      let variance = own.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / Double(width)
      for i in 0..<width {
        let expected = Double(gamma[i]) * (own[i] - mean) / (variance + 1e-5).squareRoot() + Double(beta[i])
        #expect(abs(Double(result[row * width + i]) - expected) < 4e-6)
      }
    }
  }

  @Test(arguments: [1, 7, 32], [true, false])
  func `rows that are scaled lie at a distance`(width: Int, rectifies: Bool) {
    let (x, a, k) = (numbers(4 * width, seed: 1), numbers(width, seed: 2), numbers(width, seed: 3))
    var result = Array(repeating: Float(7), count: 4 * (width + 2))
    VectorMath.affineRows(
      x, a, plus: k, rectifies: rectifies, rows: 4, width: width, into: &result, stride: width + 2)
    for row in 0..<4 {
      for i in 0..<width {
        let value = a[i] * x[row * width + i] + k[i]
        #expect(result[row * (width + 2) + i] == (rectifies ? max(0, value) : value))
      }
      #expect(result[row * (width + 2) + width] == 7)
    }
  }

  @Test(arguments: [1, 7, 8, 11, 16], [1, 8, 27, 64])
  func `rows become columns at their places`(rows: Int, count: Int) {
    let (x, factors) = (numbers(rows * count, seed: 1), numbers(16, seed: 2))
    // The columns in falling order, with gaps.
    let places = (0..<count).map { Int64((count - 1 - $0) * 20) }
    var result = Array(repeating: Float(7), count: count * 20)
    VectorMath.placeRows(x, by: factors, rows: rows, count: count, places: places, into: &result)
    for i in 0..<count {
      for row in 0..<20 {
        let expected = row < rows ? x[row * count + i] * factors[row] : 7
        #expect(result[Int(places[i]) + row] == expected)
      }
    }
  }
}
