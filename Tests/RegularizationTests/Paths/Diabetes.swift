import Regularization

/// The diabetes data of the paper on least angle regression, doi:10.1214/009053604000000067.
enum Diabetes {
  static let names = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]

  /// 442 rows, ten predictors.
  static func table() throws -> RegressionTable {
    let rows = diabetesText.split(separator: "\n").map {
      $0.split(separator: " ").compactMap { Double($0) }
    }
    return try RegressionTable(
      rows: rows.map { Array($0.dropLast()) }, response: rows.map { $0[10] }, names: names)
  }

  /// Mean response, which is the intercept on centred columns.
  static let settings = RegressionSettings(standardize: true)

  /// Coefficients of the standardized columns, as the numbers from scikit-learn are.
  static func standardized(_ coefficients: [Double], _ table: RegressionTable) -> [Double] {
    zip(coefficients, StandardizedRegression(table, settings).columnScales).map { $0 * $1 }
  }
}

/// Whether two vectors agree up to a share of the larger one's largest entry.
func agree(_ a: [Double], _ b: [Double], within share: Double) -> Bool {
  let size = (a + b).map(abs).max() ?? 0
  return a.count == b.count && zip(a, b).allSatisfy { abs($0 - $1) <= share * size }
}
