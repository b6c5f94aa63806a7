import Glibc
import Numerics

extension Quadratic {
  /// Minimizes `f + λ P` over the plane.
  ///
  /// In closed form, sign pattern by sign pattern, for L1, L2 and elastic net; by nested root finding to
  /// the last bits for Lp with p > 1; for p < 1 all stationary points are enumerated, on the axes by scalar
  /// roots and in each quadrant by `RootIsolation`. A singular matrix gives the solution of minimum norm, and
  /// the set of all.
  ///
  /// - Throws: `invalidParameter` for a negative λ or NaN; infinity is allowed and gives the origin.
  package func minimum(penalty: Penalty, strength: Double) throws(RegularizationError) -> OptimumSet {
    guard strength >= 0 else { throw .invalidParameter(name: "strength", value: strength) }
    return checkedMinimum(penalty, strength)
  }

  /// The same for a strength that is known to be allowed.
  func checkedMinimum(_ penalty: Penalty, _ strength: Double) -> OptimumSet {
    if strength == .infinity {
      return OptimumSet(record(.zero, penalty, strength, .exact))
    }
    if strength == 0 {
      return OptimumSet(record(minimumNormSolution, penalty, 0, .exact), minimizers)
    }
    switch penalty.profile {
    case .mixed(let a, let b):
      let (point, solutions) = mixedMinimum(linear: strength * a, square: strength * b)
      return OptimumSet(record(point, penalty, strength, .exact), solutions)
    case .power(let p) where p > 1:
      let (point, convergence) = powerMinimum(exponent: p, strength: strength)
      return OptimumSet(record(point, penalty, strength, convergence))
    case .power(let p):
      let found = concaveStationaryPoints(exponent: p, strength: strength)
      let records = found.points.map {
        Optimum(
          penalized: $0.point, loss: self, penalty: penalty, strength: strength,
          convergence: found.convergence, isLocalMinimum: $0.isLocalMinimum)
      }
      return OptimumSet(
        candidates: records, isComplete: found.convergence.converged, by: \.objective,
        spread: 0.5 * abs(pull.dot(centre)))
    }
  }

  private func record(
    _ point: Vector2, _ penalty: Penalty, _ strength: Double, _ convergence: Convergence
  ) -> Optimum {
    Optimum(
      penalized: point, loss: self, penalty: penalty, strength: strength, convergence: convergence)
  }

  /// Minimizes `f + κ‖w‖₁ + (μ/2)‖w‖²`, κ and μ not both zero.
  func mixedMinimum(linear kappa: Double, square mu: Double) -> (Vector2, SolutionSet) {
    if kappa == 0 { return (ridgePoint(mu), .unique) }
    let r = pull
    if abs(r.x) <= kappa, abs(r.y) <= kappa { return (.zero, .unique) }
    let shifted = matrix.shifted(by: mu)
    if mu == 0, rank < 2 { return singularLasso(kappa) }
    func excess(_ w: Vector2) -> Double {
      let g = shifted * w - r
      func part(_ g: Double, _ w: Double) -> Double {
        w == 0 ? max(0, abs(g) - kappa) : abs(g + (w < 0 ? -kappa : kappa))
      }
      return max(part(g.x, w.x), part(g.y, w.y))
    }
    var candidates: [Vector2] = []
    if shifted.xx > 0, abs(r.x) > kappa {
      candidates.append(Vector2(r.x.softThresholded(by: kappa) / shifted.xx, 0))
    }
    if shifted.yy > 0, abs(r.y) > kappa {
      candidates.append(Vector2(0, r.y.softThresholded(by: kappa) / shifted.yy))
    }
    for (sx, sy) in [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)] {
      guard let w = shifted.solve(Vector2(r.x - sx * kappa, r.y - sy * kappa)), w.x * sx > 0,
        w.y * sy > 0
      else { continue }
      candidates.append(w)
    }
    // Exactly one pattern satisfies the conditions; on the border of two, rounding may let either through,
    // and the one with the zero comes first.
    let rounding = 8 * Double.ulpOfOne * max(abs(r.x), abs(r.y))
    let best =
      candidates.first { excess($0) <= rounding } ?? candidates.min { excess($0) < excess($1) }
    return (best ?? .zero, .unique)
  }

  /// `(G + μI)⁻¹ G c` in the eigenbasis, where no subtraction loses digits; the limit of minimum norm for μ =
  /// 0.
  private func ridgePoint(_ mu: Double) -> Vector2 {
    let (u, v) = (eigen.direction, eigen.direction.perpendicular)
    let smallest = rank == 2 ? eigen.smallest : 0
    let first = eigen.largest > 0 ? eigen.largest / (eigen.largest + mu) * u.dot(centre) : 0
    let second = smallest > 0 ? smallest / (smallest + mu) * v.dot(centre) : 0
    return first * u + second * v
  }

  /// The lasso on a matrix of rank 1, `G = d vvᵀ`: only `v·w` matters to the loss, and the cheapest way to
  /// make it is with the weight whose column is longer; with both where they are equally long.
  private func singularLasso(_ kappa: Double) -> (Vector2, SolutionSet) {
    let (r, v) = (pull, eigen.direction)
    let alongX = matrix.xx > 0 ? Vector2(r.x.softThresholded(by: kappa) / matrix.xx, 0) : .zero
    let alongY = matrix.yy > 0 ? Vector2(0, r.y.softThresholded(by: kappa) / matrix.yy) : .zero
    guard isTie(v) else { return (abs(v.x) > abs(v.y) ? alongX : alongY, .unique) }
    return (0.5 * (alongX + alongY), .segment(alongX, alongY))
  }

  /// Whether both weights buy the same change of a rank-one loss.
  func isTie(_ direction: Vector2) -> Bool { abs(abs(direction.x) - abs(direction.y)) <= 1e-12 }
}

extension Quadratic {
  /// The minimizer of f that has the minimum penalty: the limit of the penalized minimum as λ falls to zero.
  ///
  /// Of the line `v·w = u` of minimizers of a rank-one loss, the point where `φ′(|wᵢ|)` is proportional to
  /// `|vᵢ|`; on an axis where φ is concave or its corner holds the point there.
  package func minimumPenaltySolution(_ penalty: Penalty) -> Vector2 {
    guard rank == 1 else { return minimumNormSolution }
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
      let fraction = pow(small / big, 1 / (p - 1))
      let first = abs(u) / (big + small * fraction)
      magnitudes = (first, fraction * first)
    case .mixed(let a, let b):
      guard b > 0 else { return isTie(v) ? minimumNormSolution : onAxis }
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
