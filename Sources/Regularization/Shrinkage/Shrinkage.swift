import Glibc
import Numerics

/// What a penalty makes of a least squares coefficient when the columns are orthonormal.
///
/// Then every coefficient is treated on its own (Hastie, Tibshirani & Friedman 2009, The Elements of
/// Statistical Learning, table 3.4).
package enum Shrinkage: Hashable, Sendable {
  /// Lasso, `½‖y − Xβ‖² + λ‖β‖₁`: `sign(β)(|β| − λ)₊`.
  case soft(Double)
  /// Ridge, `½‖y − Xβ‖² + λ/2 ‖β‖²`: `β/(1 + λ)`.
  case proportional(Double)
  /// `½‖y − Xβ‖² + λ[α‖β‖₁ + (1−α)/2 ‖β‖²]`: `sign(β)(|β| − λα)₊/(1 + λ(1−α))`.
  case elasticNet(Double, l1Ratio: Double)
  /// Zou & Hastie's `‖y − Xβ‖² + λ₁‖β‖₁ + λ₂‖β‖²`: `sign(β)(|β| − λ₁/2)₊/(1 + λ₂)`, times `1 + λ₂` if
  /// corrected.
  case zouHastie(l1: Double, l2: Double, Penalty.ElasticNetEstimate)
  /// Hard threshold, `½‖y − Xβ‖² + (λ²/2)·#{β ≠ 0}`: β where `|β| > λ`, else 0; best subset keeps the
  /// coefficients above its threshold.
  case hard(Double)
  /// `½‖y − Xβ‖² + λ Σ|β|ᵖ` for p > 0.
  case power(Double, exponent: Double)

  /// Checks the settings.
  ///
  /// - Throws: `invalidParameter` for negative strengths, NaN, and what `Penalty` refuses.
  package func validate() throws(RegularizationError) {
    switch self {
    case .soft(let strength), .proportional(let strength), .hard(let strength):
      try Self.check(strength)
    case .elasticNet(let strength, let ratio):
      try Self.check(strength)
      _ = try Penalty(.elasticNet(l1Ratio: ratio))
    case .zouHastie(let l1, let l2, _):
      guard l1 >= 0 else { throw .invalidParameter(name: "l1", value: l1) }
      guard l2 >= 0 else { throw .invalidParameter(name: "l2", value: l2) }
    case .power(let strength, let exponent):
      try Self.check(strength)
      _ = try Penalty(.lp(exponent: exponent))
    }
  }

  private static func check(_ strength: Double) throws(RegularizationError) {
    guard strength >= 0 else { throw .invalidParameter(name: "strength", value: strength) }
  }

  /// The coefficient that becomes of a least squares coefficient.
  package func callAsFunction(_ beta: Double) -> Double {
    switch self {
    case .soft(let strength): beta.softThresholded(by: strength)
    case .proportional(let strength): beta / (1 + strength)
    case .elasticNet(let strength, let ratio):
      beta.softThresholded(by: strength * ratio) / (1 + strength * (1 - ratio))
    case .zouHastie(let l1, let l2, let estimate):
      beta.softThresholded(by: l1 / 2) / (estimate == .naive ? 1 + l2 : 1)
    case .hard(let threshold): abs(beta) > threshold ? beta : 0
    case .power(let strength, let exponent): Self.power(beta, strength, exponent)
    }
  }

  /// Keeps the so many largest coefficients, the first ones where several are equally large.
  package static func bestSubset(_ coefficients: [Double], keeping count: Int) -> [Double] {
    precondition(count >= 0, "a subset of \(count)")
    let order = coefficients.indices.sorted {
      (abs(coefficients[$0]), -$0) > (abs(coefficients[$1]), -$1)
    }
    var kept = [Double](repeating: 0, count: coefficients.count)
    for index in order.prefix(count) { kept[index] = coefficients[index] }
    return kept
  }

  private static func power(_ beta: Double, _ strength: Double, _ exponent: Double) -> Double {
    if exponent == 1 { return beta.softThresholded(by: strength) }
    if exponent == 2 { return beta / (1 + 2 * strength) }
    let magnitude = PowerProximal(exponent: exponent, weight: strength).minimizer(abs(beta))
    return beta < 0 ? -magnitude : magnitude
  }
}
