import Numerics

/// A table after centring and scaling, in the units of `½‖y − Xβ‖²`.
///
/// A column that becomes zero (constant, with an intercept) stays in place and never gets a coefficient.
package struct StandardizedRegression: Sendable {
  /// The data as they were.
  package let table: RegressionTable
  /// How they were treated.
  package let settings: RegressionSettings
  /// Columns after each other.
  let values: [Double]
  let response: [Double]
  /// What was subtracted from each column; 0 without intercept.
  package let columnMeans: [Double]
  /// What each column was divided by.
  package let columnScales: [Double]
  /// What was subtracted from the response; 0 without intercept.
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
    let (n, p) = (table.rows, table.columns)
    var values = table.values
    var means = [Double](repeating: 0, count: p)
    var scales = [Double](repeating: 1, count: p)
    values.withUnsafeMutableBufferPointer { x in
      means.withUnsafeMutableBufferPointer { means in
        scales.withUnsafeMutableBufferPointer { scales in
          guard let x = x.baseAddress else { return }
          nonisolated(unsafe) let (x0, means, scales) = (x, means, scales)
          let threads = n * p > 1 << 18 ? WorkerPool.processors : 1
          WorkerPool(threads: threads).run { thread in
            for column in stride(from: thread, to: p, by: threads) {
              let entries = UnsafeMutableBufferPointer(start: x0 + column * n, count: n)
              (means[column], scales[column]) = Self.standardize(entries, settings)
            }
          }
        }
      }
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
        return (0..<p).map { VectorLoops.dot(x + $0 * n, y, n) }
      }
    }
    responseSquare = response.reduce(0) { $0 + $1 * $1 }
  }

  /// Centres and scales one column in place; returns its mean, or 0 where it is not centred, and its scale.
  private static func standardize(
    _ entries: UnsafeMutableBufferPointer<Double>, _ settings: RegressionSettings
  ) -> (mean: Double, scale: Double) {
    guard let x = entries.baseAddress else { return (0, 1) }
    let n = entries.count
    let isConstant = entries.allSatisfy { $0 == x[0] }
    var mean = 0.0
    if settings.intercept {
      // A second pass takes out what rounding left in the first mean.
      mean = isConstant ? x[0] : VectorLoops.sum(x, n) / Double(n)
      VectorLoops.shift(x, by: -mean, n)
      if !isConstant {
        let rest = VectorLoops.sum(x, n) / Double(n)
        VectorLoops.shift(x, by: -rest, n)
        mean += rest
      }
    }
    guard settings.standardize, !(isConstant && settings.intercept) else { return (mean, 1) }
    let square = VectorLoops.dot(x, x, n)
    guard square > 0 else { return (mean, 1) }
    let scale = (square / Double(n)).squareRoot()
    for i in 0..<n { x[i] /= scale }
    return (mean, scale)
  }

  /// A point of a path from coefficients of the standardized columns.
  ///
  /// - Parameter explained: `‖y‖² − ‖y − Xβ‖²`, which methods know from the correlations without a pass
  ///   over the data.
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
    let fraction = responseSquare > 0 ? explained / responseSquare : 0
    return PathPoint(
      strength: strength, coefficients: original, intercept: intercept,
      degreesOfFreedom: degreesOfFreedom,
      devianceShare: fraction, dualityGap: dualityGap, convergence: convergence)
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
