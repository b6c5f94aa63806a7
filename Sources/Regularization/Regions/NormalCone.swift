/// The directions `n` with `n·(v − w) ≤ o(‖v − w‖)` for all points v of a region: its (regular) normal cone
/// at w.
///
/// At a minimum over the region, minus the gradient of the loss lies in it. Directions have length one.
package enum NormalCone: Codable, Hashable, Sendable {
  /// Only the zero vector: w is inside the region.
  case apex
  /// Multiples of one direction: the boundary is smooth at w.
  case ray(Vector2)
  /// All directions from the first edge counterclockwise to the second, less than half a turn: a corner.
  case wedge(from: Vector2, to: Vector2)
  /// All directions with `n·d ≥ 0`: the tip of a cusp that points along d.
  case halfPlane(Vector2)
  /// Every direction: the region is the single point w.
  case plane

  /// Euclidean distance of a vector from the cone; zero exactly when the cone holds it, up to rounding.
  package func distance(from v: Vector2) -> Double {
    switch self {
    case .apex: v.norm
    case .ray(let d): v.dot(d) >= 0 ? abs(d.cross(v)) : v.norm
    case .halfPlane(let d): max(0, -v.dot(d))
    case .plane: 0
    case .wedge(let first, let last):
      if first.cross(v) >= 0, v.cross(last) >= 0 {
        0
      } else {
        min(NormalCone.ray(first).distance(from: v), NormalCone.ray(last).distance(from: v))
      }
    }
  }

  /// Whether the vector lies in the cone up to that fraction of its length.
  package func contains(_ v: Vector2, tolerance: Double = 0) -> Bool {
    distance(from: v) <= tolerance * v.norm
  }

  /// Opening angle in degrees: 0, 0, that of the wedge, 180, 360.
  package var degrees: Double {
    switch self {
    case .apex, .ray: 0
    case .wedge(let first, let last): first.degrees(to: last)
    case .halfPlane: 180
    case .plane: 360
    }
  }
}

extension Penalty {
  /// The normal cone of `{v : P(v) ≤ P(w)}` at w.
  ///
  /// A ray where the level set is smooth, a wedge at a corner (L1, elastic net), a half plane at a cusp (p
  /// < 1), the plane at the origin.
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
      gradient.x.isFinite ? 0 : (gradient.x < 0 ? -1 : 1),
      gradient.y.isFinite ? 0 : (gradient.y < 0 ? -1 : 1)
    ).normalized
  }
}

extension ConstraintRegion {
  /// The region's normal cone at one of its points: the apex alone where the budget is not used up.
  ///
  /// - Parameter tolerance: fraction of the budget that still counts as used up, and as allowed.
  /// - Precondition: the point is in the region.
  package func normalCone(at w: Vector2, tolerance: Double = 1e-12) -> NormalCone {
    let used = penalty.value(w)
    precondition(
      used <= budget * (1 + tolerance),
      "the budget \(budget) does not allow \(w), which takes \(used)")
    if budget == .infinity || used < budget * (1 - tolerance) { return .apex }
    return penalty.normalCone(at: w)
  }
}
