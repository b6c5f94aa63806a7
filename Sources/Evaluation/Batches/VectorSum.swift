import Numerics

/// Weighted means of vectors, summed in `Double` in the order in which they are added.
package struct VectorSum: Sendable {
  private var sums: [Double]
  private var weight = 0.0

  /// No vector yet, of `count` numbers each.
  package init(count: Int) { sums = Array(repeating: 0, count: count) }

  /// Adds a vector times its weight.
  package mutating func add(_ vector: UnsafeBufferPointer<Float>, weight: Double) {
    precondition(vector.count == sums.count, "\(vector.count) numbers for \(sums.count) sums")
    self.weight += weight
    sums.withUnsafeMutableBufferPointer { VectorMath.accumulate(vector, weight: weight, into: $0) }
  }

  /// Writes `Σ wᵢ xᵢ / Σ wᵢ`, rounded to single precision.
  package func writeMean(to result: UnsafeMutableBufferPointer<Float>) {
    precondition(result.count == sums.count, "\(sums.count) sums for \(result.count) numbers")
    sums.withUnsafeBufferPointer { VectorMath.divide($0, by: weight, into: result) }
  }
}
