/// A convex quadratic loss of two weights, `f(w) = ½ (w − c)ᵀ G (w − c) + k`.
package struct Quadratic: PlaneLoss, Codable, Hashable {
  /// G, positive semidefinite.
  package let matrix: SymmetricMatrix2
  /// c, a minimizer; of a singular matrix's many, the one that was given.
  package let centre: Vector2
  /// k, the minimum of the loss.
  package let constant: Double
  /// `G c`, the negative gradient at the origin.
  let pull: Vector2
  let eigen: SymmetricMatrix2.Eigen

  /// A loss from its parts.
  ///
  /// - Throws: `matrixIndefinite` when an eigenvalue is negative by more than rounding, `invalidParameter`
  ///   when a number is not finite.
  package init(matrix: SymmetricMatrix2, centre: Vector2, constant: Double = 0)
    throws(RegularizationError)
  {
    for (name, value) in [
      ("matrix[0][0]", matrix.xx), ("matrix[0][1]", matrix.xy), ("matrix[1][1]", matrix.yy),
      ("centre[0]", centre.x), ("centre[1]", centre.y), ("constant", constant),
    ] where !value.isFinite {
      throw .invalidParameter(name: name, value: value)
    }
    let eigen = matrix.eigen
    guard eigen.smallest >= -8 * eigen.largest.ulp, eigen.largest >= 0 else {
      throw .matrixIndefinite(smallestEigenvalue: eigen.smallest)
    }
    self.init(checked: matrix, centre: centre, constant: constant, pull: matrix * centre)
  }

  /// A loss from a matrix of any shape, as it comes from a file.
  ///
  /// - Throws: besides the above `matrixNotSquare`, `matrixNotSymmetric`, and `unsuitableSize` where there
  ///   are not two rows or not two coordinates.
  package init(rows: [[Double]], centre: [Double], constant: Double = 0) throws(RegularizationError) {
    for (index, row) in rows.enumerated() where row.count != rows.count {
      throw .matrixNotSquare(rows: rows.count, row: index, entries: row.count)
    }
    guard rows.count == 2 else { throw .unsuitableSize(found: rows.count, needed: 2) }
    guard centre.count == 2 else { throw .unsuitableSize(found: centre.count, needed: 2) }
    guard abs(rows[0][1] - rows[1][0]) <= 4 * max(rows[0][1].ulp, rows[1][0].ulp) else {
      throw .matrixNotSymmetric(row: 0, column: 1, entry: rows[0][1], mirrored: rows[1][0])
    }
    try self.init(
      matrix: SymmetricMatrix2(xx: rows[0][0], xy: rows[0][1], yy: rows[1][1]),
      centre: Vector2(centre[0], centre[1]), constant: constant)
  }

  /// A loss known to be convex; `pull` is `G c`, for callers that know it better than the product.
  init(checked matrix: SymmetricMatrix2, centre: Vector2, constant: Double, pull: Vector2) {
    self.matrix = matrix
    self.centre = centre
    self.constant = constant
    self.pull = pull
    eigen = matrix.eigen
  }

  /// Number of eigenvalues above rounding: 2 for a single minimizer, 1 for a line of them, 0 for a constant
  /// loss.
  package var rank: Int {
    let cutoff = 16 * eigen.largest.ulp
    return (eigen.largest > 0 ? 1 : 0) + (eigen.smallest > cutoff ? 1 : 0)
  }

  /// Ratio of the eigenvalues; infinite for a singular matrix.
  package var conditionNumber: Double { rank < 2 ? .infinity : eigen.largest / eigen.smallest }

  /// `½ (w − c)ᵀ G (w − c) + k`.
  package func value(at w: Vector2) -> Double {
    let d = w - centre
    return 0.5 * d.dot(matrix * d) + constant
  }

  /// `G (w − c)`.
  package func gradient(at w: Vector2) -> Vector2 { matrix * (w - centre) }

  /// The minimizer of minimum Euclidean norm.
  package var minimumNormSolution: Vector2 {
    switch rank {
    case 2: centre
    case 1: eigen.direction.dot(centre) * eigen.direction
    default: .zero
    }
  }

  /// All minimizers.
  package var minimizers: SolutionSet {
    switch rank {
    case 2: .unique
    case 1: .line(through: minimumNormSolution, direction: eigen.direction.perpendicular)
    default: .plane
    }
  }

  /// The level set `{f = level}`, an ellipse: semi-axes along the eigenvectors, longest first; nil below
  /// the minimum and for singular matrices, whose level sets are pairs of lines.
  package func ellipse(atLevel level: Double) -> (semiAxes: Vector2, longAxis: Vector2)? {
    guard level >= constant, rank == 2 else { return nil }
    let height = 2 * (level - constant)
    return (
      Vector2((height / eigen.smallest).squareRoot(), (height / eigen.largest).squareRoot()),
      eigen.direction.perpendicular
    )
  }
}

extension Quadratic {
  /// The loss of a regression on two predictors, as a function of their (standardized) coefficients.
  ///
  /// An intercept, where one is fitted, is at its best for each pair of coefficients. Of columns that are
  /// proportional or constant the matrix is singular, and the centre the least squares solution of minimum
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
