import Numerics

extension Optimum {
  /// The record of a point of the problem `min f + λP`.
  init(
    penalized point: Vector2, loss: some PlaneLoss, penalty: Penalty, strength: Double,
    convergence: Convergence, isLocalMinimum: Bool = true
  ) {
    let gradient = loss.gradient(at: point)
    let value = penalty.value(point)
    let residual =
      strength == .infinity
      ? 0
      : Vector2(
        penalty.distance(-gradient.x, fromSubgradientAt: point.x, strength: strength),
        penalty.distance(-gradient.y, fromSubgradientAt: point.y, strength: strength)
      ).norm
    self.init(
      point: point, loss: loss.value(at: point), penaltyValue: value, gradient: gradient,
      strength: strength,
      kktResidual: residual / Optimum.scale(gradient, loss), isActive: strength > 0,
      isCorner: strength > 0 && penalty.hasCorner(at: point), isLocalMinimum: isLocalMinimum,
      normalCone: strength > 0 ? penalty.normalCone(at: point) : .apex, convergence: convergence)
  }

  /// The record of a point of the problem `min f` subject to `P ≤ t`.
  ///
  /// - Parameter isActive: whether the point is meant to lie on the region's boundary.
  init(
    constrained point: Vector2, loss: some PlaneLoss, region: ConstraintRegion, isActive: Bool,
    convergence: Convergence, isLocalMinimum: Bool = true
  ) {
    let gradient = loss.gradient(at: point)
    let value = region.penalty.value(point)
    let cone: NormalCone = isActive ? region.penalty.normalCone(at: point) : .apex
    let excess = region.budget > 0 ? max(0, value / region.budget - 1) : (value > 0 ? 1 : 0)
    // Points of the boundary can miss it by rounding in P alone, which its slope makes a few last places.
    let infeasibility = excess <= 64 * Double.ulpOfOne ? 0 : excess
    let strength = isActive ? region.penalty.multiplier(at: point, gradient: gradient) : 0
    var distance = cone.distance(from: -gradient)
    if isActive, case .power(let p) = region.penalty.profile, p > 1, point.x == 0 || point.y == 0 {
      // A weight too small for any number is stored as zero, where the cone is a little wider than its ray.
      let axis = point.x == 0 ? 0 : 1
      distance = region.penalty.distance(-gradient[axis], fromSubgradientAt: 0, strength: strength)
    }
    self.init(
      point: point, loss: loss.value(at: point), penaltyValue: value, gradient: gradient, strength: strength,
      kktResidual: distance / Optimum.scale(gradient, loss) + infeasibility,
      isActive: isActive, isCorner: isActive && region.penalty.hasCorner(at: point),
      isLocalMinimum: isLocalMinimum, normalCone: cone, convergence: convergence)
  }

  private static func scale(_ gradient: Vector2, _ loss: some PlaneLoss) -> Double {
    let scale = max(gradient.norm, loss.gradient(at: .zero).norm)
    return scale > 0 ? scale : 1
  }
}

extension Penalty {
  /// Whether the level set through w has a corner or cusp there.
  func hasCorner(at w: Vector2) -> Bool { hasCorners && (w.x == 0) != (w.y == 0) }

  /// The λ for which `−∇f` comes closest to `λ ∂P(w)`.
  func multiplier(at w: Vector2, gradient: Vector2) -> Double {
    if w == .zero {
      switch profile {
      case .mixed(let a, _):
        let largest = max(abs(gradient.x), abs(gradient.y))
        return largest == 0 ? 0 : largest / a
      case .power: return gradient == .zero ? 0 : .infinity
      }
    }
    if w.x == 0 || w.y == 0 {
      let axis = w.x == 0 ? 1 : 0
      return max(0, -gradient[axis] / self.gradient(w[axis]))
    }
    // Scaled first: for p < 1 a slope next to an axis may overflow when squared.
    let slope = self.gradient(w)
    let length = slope.norm
    return max(0, -gradient.dot(slope.normalized) / length)
  }
}
