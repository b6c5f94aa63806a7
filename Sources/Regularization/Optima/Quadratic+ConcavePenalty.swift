import Glibc
import Numerics

/// Lp penalties with p < 1: every stationary point of `f + λ Σ|wᵢ|ᵖ`.
///
/// At a weight of zero any slope is stationary, so the origin always is; on an axis there are up to two
/// points; inside a quadrant both weights satisfy `(Gw)ᵢ + λp wᵢᵖ⁻¹ = (Gc)ᵢ`.
extension Quadratic {
  struct StationaryPoint {
    let point: Vector2
    let isLocalMinimum: Bool
  }

  func concaveStationaryPoints(
    exponent p: Double, strength: Double
  ) -> (points: [StationaryPoint], convergence: Convergence) {
    var points = [StationaryPoint(point: .zero, isLocalMinimum: true)]
    for axis in 0...1 {
      let diagonal = axis == 0 ? matrix.xx : matrix.yy
      let r = pull[axis]
      guard diagonal > 0, r != 0 else { continue }
      let scalar = PowerProximal(exponent: p, weight: strength / diagonal)
      let magnitudes = scalar.stationaryPoints(abs(r) / diagonal)
      for (index, magnitude) in magnitudes.enumerated() {
        var point = Vector2.zero
        point[axis] = r < 0 ? -magnitude : magnitude
        points.append(StationaryPoint(point: point, isLocalMinimum: index == 1))
      }
    }
    var (iterations, complete) = (0, true)
    for signs in [Vector2(1, 1), Vector2(-1, 1), Vector2(-1, -1), Vector2(1, -1)] {
      let quadrant = ConcaveQuadrant(
        matrix: SymmetricMatrix2(xx: matrix.xx, xy: signs.x * signs.y * matrix.xy, yy: matrix.yy),
        pull: Vector2(signs.x * pull.x, signs.y * pull.y), exponent: p, strength: strength,
        height: 0.5 * max(pull.dot(centre), 0))
      let found = quadrant.stationaryPoints()
      iterations += found.iterations
      complete = complete && found.complete
      for w in found.points {
        points.append(
          StationaryPoint(
            point: Vector2(signs.x * w.x, signs.y * w.y), isLocalMinimum: quadrant.isLocalMinimum(w)
          ))
      }
    }
    return (points, Convergence(iterations: iterations, residual: 0, converged: complete))
  }
}

/// The stationary points of a penalized quadratic with both weights positive.
private struct ConcaveQuadrant {
  let matrix: SymmetricMatrix2
  let pull: Vector2
  let exponent: Double
  let strength: Double
  /// `f(0) − min f`.
  let height: Double

  private var p: Double { exponent }
  private var kappa: Double { strength * exponent }

  func isLocalMinimum(_ w: Vector2) -> Bool {
    let bend = kappa * (p - 1)
    let xx = matrix.xx + bend * pow(w.x, p - 2)
    let yy = matrix.yy + bend * pow(w.y, p - 2)
    return xx > 0 && yy > 0 && xx * yy > matrix.xy * matrix.xy
  }

  func stationaryPoints() -> (points: [Vector2], iterations: Int, complete: Bool) {
    guard pull.x > 0 || pull.y > 0 || matrix.xy < 0 else { return ([], 0, true) }
    // Nearly independent weights have the solutions of independent ones, moved a little.
    guard abs(matrix.xy) > 1e-6 * (matrix.xx * matrix.yy).squareRoot() else {
      return (separate().map(polished).filter(isStationary), 0, true)
    }
    // Multiplied by w the conditions sum to wᵀGw + λpP = rᵀw, so λpP ≤ max(rᵀw − wᵀGw), half the height.
    let largest = pow(height / (2 * kappa), 1 / p) * (1 + 1e-9)
    guard largest > 0, largest.isFinite else { return ([], 0, true) }
    let smallest = pow((abs(pull.x) + abs(matrix.xy) * largest) / kappa, 1 / (p - 1)) * (1 - 1e-9)
    guard smallest < largest else { return ([], 0, true) }
    let isolation = RootIsolation(from: smallest, to: largest, value: excess, bounds: bounds)
    let points = isolation.roots.compactMap { x -> Vector2? in
      let y = second(x)
      return y > 0 ? polished(Vector2(x, y)) : nil
    }
    return (points.filter(isStationary), isolation.iterations, isolation.complete)
  }

  /// Without coupling the weights are independent of each other.
  private func separate() -> [Vector2] {
    guard matrix.xx > 0, matrix.yy > 0, pull.x > 0, pull.y > 0 else { return [] }
    let x = PowerProximal(exponent: p, weight: strength / matrix.xx).stationaryPoints(
      pull.x / matrix.xx)
    let y = PowerProximal(exponent: p, weight: strength / matrix.yy).stationaryPoints(
      pull.y / matrix.yy)
    return x.flatMap { x in y.map { Vector2(x, $0) } }
  }

  /// The y that the first condition asks for.
  private func second(_ x: Double) -> Double {
    (pull.x - matrix.xx * x - kappa * pow(x, p - 1)) / matrix.xy
  }

  /// What is left of the second condition then.
  private func excess(_ x: Double) -> Double {
    let y = second(x)
    return matrix.xy * x + matrix.yy * y + kappa * pow(y, p - 1) - pull.y
  }

  private func bounds(_ x: Interval) -> (value: Interval, slope: Interval)? {
    let inverse = 1 / matrix.xy
    let steep = kappa * x.power(p - 1)
    let y = inverse * (Interval(pull.x, pull.x) - matrix.xx * x - steep)
    guard y.high > 0 else { return nil }
    let positive = Interval(max(y.low, 0), y.high)
    let rise = inverse * (Interval(-matrix.xx, -matrix.xx) - (p - 1) * (kappa * x.power(p - 2)))
    let value = matrix.xy * x + matrix.yy * positive + kappa * positive.power(p - 1) - pull.y
    guard y.low > 0 else { return (value, Interval(-.infinity, .infinity)) }
    let slope = ((p - 1) * (kappa * positive.power(p - 2)) + matrix.yy) * rise + matrix.xy
    return (value, slope)
  }

  private func residual(_ w: Vector2) -> Vector2 {
    matrix * w - pull + kappa * Vector2(pow(w.x, p - 1), pow(w.y, p - 1))
  }

  /// Newton's method on both conditions: the elimination above loses digits when the coupling is weak.
  private func polished(_ start: Vector2) -> Vector2 {
    var w = start
    var smallest = residual(w).norm
    for _ in 0..<20 {
      let r = residual(w)
      let bend = kappa * (p - 1)
      let (a, d) = (matrix.xx + bend * pow(w.x, p - 2), matrix.yy + bend * pow(w.y, p - 2))
      let determinant = a * d - matrix.xy * matrix.xy
      guard determinant != 0 else { break }
      let next = Vector2(
        w.x - (d * r.x - matrix.xy * r.y) / determinant,
        w.y - (a * r.y - matrix.xy * r.x) / determinant)
      guard next.x > 0, next.y > 0 else { break }
      let size = residual(next).norm
      guard size < smallest else { break }
      (w, smallest) = (next, size)
    }
    return w
  }

  /// Leaves out pieces that only look like a double root.
  private func isStationary(_ w: Vector2) -> Bool { residual(w).norm <= 1e-9 * pull.norm }
}
