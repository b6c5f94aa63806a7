import Glibc
import Rendering

/// Numbers of results.
enum SignalNumbers {
  /// A number with as many digits as a picture shows; what is not finite stays as it is.
  static func rounded(_ value: Double, digits: Int = 5) -> Double {
    value.isFinite ? Decimal(value, significantDigits: digits).value : value
  }

  /// Numbers with as many digits as a picture shows.
  static func rounded(_ values: [Double], digits: Int = 5) -> [Double] {
    values.map { rounded($0, digits: digits) }
  }

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
}
