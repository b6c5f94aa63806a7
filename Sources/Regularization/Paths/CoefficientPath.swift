import Numerics

/// Coefficients over falling strengths.
package struct CoefficientPath: Codable, Sendable {
  /// The penalty that the strengths multiply.
  package let penalty: Penalty
  /// The criterion.
  package let settings: RegressionSettings
  /// Of the predictors, in the order of the coefficients.
  package let names: [String]
  /// By falling λ.
  ///
  /// For the homotopy these are the knots, between which coefficients and intercept are linear in λ.
  package let points: [PathPoint]
  /// Predictors that were left out as constant.
  package let constantColumns: [Int]
  /// Predictors that were passed over since they are combinations of active ones, so that the solution is
  /// not unique.
  package let dependentColumns: [Int]
  /// False when a step limit ended the path early.
  package let isComplete: Bool

  /// Coefficients at any strength by linear interpolation, exact for the lasso's homotopy; beyond the ends
  /// those of the end.
  package func coefficients(at strength: Double) -> [Double] {
    guard let next = points.firstIndex(where: { $0.strength <= strength }) else {
      return points.last?.coefficients ?? []
    }
    guard next > 0 else { return points[0].coefficients }
    let (high, low) = (points[next - 1], points[next])
    let fraction = (strength - low.strength) / (high.strength - low.strength)
    return zip(low.coefficients, high.coefficients).map { $0 + fraction * ($1 - $0) }
  }
}

/// The coefficients at one strength.
package struct PathPoint: Codable, Hashable, Sendable {
  /// λ in the units of the criterion.
  package let strength: Double
  /// On the original scale of the columns.
  package let coefficients: [Double]
  /// 0 unless one is fitted.
  package let intercept: Double
  /// Effective number of parameters without the intercept: the number of non-zero coefficients for the
  /// lasso (Zou, Hastie & Tibshirani 2007, doi:10.1214/009053607000000127), `Σ dᵢ²/(dᵢ² + λ)` over the
  /// singular values of X for ridge, and for the elastic net that sum over the active columns.
  package let degreesOfFreedom: Double
  /// Fraction of deviance explained, `1 − ‖y − ŷ‖²/‖y − ȳ‖²` (about 0 without intercept).
  package let devianceShare: Double
  /// How far the criterion can be above its minimum, in its own units; nil where the solution is exact.
  package let dualityGap: Double?
  /// How the method ended; for coordinate descent the residual is the gap in the units of `½‖y − Xβ‖²`.
  package let convergence: Convergence

  /// Number of coefficients that are not zero.
  package var activeCount: Int { coefficients.count { $0 != 0 } }

  /// `‖β‖₁` on the original scale.
  package var l1Norm: Double { coefficients.reduce(0) { $0 + abs($1) } }

  /// `‖β‖` on the original scale.
  package var l2Norm: Double { coefficients.reduce(0) { $0 + $1 * $1 }.squareRoot() }
}
