import Numerics

extension Quadratic {
  /// Minimizes f over the region `P ≤ t`.
  ///
  /// In closed form for L1 (corner by corner, edge by edge), by a secular equation for L2 and, since its
  /// boundary is made of four circular arcs, for the elastic net (Newton's method, safeguarded: Moré &
  /// Sorensen 1983, doi:10.1137/0904038); by root finding in λ for Lp with p > 1; for p < 1 all KKT points
  /// are enumerated: the unconstrained optimum if allowed, the cusps, and the roots of the loss's
  /// derivative along each arc. The boundary is never scanned. Where the budget does not bind, λ is 0 and
  /// the point the allowed minimizer of minimum penalty.
  package func minimum(in region: ConstraintRegion) -> OptimumSet {
    if region.budget == 0 {
      return OptimumSet(
        Optimum(constrained: .zero, loss: self, region: region, isActive: true, convergence: .exact)
      )
    }
    let cheapest = minimumPenaltySolution(region.penalty)
    let isInside = region.contains(cheapest)
    if isInside, rank < 2 || region.penalty.isConvex {
      let isFree = Optimum(
        constrained: cheapest, loss: self, region: region, isActive: false, convergence: .exact)
      return OptimumSet(isFree, minimizers)
    }
    switch region.penalty.profile {
    case .mixed(let a, let b): return mixedConstrained(linear: a, square: b, region)
    case .power(let p) where p > 1:
      let (point, convergence) = powerConstrained(exponent: p, region: region)
      return OptimumSet(
        Optimum(
          constrained: point, loss: self, region: region, isActive: true, convergence: convergence))
    case .power(let p): return concaveConstrained(exponent: p, region, isInside: isInside)
    }
  }

  private func mixedConstrained(linear a: Double, square b: Double, _ region: ConstraintRegion)
    -> OptimumSet
  {
    if a == 0 {
      let (point, convergence) = SecularEquation(eigen, centre: centre, radius: region.axisExtent)
        .solution
      return OptimumSet(
        Optimum(
          constrained: point, loss: self, region: region, isActive: true, convergence: convergence))
    }
    if b == 0, rank == 1, isTie(eigen.direction) { return sharedEdge(region) }
    var candidates = region.axisPoints.map { ($0, Convergence.exact) }
    for signs in [Vector2(1, 1), Vector2(-1, 1), Vector2(-1, -1), Vector2(1, -1)] {
      let found: (point: Vector2, convergence: Convergence)?
      if b == 0 {
        found = edgeMinimizer(signs, extent: region.axisExtent).map { ($0, .exact) }
      } else {
        // In coordinates from the arc's centre the penalty is a plain square.
        let shift = a / b * signs
        let radius = (2 * region.budget / b + 2 * (a / b) * (a / b)).squareRoot()
        found = SecularEquation(eigen, centre: centre + shift, radius: radius).boundarySolution
          .map { (region.boundaryPoint(along: $0.0 - shift), $0.1) }
      }
      if let found, found.point.x * signs.x > 0, found.point.y * signs.y > 0 {
        candidates.append((found.point, found.convergence))
      }
    }
    let records = candidates.map {
      Optimum(constrained: $0.0, loss: self, region: region, isActive: true, convergence: $0.1)
    }
    // Corners come first: where rounding lets a corner and its edge through, the corner is meant.
    let exact = records.first { $0.kktResidual <= 4 * Double.ulpOfOne }
    return OptimumSet(exact ?? records.min { $0.kktResidual < $1.kktResidual } ?? records[0])
  }

  /// Where f has its minimum on the line through two neighbouring corners of the diamond, if between them.
  private func edgeMinimizer(_ signs: Vector2, extent: Double) -> Vector2? {
    let corner = Vector2(0, signs.y * extent)
    let along = Vector2(signs.x, -signs.y)
    let curvature = along.dot(matrix * along)
    let slope = along.dot(matrix * corner - pull)
    guard curvature > 0 else { return nil }
    let length = -slope / curvature
    // From the nearer corner, so that a small weight keeps its digits.
    if length <= extent / 2 {
      return length > 0 ? Vector2(signs.x * length, signs.y * (extent - length)) : nil
    }
    let other = Vector2(signs.x * extent, 0)
    let rest = along.dot(matrix * other - pull) / curvature
    return rest > 0 && rest < extent ? Vector2(signs.x * (extent - rest), signs.y * rest) : nil
  }

  /// A rank-one loss whose level lines are parallel to an edge of the diamond: the whole edge is optimal.
  private func sharedEdge(_ region: ConstraintRegion) -> OptimumSet {
    let x = region.axisExtent
    let ends = [Vector2(pull.x < 0 ? -x : x, 0), Vector2(0, pull.y < 0 ? -x : x)]
    let middle = 0.5 * (ends[0] + ends[1])
    return OptimumSet(
      Optimum(constrained: middle, loss: self, region: region, isActive: true, convergence: .exact),
      .segment(ends[0], ends[1]))
  }

  private func concaveConstrained(exponent p: Double, _ region: ConstraintRegion, isInside: Bool)
    -> OptimumSet
  {
    let search = ConcaveBoundary(loss: self, region: region, exponent: p)
    var records = search.stationaryPoints.map {
      Optimum(
        constrained: $0.point, loss: self, region: region, isActive: true,
        convergence: search.convergence,
        isLocalMinimum: $0.isLocalMinimum)
    }
    for tip in region.axisPoints {
      let record = Optimum(
        constrained: tip, loss: self, region: region, isActive: true, convergence: .exact)
      if tip.dot(record.gradient) < 0 { records.append(record) }
    }
    if isInside {
      records.append(
        Optimum(
          constrained: minimumPenaltySolution(region.penalty), loss: self, region: region,
          isActive: false,
          convergence: .exact))
    }
    if records.isEmpty {
      // Every tip has a gradient that points along it or none: only a flat loss does that.
      records = [
        Optimum(
          constrained: minimumNormSolution, loss: self, region: region, isActive: false,
          convergence: .exact)
      ]
    }
    return OptimumSet(
      candidates: records, isComplete: search.convergence.converged, by: \.loss,
      spread: 0.5 * abs(pull.dot(centre)))
  }
}

/// The two ways to say how strongly to penalize: a strength λ or a budget t.
extension Quadratic {
  /// The budget that the penalized minimum uses, `P(w(λ))`: never rising in λ.
  ///
  /// - Throws: `invalidParameter` for a negative λ or NaN.
  package func budget(penalty: Penalty, strength: Double) throws(RegularizationError) -> Double {
    if strength == 0 { return penalty.value(minimumPenaltySolution(penalty)) }
    return try minimum(penalty: penalty, strength: strength).global.penaltyValue
  }

  /// The multiplier of the constrained minimum: the strength whose minimum uses that budget, 0 when it does
  /// not bind.
  ///
  /// For p < 1 budgets that no penalized minimum uses exist, since its path jumps; their multiplier belongs
  /// to a stationary point that is not the minimum.
  ///
  /// - Throws: `invalidParameter` for a negative budget or NaN.
  package func strength(penalty: Penalty, budget: Double) throws(RegularizationError) -> Double {
    minimum(in: try ConstraintRegion(penalty: penalty, budget: budget)).global.strength
  }

  /// The smallest strength whose minimum is the origin: `max |(Gc)ᵢ| / a` where the penalty has corners, else
  /// infinite unless the origin is the minimizer already; nil for p < 1, where it has no closed form.
  package func strengthOfOrigin(_ penalty: Penalty) -> Double? {
    if case .power(let p) = penalty.profile, p < 1, pull != .zero { return nil }
    return penalty.multiplier(at: .zero, gradient: -pull)
  }
}
