import Glibc

/// The weights that a budget allows: `{w : P(w) ≤ t}` in the plane of two weights.
package struct ConstraintRegion: Codable, Hashable, Sendable {
  /// P.
  package let penalty: Penalty
  /// t; 0 leaves the origin alone, infinity the whole plane.
  package let budget: Double

  /// The region of a budget.
  ///
  /// - Throws: `invalidParameter` for a negative budget or NaN.
  package init(penalty: Penalty, budget: Double) throws(RegularizationError) {
    guard budget >= 0 else { throw .invalidParameter(name: "budget", value: budget) }
    self.penalty = penalty
    self.budget = budget
  }

  /// The region that meets the axes at `±axisExtent`: a rule that makes different penalties comparable.
  ///
  /// - Throws: `invalidParameter` for a negative extent or NaN.
  package init(penalty: Penalty, axisExtent: Double) throws(RegularizationError) {
    guard axisExtent >= 0 else { throw .invalidParameter(name: "axisExtent", value: axisExtent) }
    self.penalty = penalty
    budget = penalty.profile.value(axisExtent)
  }

  /// Where the boundary meets the positive axes: the x₀ with `φ(x₀) = t`.
  package var axisExtent: Double { penalty.profile.magnitude(ofValue: budget) }

  /// The four points of the boundary on the axes, counterclockwise from `(x₀, 0)`.
  package var axisPoints: [Vector2] {
    let x = axisExtent
    return [Vector2(x, 0), Vector2(0, x), Vector2(-x, 0), Vector2(0, -x)]
  }

  /// Interior angle of the region at its points on the axes, in degrees: 180 where the boundary is smooth.
  ///
  /// `2·atan((a + b x₀)/a)` for `a‖w‖₁ + (b/2)‖w‖²`: 90 for L1 at any budget; 0, a cusp, for p < 1.
  package var cornerDegrees: Double {
    switch penalty.profile {
    case .power(let p): p < 1 ? 0 : 180
    case .mixed(let a, let b): a == 0 ? 180 : 2 * atan2(a + b * axisExtent, a) * 180 / .pi
    }
  }

  /// Whether the budget allows the weights.
  package func contains(_ w: Vector2) -> Bool { penalty.value(w) <= budget }

  /// The point of the boundary in that direction from the origin; the direction need not have length one.
  ///
  /// - Precondition: the direction is not zero.
  package func boundaryPoint(along direction: Vector2) -> Vector2 {
    let d = direction.normalized
    precondition(d != .zero, "a boundary point along the zero vector")
    guard budget > 0 else { return .zero }
    // On an axis the closed form is exact, while powers of 1 need not be.
    if d.x == 0 { return Vector2(0, d.y < 0 ? -axisExtent : axisExtent) }
    if d.y == 0 { return Vector2(d.x < 0 ? -axisExtent : axisExtent, 0) }
    switch penalty.profile {
    case .mixed(let a, let b):
      let linear = a * (abs(d.x) + abs(d.y))
      let scale = 2 * budget / (linear + (linear * linear + 2 * b * budget).squareRoot())
      return scale * d
    case .power(let p):
      let scale = pow(budget / (pow(abs(d.x), p) + pow(abs(d.y), p)), 1 / p)
      return scale * d
    }
  }
}
