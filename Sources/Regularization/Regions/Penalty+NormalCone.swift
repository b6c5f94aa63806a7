extension Penalty {
  /// The normal cone of `{v : P(v) ≤ P(w)}` at w.
  ///
  /// A ray where the level set is smooth, a wedge at a corner (L1, elastic net), a half plane at a cusp (p < 1), the
  /// plane at the origin.
  package func normalCone(at w: Vector2) -> NormalCone {
    if w == .zero { return .plane }
    if w.x != 0, w.y != 0 { return .ray(direction(gradient(w))) }
    let outward = Vector2(w.x == 0 ? 0 : (w.x < 0 ? -1 : 1), w.y == 0 ? 0 : (w.y < 0 ? -1 : 1))
    switch profile {
    case .power(let p): return p < 1 ? .halfPlane(outward) : .ray(outward)
    case .mixed(let a, _):
      guard a > 0 else { return .ray(outward) }
      let steepness = profile.slope(max(abs(w.x), abs(w.y)))
      let sideways = outward.perpendicular
      return .wedge(
        from: (steepness * outward - a * sideways).normalized,
        to: (steepness * outward + a * sideways).normalized)
    }
  }

  /// The direction of a gradient, of which one coordinate may be infinite (p < 1, next to an axis).
  private func direction(_ gradient: Vector2) -> Vector2 {
    guard !gradient.isFinite else { return gradient.normalized }
    return Vector2(
      gradient.x.isFinite ? 0 : (gradient.x < 0 ? -1 : 1), gradient.y.isFinite ? 0 : (gradient.y < 0 ? -1 : 1)
    ).normalized
  }
}

extension ConstraintRegion {
  /// The region's normal cone at one of its points: the apex alone where the budget is not used up.
  ///
  /// - Parameter tolerance: share of the budget that still counts as used up, and as allowed.
  /// - Precondition: the point is in the region.
  package func normalCone(at w: Vector2, tolerance: Double = 1e-12) -> NormalCone {
    let used = penalty.value(w)
    precondition(
      used <= budget * (1 + tolerance), "the budget \(budget) does not allow \(w), which takes \(used)")
    if budget == .infinity || used < budget * (1 - tolerance) { return .apex }
    return penalty.normalCone(at: w)
  }
}
