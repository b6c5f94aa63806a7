/// The affine map that gives the numbers to be predicted mean 0 and deviation 1 on the training split.
///
/// A network predicts `(t − mean)/deviation`, and its losses are of that: a mean squared error is in units of
/// `deviation²`, an absolute one in units of `deviation`.
package struct TargetStandardization: Codable, Hashable, Sendable {
  /// Mean of the training split, in the target's own unit.
  package let mean: Double
  /// Standard deviation (population) of the training split; positive.
  package let deviation: Double

  /// A standardization by known statistics.
  package init(mean: Double, deviation: Double) {
    precondition(deviation > 0, "a deviation of \(deviation)")
    self.mean = mean
    self.deviation = deviation
  }

  /// The statistics of some numbers, in two passes; where they are all the same the deviation is given as 1.
  package init(of numbers: [Double]) {
    let count = Double(max(numbers.count, 1))
    // Scaled, so that squares neither overflow nor vanish.
    let scale = numbers.reduce(0) { max($0, abs($1)) }
    guard let first = numbers.first, scale > 0, numbers.contains(where: { $0 != first }) else {
      self.init(mean: numbers.first ?? 0, deviation: 1)
      return
    }
    let mean = numbers.reduce(0) { $0 + $1 / scale } / count
    let variance = numbers.reduce(0) { $0 + ($1 / scale - mean) * ($1 / scale - mean) } / count
    let deviation = variance.squareRoot() * scale
    self.init(mean: mean * scale, deviation: deviation > 0 ? deviation : 1)
  }

  /// The number as a network predicts it.
  package func apply(to number: Double) -> Float { Float((number - mean) / deviation) }
}
