/// How a table becomes a criterion: what is centred and scaled, and how squared errors are weighted.
package struct RegressionSettings: Codable, Hashable, Sendable {
  /// The factor before `‖y − Xβ‖²`, which decides what a strength means.
  package enum Weighting: Codable, Hashable, Sendable {
    /// ½, Tibshirani's and LARS's.
    case half
    /// 1/(2n), that of glmnet and scikit-learn's `Lasso` and `ElasticNet`.
    case halfMean
    /// 1, that of scikit-learn's `Ridge` and of Zou & Hastie.
    case sum
    /// 1/n.
    case mean

    /// The factor s for n rows in `s · ½‖y − Xβ‖²`.
    func scale(rows: Int) -> Double {
      switch self {
      case .half: 1
      case .halfMean: 1 / Double(rows)
      case .sum: 2
      case .mean: 2 / Double(rows)
      }
    }
  }

  /// Whether an unpenalized intercept is fitted, which centres the columns and the response.
  package var intercept: Bool
  /// Whether columns are divided by their standard deviation (1/n, about the mean if an intercept is
  /// fitted) before the penalty applies; coefficients are reported on the original scale all the same.
  package var standardize: Bool
  /// The factor before the sum of squares.
  package var weighting: Weighting

  /// The settings of scikit-learn by default; glmnet's with `standardize`.
  package init(intercept: Bool = true, standardize: Bool = false, weighting: Weighting = .halfMean) {
    self.intercept = intercept
    self.standardize = standardize
    self.weighting = weighting
  }
}
