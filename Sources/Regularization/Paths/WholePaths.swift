import Glibc

extension ElasticNetPath {
  /// The path from the strength at which all is zero almost to least squares, where that is unique.
  ///
  /// - Parameter count: number of strengths.
  /// - Throws: `invalidParameter` as `ElasticNetPath` does.
  package static func wholePath(
    _ table: RegressionTable, _ settings: RegressionSettings, _ mixture: Penalty, count: Int = 200
  ) throws(RegularizationError) -> CoefficientPath {
    var problem = try ElasticNetPath(penalty: mixture, settings: settings)
    // Correlated columns leave the coefficients much less certain than the criterion.
    problem.tolerance = 1e-12
    let isUnique = table.rows > table.columns && table.duplicateColumns.isEmpty
    return problem.path(table, count: count, downTo: isUnique ? 1e-5 : 1e-3)
  }
}

extension RidgePath {
  /// The path of `λ/2 ‖β‖²` from almost no degree of freedom to almost all of them, and least squares.
  ///
  /// - Parameter stepsPerDecade: number of strengths from one to ten times as much.
  /// - Throws: `invalidParameter` as `path` does.
  package static func wholePath(
    _ table: RegressionTable, _ settings: RegressionSettings, stepsPerDecade: Int = 30
  ) throws(RegularizationError) -> CoefficientPath {
    let top = 20 * totalVariance(table, settings)
    let decades = 12
    let strengths =
      (0..<decades * stepsPerDecade).map { top * pow(10, -Double($0) / Double(stepsPerDecade)) } + [0]
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
