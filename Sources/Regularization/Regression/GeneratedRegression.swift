import Numerics

/// Data of a regression drawn at random, from a seed.
package struct GeneratedRegression: Hashable, Sendable {
  /// What the predictors are like.
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    /// Ten predictors with the correlations, coefficients and noise of the diabetes data (Efron et al. 2004,
    /// doi:10.1214/009053604000000067), rounded.
    case diabetesLike = "diabetes-like"
    /// Neighbours correlated by 0.7, `0.7^|i−j|`; every third coefficient is not zero: 3, −2, 1.5, 3, −2 …
    case correlated
  }

  package let kind: Kind
  package let rows: Int
  package let columns: Int
  /// Standard deviation of what the predictors do not explain.
  package let noise: Double
  package let seed: UInt64

  /// Data of at least two rows and one column; `diabetesLike` has up to `diabetesColumns` of them.
  package init(kind: Kind, rows: Int, columns: Int, noise: Double, seed: UInt64) {
    precondition(rows >= 2 && columns >= 1, "\(rows) rows of \(columns) columns")
    precondition(kind != .diabetesLike || columns <= Self.diabetesColumns, "\(columns) columns like diabetes")
    self.kind = kind
    self.rows = rows
    self.columns = columns
    self.noise = noise
    self.seed = seed
  }

  /// Number of predictors of the diabetes data.
  package static let diabetesColumns = 10

  /// The table: predictors of variance one in the population, column after column, and the response.
  ///
  /// - Throws: `RegularizationError` as `RegressionTable` does, where the noise is not finite.
  package func table() throws(RegularizationError) -> RegressionTable {
    var stream = SeededGenerator(seed: seed, for: .regressionTable)
    let factor =
      kind == .diabetesLike
      ? CholeskyFactor(lowerTriangle: Array(Self.correlations.prefix(columns))) : nil
    let coefficients = (0..<columns).map(coefficient)
    var values = [Double](repeating: 0, count: rows * columns)
    var response = [Double](repeating: 0, count: rows)
    for row in 0..<rows {
      let draws = (0..<columns).map { _ in stream.normal() }
      var last = 0.0
      var sum = 0.0
      for column in 0..<columns {
        switch kind {
        case .diabetesLike:
          last = (0...column).reduce(0.0) { $0 + (factor?[column, $1] ?? 0) * draws[$1] }
        case .correlated:
          last = column == 0 ? draws[0] : 0.7 * last + (1 - 0.7 * 0.7).squareRoot() * draws[column]
        }
        values[column * rows + row] = last
        sum += coefficients[column] * last
      }
      response[row] = sum + noise * stream.normal()
    }
    return try RegressionTable(
      columnMajor: values, rows: rows, response: response,
      names: kind == .diabetesLike ? Array(Self.names.prefix(columns)) : nil)
  }

  private func coefficient(of column: Int) -> Double {
    switch kind {
    case .diabetesLike: Self.coefficients[column]
    case .correlated: column % 3 == 0 ? [3, -2, 1.5][column / 3 % 3] : 0
    }
  }

  private static let names = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"]
  /// Of the standardized columns.
  private static let coefficients: [Double] = [0, -11, 25, 15, -38, 23, 5, 8, 36, 3]
  /// Lower triangle.
  private static let correlations: [[Double]] = [
    [1],
    [0.17, 1],
    [0.19, 0.09, 1],
    [0.34, 0.24, 0.40, 1],
    [0.26, 0.04, 0.25, 0.24, 1],
    [0.22, 0.14, 0.26, 0.19, 0.90, 1],
    [-0.08, -0.38, -0.37, -0.18, 0.05, -0.20, 1],
    [0.20, 0.33, 0.41, 0.26, 0.54, 0.66, -0.74, 1],
    [0.27, 0.15, 0.45, 0.39, 0.52, 0.32, -0.40, 0.62, 1],
    [0.30, 0.21, 0.39, 0.39, 0.33, 0.29, -0.27, 0.42, 0.46, 1],
  ]
}
