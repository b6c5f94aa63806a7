import Glibc
import Rendering

/// Numbers of results.
enum SignalNumbers {
  /// Positions from one end to the other, both included.
  static func positions(_ lower: Double, _ upper: Double, count: Int) -> [Double] {
    (0..<count).map { lower + (upper - lower) * Double($0) / Double(count - 1) }
  }

  /// Positions in equal ratios, both ends included.
  static func ratios(_ lower: Double, _ upper: Double, count: Int) -> [Double] {
    positions(log(lower), log(upper), count: count).map(exp)
  }

  /// The root of the mean square.
  static func rootMeanSquare(_ values: some Collection<Double>) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
  }

  /// A series with a gap wherever a value jumps by more than a limit, so that no line is drawn across the jump.
  static func broken(_ x: [Double], _ y: [Double], at limit: Double) -> (x: [Double], y: [Double]) {
    var result: (x: [Double], y: [Double]) = ([], [])
    for (index, value) in y.enumerated() {
      if index > 0, abs(value - y[index - 1]) > limit {
        result.x.append((x[index - 1] + x[index]) / 2)
        result.y.append(.nan)
      }
      result.x.append(x[index])
      result.y.append(value)
    }
    return result
  }
}
