import Glibc

/// Lasso and elastic net at given strengths by cyclic coordinate descent.
///
/// Each coefficient in turn is set to its exact minimizer given the others; correlations with the residual
/// are kept up to date through columns of the Gram matrix, so that a coefficient that stays zero costs one
/// comparison (Friedman, Hastie & Tibshirani 2010, doi:10.18637/jss.v033.i01, §2.2). Strengths fall, each
/// start is the last answer, and a strength is done when the duality gap says that the criterion is within
/// the tolerance of its minimum. Should that take long, the active coefficients are solved for directly.
///
/// With `standardize` and an intercept the criterion is glmnet's, except that glmnet also scales the
/// response to variance one (1/n) inside: the lasso scales along, but its square term then acts with
/// strength `λ(1−α)/sd(y)` on this criterion. To reproduce its numbers divide y by its standard deviation
/// and λ by the same, and multiply the coefficients by it. scikit-learn does not rescale.
package struct ElasticNetPath: Sendable {
  /// The penalty that the strengths multiply.
  package let penalty: Penalty
  /// The criterion.
  package var settings = RegressionSettings()
  /// Share of `½‖y‖²` by which the criterion may exceed its minimum.
  package var tolerance = 1e-9
  /// Passes over all coefficients at each strength at most.
  package var sweepLimit = 10_000

  private let linear: Double
  private let square: Double

  /// Coordinate descent for that penalty.
  ///
  /// - Throws: `invalidParameter` for `Lp` penalties, for which it can end at a point that is no minimum.
  package init(penalty: Penalty, settings: RegressionSettings = RegressionSettings())
    throws(RegularizationError)
  {
    switch penalty.profile {
    case .mixed(let linear, let square): (self.linear, self.square) = (linear, square)
    case .power(let exponent): throw .invalidParameter(name: "exponent", value: exponent)
    }
    self.penalty = penalty
    self.settings = settings
  }

  /// The usual grid: from the smallest strength whose solution is zero down to a fraction of it, evenly in the
  /// logarithm.
  ///
  /// For penalties with (nearly) no corner, which have no such strength, that of the mixing ratio 0.001 is
  /// taken.
  package func strengths(_ table: RegressionTable, count: Int = 100, downTo fraction: Double = 1e-3)
    -> [Double]
  {
    precondition(count > 1 && fraction > 0 && fraction < 1, "\(count) strengths down to \(fraction)")
    return strengths(StandardizedRegression(table, settings), count, fraction)
  }

  private func strengths(_ problem: StandardizedRegression, _ count: Int, _ fraction: Double) -> [Double] {
    let largest = (problem.correlations.map(abs).max() ?? 0) * problem.scale / max(linear, 1e-3)
    return (0..<count).map { largest * pow(fraction, Double($0) / Double(count - 1)) }
  }

  /// Solves at each strength, in falling order.
  ///
  /// - Throws: `invalidParameter` for a negative or infinite strength or NaN.
  package func path(
    _ table: RegressionTable, strengths: [Double]
  ) throws(RegularizationError) -> CoefficientPath {
    for strength in strengths where !(strength >= 0 && strength < .infinity) {
      throw .invalidParameter(name: "strength", value: strength)
    }
    return path(StandardizedRegression(table, settings), strengths.sorted(by: >))
  }

  /// Solves on the usual grid of strengths.
  package func path(_ table: RegressionTable, count: Int = 100, downTo fraction: Double = 1e-3)
    -> CoefficientPath
  {
    precondition(count > 1 && fraction > 0 && fraction < 1, "\(count) strengths down to \(fraction)")
    let problem = StandardizedRegression(table, settings)
    return path(problem, strengths(problem, count, fraction))
  }

  private func path(_ problem: StandardizedRegression, _ strengths: [Double]) -> CoefficientPath {
    var descent = CoordinateDescent(problem)
    var points: [PathPoint] = []
    for strength in strengths {
      let force = strength / problem.scale
      descent.linear = force * linear
      descent.square = force * square
      let convergence = descent.solve(
        tolerance: tolerance * 0.5 * problem.responseSquare, sweepLimit: sweepLimit)
      points.append(
        problem.point(
          strength: strength, coefficients: descent.coefficients, explained: descent.explained,
          degreesOfFreedom: descent.degreesOfFreedom,
          dualityGap: convergence.residual * problem.scale,
          convergence: convergence))
    }
    return CoefficientPath(
      penalty: penalty, settings: settings, names: problem.table.names, points: points,
      constantColumns: problem.table.constantColumns, dependentColumns: [],
      isComplete: points.allSatisfy(\.convergence.converged))
  }
}
