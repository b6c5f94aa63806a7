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

  /// Whether the vector lies in the cone up to that share of its length.
  package func contains(_ v: Vector2, tolerance: Double = 0) -> Bool {
    distance(from: v) <= tolerance * v.norm
  }

  /// Opening angle in degrees: 0, 0, that of the wedge, 180, 360.
  package var degrees: Double {
    switch self {
    case .apex, .ray: 0
    case .wedge(let first, let last): Angles.degrees(Angles.between(first, last))
    case .halfPlane: 180
    case .plane: 360
    }
  }
}
