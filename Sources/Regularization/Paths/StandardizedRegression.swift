/// A table after centring and scaling, in the units of `½‖y − Xβ‖²`.
///
/// A column that becomes zero (constant, with an intercept) stays in place and never gets a coefficient.
package struct StandardizedRegression: Sendable {
  package let table: RegressionTable
  package let settings: RegressionSettings
  /// Columns after each other.
  let values: [Double]
  let response: [Double]
  package let columnMeans: [Double]
  /// What each column was divided by.
  package let columnScales: [Double]
  package let responseMean: Double
  /// `Xᵀy`.
  let correlations: [Double]
  /// `‖y‖²`, about the mean if an intercept is fitted.
  let responseSquare: Double

  var rows: Int { table.rows }
  var columns: Int { table.columns }
  /// The s of `s · ½‖y − Xβ‖²`.
  var scale: Double { settings.weighting.scale(rows: rows) }

  /// Centres and scales a table.
  package init(_ table: RegressionTable, _ settings: RegressionSettings) {
    self.table = table
    self.settings = settings
    let n = table.rows
    var values = table.values
    var means = [Double](repeating: 0, count: table.columns)
    var scales = [Double](repeating: 1, count: table.columns)
    for column in 0..<table.columns {
      let range = column * n..<(column + 1) * n
      let constant = values[range].allSatisfy { $0 == values[range.lowerBound] }
      if settings.intercept {
        // A second pass takes out what rounding left in the first mean.
        var mean = values[range].reduce(0, +) / Double(n)
        mean += values[range].reduce(0) { $0 + ($1 - mean) } / Double(n)
        means[column] = constant ? values[range.lowerBound] : mean
        for i in range { values[i] -= means[column] }
      }
      guard settings.standardize, !(constant && settings.intercept) else { continue }
      let square = values[range].reduce(0) { $0 + $1 * $1 }
      guard square > 0 else { continue }
      scales[column] = (square / Double(n)).squareRoot()
      for i in range { values[i] /= scales[column] }
    }
    var response = table.response
    var mean = 0.0
    if settings.intercept {
      mean = response.reduce(0, +) / Double(n)
      mean += response.reduce(0) { $0 + ($1 - mean) } / Double(n)
      for i in response.indices { response[i] -= mean }
    }
    self.values = values
    self.response = response
    columnMeans = means
    columnScales = scales
    responseMean = mean
    correlations = values.withUnsafeBufferPointer { x in
      response.withUnsafeBufferPointer { y in
        guard let x = x.baseAddress, let y = y.baseAddress else { return [] }
        return (0..<table.columns).map { VectorLoops.dot(x + $0 * n, y, n) }
      }
    }
    responseSquare = response.reduce(0) { $0 + $1 * $1 }
  }

  /// A point of a path from coefficients of the standardized columns.
  ///
  /// - Parameter explained: `‖y‖² − ‖y − Xβ‖²`, which methods know from the correlations without a pass over the data.
  func point(
    strength: Double, coefficients: [Double], explained: Double, degreesOfFreedom: Double,
    dualityGap: Double? = nil,
    convergence: Convergence = .exact
  ) -> PathPoint {
    var intercept = responseMean
    var original = coefficients
    for column in original.indices where original[column] != 0 {
      original[column] /= columnScales[column]
      intercept -= original[column] * columnMeans[column]
    }
    let share = responseSquare > 0 ? explained / responseSquare : 0
    return PathPoint(
      strength: strength, coefficients: original, intercept: intercept,
      degreesOfFreedom: degreesOfFreedom,
      devianceShare: share, dualityGap: dualityGap, convergence: convergence)
  }

  /// `Xᵀ v` for a vector of n numbers.
  func products(with vector: [Double]) -> [Double] {
    values.withUnsafeBufferPointer { x in
      vector.withUnsafeBufferPointer { v in
        guard let x = x.baseAddress, let v = v.baseAddress else { return [] }
        return (0..<columns).map { VectorLoops.dot(x + $0 * rows, v, rows) }
      }
    }
  }
}
