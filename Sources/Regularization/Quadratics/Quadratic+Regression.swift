extension Quadratic {
  /// The loss of a regression on two predictors, as a function of their (standardized) coefficients.
  ///
  /// An intercept, where one is fitted, is at its best for each pair of coefficients. Of columns that are
  /// proportional or constant the matrix is singular, and the centre the least squares solution of least
  /// norm.
  ///
  /// - Throws: `unsuitableSize` where the table has not two columns.
  package init(_ problem: StandardizedRegression) throws(RegularizationError) {
    guard problem.columns == 2 else { throw .unsuitableSize(found: problem.columns, needed: 2) }
    let s = problem.scale
    let gram = GramColumns(problem).table(problem)
    let matrix = SymmetricMatrix2(xx: s * gram[0], xy: s * gram[1], yy: s * gram[3])
    let pull = Vector2(s * problem.correlations[0], s * problem.correlations[1])
    let eigen = matrix.eigen
    var centre = Vector2.zero
    if eigen.smallest > 16 * eigen.largest.ulp, let solution = matrix.solve(pull) {
      centre = solution
    } else if eigen.largest > 0 {
      centre = eigen.direction.dot(pull) / eigen.largest * eigen.direction
    }
    self.init(
      checked: matrix, centre: centre,
      constant: 0.5 * (s * problem.responseSquare - pull.dot(centre)), pull: pull)
  }

  /// The loss of a regression on the two columns of a table.
  ///
  /// - Throws: as above.
  package init(_ table: RegressionTable, _ settings: RegressionSettings) throws(RegularizationError) {
    try self.init(StandardizedRegression(table, settings))
  }
}
