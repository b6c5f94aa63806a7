import Glibc
import Numerics

/// The points of the arcs of `Σ|wᵢ|ᵖ = t`, p < 1, at which a quadratic is stationary along the boundary and
/// pushes outwards.
///
/// Half an arc is followed by the fraction `u = |w₁|ᵖ` of the smaller weight, from 0 to t/2; along it the
/// derivative of f is `(x¹⁻ᵖ ∂₁f − y¹⁻ᵖ ∂₂f)/p`, bounded everywhere, whose roots `RootIsolation` finds.
struct ConcaveBoundary {
  let stationaryPoints: [Quadratic.StationaryPoint]
  let convergence: Convergence

  init(loss: Quadratic, region: ConstraintRegion, exponent: Double) {
    var points: [Quadratic.StationaryPoint] = []
    var (iterations, complete) = (0, true)
    for signs in [Vector2(1, 1), Vector2(-1, 1), Vector2(-1, -1), Vector2(1, -1)] {
      for swapped in [false, true] {
        let (a, b) = swapped ? (loss.matrix.yy, loss.matrix.xx) : (loss.matrix.xx, loss.matrix.yy)
        let (r, s) = (signs.x * loss.pull.x, signs.y * loss.pull.y)
        let arc = ConcaveHalfArc(
          matrix: SymmetricMatrix2(xx: a, xy: signs.x * signs.y * loss.matrix.xy, yy: b),
          pull: swapped ? Vector2(s, r) : Vector2(r, s), exponent: exponent, budget: region.budget)
        let isolation = RootIsolation(
          from: 0, to: region.budget / 2, value: arc.derivative, bounds: arc.bounds)
        iterations += isolation.iterations
        complete = complete && isolation.complete
        for root in isolation.roots where root > 0 {
          let w = arc.point(root)
          let point =
            swapped ? Vector2(signs.x * w.y, signs.y * w.x) : Vector2(signs.x * w.x, signs.y * w.y)
          // The middle of the arc belongs to both halves.
          guard points.allSatisfy({ $0.point.distance(to: point) > 1e-9 * point.norm }),
            arc.isOutward(w)
          else { continue }
          points.append(
            Quadratic.StationaryPoint(point: point, isLocalMinimum: arc.slope(root) > 0))
        }
      }
    }
    stationaryPoints = points
    convergence = Convergence(iterations: iterations, residual: 0, converged: complete)
  }
}

private struct ConcaveHalfArc {
  let matrix: SymmetricMatrix2
  let pull: Vector2
  let exponent: Double
  let budget: Double

  private var p: Double { exponent }

  func point(_ u: Double) -> Vector2 { Vector2(pow(u, 1 / p), pow(budget - u, 1 / p)) }

  /// Whether the multiplier is positive; read along the normal, since beside a tip the gradient's other
  /// coordinate is rounding.
  func isOutward(_ w: Vector2) -> Bool {
    let normal = Vector2(pow(w.x, p - 1), pow(w.y, p - 1)).normalized
    return normal.dot(matrix * w - pull) < 0
  }

  func derivative(_ u: Double) -> Double {
    let w = point(u)
    let g = matrix * w - pull
    return pow(w.x, 1 - p) * g.x - pow(w.y, 1 - p) * g.y
  }

  func slope(_ u: Double) -> Double {
    let bounds = bounds(Interval(u, u))
    return bounds.map { $0.slope.low / 2 + $0.slope.high / 2 } ?? 0
  }

  func bounds(_ u: Interval) -> (value: Interval, slope: Interval)? {
    let x = u.power(1 / p)
    let y = (Interval(budget, budget) - u).power(1 / p)
    let gx = matrix.xx * x + matrix.xy * y - pull.x
    let gy = matrix.xy * x + matrix.yy * y - pull.y
    let (xq, yq) = (x.power(1 - p), y.power(1 - p))
    let value = xq * gx - yq * gy
    // dx/du = x¹⁻ᵖ/p and dy/du = −y¹⁻ᵖ/p.
    let dgx = matrix.xx * xq - matrix.xy * yq
    let dgy = matrix.xy * xq - matrix.yy * yq
    let bend = (1 - p) * (x.power(1 - 2 * p) * gx) + (1 - p) * (y.power(1 - 2 * p) * gy)
    return (value, (1 / p) * (bend + xq * dgx - yq * dgy))
  }
}
