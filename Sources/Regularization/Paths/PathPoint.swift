import Numerics

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
  /// Share of deviance explained, `1 − ‖y − ŷ‖²/‖y − ȳ‖²` (about 0 without intercept).
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
