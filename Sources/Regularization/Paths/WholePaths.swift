#if canImport(Glibc)
import Glibc
#endif

extension ElasticNetPath {
  /// The path from the strength at which all is zero almost to least squares, where that is unique.
  ///
  /// - Throws: `invalidParameter` as `ElasticNetPath` does.
  package static func wholePath(
    _ table: RegressionTable, _ settings: RegressionSettings, _ mixture: Penalty
  ) throws(RegularizationError) -> CoefficientPath {
    var problem = try ElasticNetPath(penalty: mixture, settings: settings)
    // Correlated columns leave the coefficients much less certain than the criterion.
    problem.tolerance = 1e-12
    let isUnique = table.rows > table.columns && table.duplicateColumns.isEmpty
    return problem.path(table, count: 200, downTo: isUnique ? 1e-5 : 1e-3)
  }
}

extension RidgePath {
  /// The path of `λ/2 ‖β‖²` from almost no degree of freedom to almost all of them, and least squares.
  ///
  /// - Throws: `invalidParameter` as `path` does.
  package static func wholePath(
    _ table: RegressionTable, _ settings: RegressionSettings
  ) throws(RegularizationError) -> CoefficientPath {
    let top = 20 * totalVariance(table, settings)
    // A step is a thirtieth of a decade.
    let strengths = (0..<360).map { top * pow(10, -Double($0) / 30) } + [0]
    let path = try path(table, settings, convention: .halved, strengths: strengths)
    let all = path.points.last?.degreesOfFreedom ?? 0
    let end = path.points.firstIndex { $0.degreesOfFreedom >= 0.99 * all } ?? path.points.count - 1
    return try Self.path(
      table, settings, convention: .halved, strengths: Array(strengths[...max(1, end)]) + [0])
  }

  /// Sum of the columns' variances, which is that of the eigenvalues of `XᵀX/n`.
  private static func totalVariance(_ table: RegressionTable, _ settings: RegressionSettings) -> Double {
    let n = table.rows
    return (0..<table.columns).reduce(0) { sum, column in
      let entries = table.values[column * n..<(column + 1) * n]
      guard entries.contains(where: { $0 != entries.first }) else { return sum }
      if settings.standardize { return sum + 1 }
      let mean = entries.reduce(0, +) / Double(n)
      return sum + entries.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(n)
    }
  }
}
