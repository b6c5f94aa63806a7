/// Mean and variance of numbers that come in portions.
///
/// A portion is summed in two passes, mean first, in `Double` and in a fixed order; portions are merged without
/// cancellation (Chan, Golub & LeVeque 1983, doi:10.1080/00031305.1983.10483115).
struct MomentSum {
  private(set) var count = 0
  private(set) var mean = 0.0
  /// `Σ (x − mean)²`.
  private var squares = 0.0

  /// Squared deviations divided by their number; 0 of nothing.
  var variance: Double { count > 0 ? squares / Double(count) : 0 }

  /// Squared deviations divided by one less than their number; those of a single number divided by 1.
  var unbiasedVariance: Double { squares / Double(max(count - 1, 1)) }

  /// The root of the mean square.
  var rootMeanSquare: Double { (variance + mean * mean).squareRoot() }

  /// Adds numbers.
  mutating func add(_ values: UnsafeBufferPointer<Float>) {
    guard !values.isEmpty else { return }
    var portion = MomentSum()
    portion.count = values.count
    portion.mean = Self.sum(values) { $0 } / Double(values.count)
    let centre = SIMD8<Double>(repeating: portion.mean)
    portion.squares = Self.sum(values) { ($0 - centre) * ($0 - centre) }
    merge(portion)
  }

  /// Adds a number.
  mutating func add(_ value: Double) {
    var portion = MomentSum()
    (portion.count, portion.mean) = (1, value)
    merge(portion)
  }

  /// Adds what another sum has seen.
  mutating func merge(_ other: MomentSum) {
    guard other.count > 0 else { return }
    let total = Double(count + other.count)
    let difference = other.mean - mean
    squares += other.squares + difference * difference * (Double(count) / total) * Double(other.count)
    mean += difference * Double(other.count) / total
    count += other.count
  }

  /// Eight lanes, then what is left over.
  @inline(__always)
  private static func sum(
    _ values: UnsafeBufferPointer<Float>, _ term: (SIMD8<Double>) -> SIMD8<Double>
  ) -> Double {
    var lanes = SIMD8<Double>()
    let whole = values.count & ~7
    let raw = UnsafeRawBufferPointer(values)
    for i in stride(from: 0, to: whole, by: 8) {
      lanes += term(SIMD8<Double>(raw.loadUnaligned(fromByteOffset: 4 * i, as: SIMD8<Float>.self)))
    }
    var sum = lanes.sum()
    for i in whole..<values.count { sum += term(SIMD8(repeating: Double(values[i])))[0] }
    return sum
  }
}
