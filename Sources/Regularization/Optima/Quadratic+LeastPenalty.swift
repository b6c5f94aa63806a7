import Glibc

extension Quadratic {
  /// The minimizer of f that has the least penalty: the limit of the penalized minimum as λ falls to zero.
  ///
  /// Of the line `v·w = u` of minimizers of a rank-one loss, the point where `φ′(|wᵢ|)` is proportional to
  /// `|vᵢ|`; on an axis where φ is concave or its corner holds the point there.
  package func leastPenaltyMinimizer(_ penalty: Penalty) -> Vector2 {
    guard rank == 1 else { return leastNormMinimizer }
    let v = eigen.direction
    let u = v.dot(centre)
    let larger = abs(v.x) >= abs(v.y) ? 0 : 1
    var onAxis = Vector2.zero
    onAxis[larger] = u / v[larger]
    guard u != 0 else { return .zero }
    let (big, small) = (abs(v[larger]), abs(v[1 - larger]))
    var magnitudes: (Double, Double)
    switch penalty.profile {
    case .power(let p):
      guard p > 1 else { return onAxis }
      let share = pow(small / big, 1 / (p - 1))
      let first = abs(u) / (big + small * share)
      magnitudes = (first, share * first)
    case .mixed(let a, let b):
      guard b > 0 else { return isTie(v) ? leastNormMinimizer : onAxis }
      let slope = (b * abs(u) + a * (big + small)) / (big * big + small * small)
      magnitudes = ((slope * big - a) / b, (slope * small - a) / b)
      if magnitudes.1 <= 0 { return onAxis }
    }
    var w = Vector2.zero
    w[larger] = (u < 0) == (v[larger] < 0) ? magnitudes.0 : -magnitudes.0
    w[1 - larger] = (u < 0) == (v[1 - larger] < 0) ? magnitudes.1 : -magnitudes.1
    return w
  }
}
