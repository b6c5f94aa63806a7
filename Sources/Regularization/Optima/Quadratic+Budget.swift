/// The two ways to say how strongly to penalize: a strength λ or a budget t.
extension Quadratic {
  /// The budget that the penalized minimum uses, `P(w(λ))`: never rising in λ.
  ///
  /// - Throws: `invalidParameter` for a negative λ or NaN.
  package func budget(penalty: Penalty, strength: Double) throws(RegularizationError) -> Double {
    if strength == 0 { return penalty.value(leastPenaltyMinimizer(penalty)) }
    return try minimum(penalty: penalty, strength: strength).global.penaltyValue
  }

  /// The multiplier of the constrained minimum: the strength whose minimum uses that budget, 0 when it does not bind.
  ///
  /// For p < 1 budgets that no penalized minimum uses exist, since its path jumps; their multiplier belongs to a stationary
  /// point that is not the minimum.
  ///
  /// - Throws: `invalidParameter` for a negative budget or NaN.
  package func strength(penalty: Penalty, budget: Double) throws(RegularizationError) -> Double {
    minimum(in: try ConstraintRegion(penalty: penalty, budget: budget)).global.strength
  }

  /// The least strength whose minimum is the origin: `max |(Gc)ᵢ| / a` where the penalty has corners, else infinite
  /// unless the origin is the minimizer already; nil for p < 1, where it has no closed form.
  package func strengthOfOrigin(_ penalty: Penalty) -> Double? {
    if case .power(let p) = penalty.profile, p < 1, pull != .zero { return nil }
    return penalty.multiplier(at: .zero, gradient: -pull)
  }
}
