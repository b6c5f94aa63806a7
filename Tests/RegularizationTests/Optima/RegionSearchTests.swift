import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct RegionSearchTests {
  @Test func `on a quadratic the search finds the exact optimum`() throws {
    var random = RandomProblems(seed: 8)
    for index in 0..<RandomProblems.count(release: 300) {
      let exact = try random.quadratic()
      guard exact.conditionNumber < 1000 else { continue }
      let penalty = index % 4 == 0 ? try random.concavePenalty() : try random.convexPenalty()
      let region = try ConstraintRegion(penalty: penalty, axisExtent: random.stream.uniform(0.3, 4))
      let loss = SmoothLoss { (exact.value(at: $0), exact.gradient(at: $0)) }
      let found = try RegionSearch(region).minimum(of: loss).global
      let known = exact.minimum(in: region).global
      #expect(found.kktResidual <= 1e-9, "\(penalty) \(exact) \(region)")
      #expect(
        abs(found.loss - known.loss) <= 1e-9 * (exact.value(at: .zero) - exact.constant),
        "\(penalty) \(exact)")
      #expect(found.isCorner == known.isCorner)
    }
  }

  /// Rosenbrock's valley: the least value over the disc of radius 1 is known from the tangency condition.
  @Test func `Rosenbrock's valley over the disc`() throws {
    let loss = SmoothLoss { w in
      let v = w.y - w.x * w.x
      return (
        (1 - w.x) * (1 - w.x) + 100 * v * v, Vector2(-2 * (1 - w.x) - 400 * w.x * v, 200 * v)
      )
    }
    let region = try ConstraintRegion(penalty: .l2(.whole), budget: 1)
    let found = try RegionSearch(region).minimum(of: loss).global
    #expect(found.convergence.converged && found.kktResidual <= 1e-9)
    // Published to four decimals (the disc example in MATLAB's optimization toolbox): (0.7864, 0.6177).
    #expect(found.point.distance(to: Vector2(0.7864, 0.6177)) < 1e-4)
  }

  @Test func `a gradient that jumps is reported as a residual that stays`() throws {
    // |x − 0.3| + y²: the minimum has no gradient.
    let loss = SmoothLoss { w in
      (abs(w.x - 0.3) + w.y * w.y, Vector2(w.x < 0.3 ? -1 : 1, 2 * w.y))
    }
    let region = try ConstraintRegion(penalty: .l2(.whole), budget: 1)
    let found = try RegionSearch(region).minimum(of: loss, starts: [Vector2(0.4, 0.1)]).global
    #expect(!found.convergence.converged && found.kktResidual > 0.1)
  }

  @Test func `an optimum inside is found without a multiplier`() throws {
    let loss = SmoothLoss { w in
      (cosh(w.x - 0.2) + cosh(w.y + 0.1), Vector2(sinh(w.x - 0.2), sinh(w.y + 0.1)))
    }
    let found = try RegionSearch(ConstraintRegion(penalty: .l1, budget: 1)).minimum(of: loss).global
    #expect(!found.isActive && found.strength == 0)
    #expect(found.point.distance(to: Vector2(0.2, -0.1)) < 1e-9)
  }

  @Test func `an infinite budget is refused`() throws {
    let region = try ConstraintRegion(penalty: .l1, budget: .infinity)
    #expect(throws: RegularizationError.invalidParameter(name: "budget", value: .infinity)) {
      try RegionSearch(region)
    }
  }
}
