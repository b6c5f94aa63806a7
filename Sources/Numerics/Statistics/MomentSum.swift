/// Mean and variance of numbers that come in portions.
///
/// A portion is summed in two passes, mean first, in `Double` and in a fixed order; portions are merged without
/// cancellation (Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115).
package struct MomentSum: Sendable {
  /// How many numbers were added.
  package private(set) var count = 0
  /// Their mean; 0 of nothing.
  package private(set) var mean = 0.0
  /// `Σ (x − mean)²`.
  private var squares = 0.0

  /// Nothing added yet.
  package init() {}

  /// Squared deviations divided by their number; 0 of nothing.
  package var variance: Double { count > 0 ? squares / Double(count) : 0 }

  /// Squared deviations divided by one less than their number; those of a single number divided by 1.
  package var unbiasedVariance: Double { squares / Double(max(count - 1, 1)) }

  /// The root of the mean square.
  package var rootMeanSquare: Double { (variance + mean * mean).squareRoot() }

  /// Adds numbers.
  package mutating func add(_ values: UnsafeBufferPointer<Float>) {
    guard !values.isEmpty else { return }
    var portion = MomentSum()
    portion.count = values.count
    portion.mean = VectorMath.sum(values) / Double(values.count)
    portion.squares = VectorMath.squaredDeviations(values, from: portion.mean)
    merge(portion)
  }

  /// Adds a number.
  package mutating func add(_ value: Double) {
    var portion = MomentSum()
    (portion.count, portion.mean) = (1, value)
    merge(portion)
  }

  /// Adds what another sum has seen.
  package mutating func merge(_ other: MomentSum) {
    guard other.count > 0 else { return }
    let total = Double(count + other.count)
    let difference = other.mean - mean
    squares += other.squares + difference * difference * (Double(count) / total) * Double(other.count)
    mean += difference * Double(other.count) / total
    count += other.count
  }
}
