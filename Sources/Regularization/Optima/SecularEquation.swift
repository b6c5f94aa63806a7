import Numerics

/// Minimizes `½ (w − c)ᵀ G (w − c)` over a circle around the origin: `(G + μI) w = G c` with `‖w‖ = R`.
///
/// In the eigenbasis `‖w(μ)‖² = Σ (dᵢcᵢ/(dᵢ+μ))²` falls with μ; its reciprocal root is nearly straight, so
/// Newton's method on `1/‖w‖ − 1/R` needs a handful of steps (Hebden's rational model).
struct SecularEquation {
  private let largest: Double
  private let smallest: Double
  private let axes: (Vector2, Vector2)
  private let coordinates: Vector2
  private let radius: Double

  init(_ eigen: SymmetricMatrix2.Eigen, centre: Vector2, radius: Double) {
    largest = max(eigen.largest, 0)
    // A vanishing eigenvalue has to be exactly zero: its direction is never entered.
    smallest = eigen.smallest > 16 * eigen.largest.ulp ? eigen.smallest : 0
    axes = (eigen.direction, eigen.direction.perpendicular)
    coordinates = Vector2(axes.0.dot(centre), axes.1.dot(centre))
    self.radius = radius
  }

  /// The point on the circle, or the minimizer of minimum norm when it lies inside.
  var solution: (Vector2, Convergence) { boundarySolution ?? (point(0), .exact) }

  /// The point on the circle; nil when the circle does not bind.
  var boundarySolution: (Vector2, Convergence)? {
    guard weights(0).norm > radius, radius > 0 else { return nil }
    var low = max(0, smallest * (coordinates.norm / radius - 1))
    var high = largest * max(coordinates.norm / radius - 1, Double.ulpOfOne)
    var mu = low
    var (iterations, step) = (0, Double.infinity)
    while iterations < 100 {
      iterations += 1
      let w = weights(mu)
      let length = w.norm
      if length > radius { low = max(low, mu) } else { high = min(high, mu) }
      // Newton's step of 1/‖w‖ − 1/R.
      let slope = divided(w.x * w.x, largest + mu) + divided(w.y * w.y, smallest + mu)
      var next = mu - (length * length - length * length * length / radius) / slope
      if !(next > low && next < high) { next = low + (high - low) / 2 }
      step = abs(next - mu)
      if step <= mu.ulp || length == radius { break }
      mu = next
    }
    let w = weights(mu)
    // The last rounding is taken out along the radius, where the loss's gradient points.
    let scale = radius / w.norm
    return (
      scale * (w.x * axes.0 + w.y * axes.1),
      Convergence(
        iterations: iterations, residual: abs(scale - 1), converged: abs(scale - 1) <= 1e-12)
    )
  }

  private func divided(_ a: Double, _ b: Double) -> Double { a == 0 ? 0 : a / b }

  private func weights(_ mu: Double) -> Vector2 {
    Vector2(
      largest > 0 ? largest / (largest + mu) * coordinates.x : 0,
      smallest > 0 ? smallest / (smallest + mu) * coordinates.y : 0)
  }

  private func point(_ mu: Double) -> Vector2 {
    let w = weights(mu)
    return w.x * axes.0 + w.y * axes.1
  }
}
