import Numerics
import Regularization

/// Data of a regression with groups of columns that nearly say the same, after the example of Zou & Hastie 2005
/// (doi:10.1111/j.1467-9868.2005.00503.x, §5).
///
/// Three columns `a` are correlated by 0.95 and have the coefficient 2 each, two columns `b` likewise with −2, and three
/// columns `c` are independent and have none. All have variance one in the population.
enum GroupedRegression {
  static let rows = 60
  static let noise = 2.5
  static let names = ["a1", "a2", "a3", "b1", "b2", "c1", "c2", "c3"]
  /// The columns of the two groups.
  static let grouped = 0..<5
  private static let coefficients: [Double] = [2, 2, 2, -2, -2, 0, 0, 0]
  private static let correlation = 0.95

  /// A table drawn from a seed.
  ///
  /// - Throws: never for these settings.
  static func table(seed: UInt64) throws(RegularizationError) -> RegressionTable {
    var stream = SeededGenerator(seed: seed, for: .regressionTable)
    var values = [Double](repeating: 0, count: rows * names.count)
    var response = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      let common = [stream.normal(), stream.normal()]
      var sum = noise * stream.normal()
      for column in names.indices {
        let own = stream.normal()
        let value =
          grouped.contains(column)
          ? correlation.squareRoot() * common[column < 3 ? 0 : 1] + (1 - correlation).squareRoot() * own : own
        values[column * rows + row] = value
        sum += coefficients[column] * value
      }
      response[row] = sum
    }
    return try RegressionTable(columnMajor: values, rows: rows, response: response, names: names)
  }
}
