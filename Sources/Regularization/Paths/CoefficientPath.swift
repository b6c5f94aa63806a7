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
    let share = (strength - low.strength) / (high.strength - low.strength)
    return zip(low.coefficients, high.coefficients).map { $0 + share * ($1 - $0) }
  }
}
