import Glibc

extension ConstraintRegion {
  /// The boundary between two neighbouring axes in closed form.
  package enum Arc: Hashable, Sendable {
    /// L1: straight.
    case segment(from: Vector2, to: Vector2)
    /// L2 and elastic net: part of a circle; angles in radians from the centre, counterclockwise.
    case circle(centre: Vector2, radius: Double, from: Double, to: Double)
    /// Lp: `(t^(1/p)) (cos^(2/p) θ, sin^(2/p) θ)` for θ from 0 to π/2.
    case superellipse(exponent: Double, extent: Double)
  }

  /// The boundary in the first quadrant, from `(x₀, 0)` to `(0, x₀)`; the other quadrants mirror it.
  ///
  /// That of the elastic net is part of the circle around `−(a/b)(1, 1)` with radius `√(2t/b + 2a²/b²)`.
  package var firstQuadrant: Arc {
    let extent = axisExtent
    switch penalty.profile {
    case .power(let p): return .superellipse(exponent: p, extent: extent)
    case .mixed(let a, let b):
      guard b > 0 else { return .segment(from: Vector2(extent, 0), to: Vector2(0, extent)) }
      let offset = a / b
      let start = atan2(offset, extent + offset)
      return .circle(
        centre: Vector2(-offset, -offset),
        radius: (2 * budget / b + 2 * offset * offset).squareRoot(), from: start,
        to: .pi / 2 - start)
    }
  }

  /// The boundary as a closed polyline, counterclockwise from `(x₀, 0)`, whose end is not repeated.
  ///
  /// All vertices lie on the boundary, the four axis points among them exactly. No point of the boundary is
  /// farther than the tolerance from the polyline.
  ///
  /// - Returns: the origin alone for a budget of zero, nothing for an infinite one.
  /// - Precondition: the tolerance is positive.
  package func boundary(tolerance: Double) -> [Vector2] {
    precondition(tolerance > 0, "a tolerance of \(tolerance)")
    guard budget < .infinity else { return [] }
    guard budget > 0 else { return [.zero] }
    let quarter = quarter(tolerance: tolerance)
    let backwards = quarter.dropFirst().reversed()
    // Each quarter leaves out its end, which is the next one's start.
    return quarter.dropLast() + backwards.map { Vector2(-$0.x, $0.y) }
      + quarter.dropLast().map { Vector2(-$0.x, -$0.y) } + backwards.map { Vector2($0.x, -$0.y) }
  }

  private func quarter(tolerance: Double) -> [Vector2] {
    let ends = [Vector2(axisExtent, 0), Vector2(0, axisExtent)]
    switch firstQuadrant {
    case .segment: return ends
    case .circle(let centre, let radius, let from, let to):
      // A chord over the angle δ misses the arc by r(1 − cos(δ/2)) = 2r sin²(δ/4).
      let widest = 4 * asin(min((tolerance / (2 * radius)).squareRoot(), 0.5))
      let pieces = max(1, Int(((to - from) / widest).rounded(.up)))
      let inner = (1..<pieces).map { index -> Vector2 in
        let angle = from + (to - from) * Double(index) / Double(pieces)
        return Vector2(centre.x + radius * cos(angle), centre.y + radius * sin(angle))
      }
      return [ends[0]] + inner + [ends[1]]
    case .superellipse(let p, _):
      var points = [ends[0]]
      refine(from: ends[0], to: ends[1], exponent: p, tolerance: tolerance, depth: 0, into: &points)
      return points
    }
  }

  /// Appends the polyline after `a` up to `b`, split where the curve is farthest from the chord: where it is
  /// parallel to it, which is known in closed form.
  private func refine(
    from a: Vector2, to b: Vector2, exponent p: Double, tolerance: Double, depth: Int,
    into points: inout [Vector2]
  ) {
    let normal = Vector2(b.y - a.y, a.x - b.x)
    // ∇P ∥ normal means (x/y)^(p−1) = nₓ/n_y; in logarithms, since the ratio may be extreme.
    let ratio = (log(normal.x) - log(normal.y)) / (p - 1)
    let farthest = boundaryPoint(
      along: ratio > 0 ? Vector2(1, exp(-ratio)) : Vector2(exp(ratio), 1))
    let length = normal.norm
    if depth < 60, length > 0, abs(normal.dot(farthest - a)) > tolerance * length, farthest.x > 0,
      farthest.y > 0
    {
      refine(
        from: a, to: farthest, exponent: p, tolerance: tolerance, depth: depth + 1, into: &points)
      refine(
        from: farthest, to: b, exponent: p, tolerance: tolerance, depth: depth + 1, into: &points)
    } else {
      points.append(b)
    }
  }
}
