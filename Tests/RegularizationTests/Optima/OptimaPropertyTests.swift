import Glibc
import Numerics
import Regularization
import Testing

@Suite struct OptimaPropertyTests {
  @Test func `penalized optima satisfy the KKT conditions and λ leads to t and back`() throws {
    var random = RandomProblems(seed: 1)
    for _ in 0..<RandomProblems.count(release: 20_000) {
      let loss = try random.quadratic()
      let penalty = try random.convexPenalty()
      let strength = pow(10, random.stream.uniform(-3, 1))
      let found = try loss.minimum(penalty: penalty, strength: strength)
      let best = found.global
      #expect(best.kktResidual < 1e-9, "\(penalty) \(loss) \(strength)")
      #expect(best.convergence.converged)
      guard best.point != .zero else { continue }
      let region = try ConstraintRegion(penalty: penalty, budget: best.penaltyValue)
      let back = loss.minimum(in: region).global
      #expect(back.kktResidual < 1e-9, "\(penalty) \(loss) \(strength)")
      // The strength is a difference of gradients; how well it is known depends on what is left of them.
      let known = 1e-10 * loss.gradient(at: .zero).norm / max(best.gradient.norm, 1e-300)
      #expect(
        agree(back.strength, strength, relative: 1e-8 + known), "\(penalty) \(loss) \(strength)")
    }
  }

  @Test func `no point of the region has lower loss, and the contour touches it`() throws {
    var random = RandomProblems(seed: 2)
    for index in 0..<RandomProblems.count(release: 4000) {
      let loss = try random.quadratic()
      let penalty = index % 3 == 0 ? try random.concavePenalty() : try random.convexPenalty()
      let region = try ConstraintRegion(penalty: penalty, axisExtent: random.stream.uniform(0.1, 4))
      let best = loss.minimum(in: region).global
      #expect(best.kktResidual < 1e-9, "\(penalty) \(loss)")
      #expect(best.penaltyValue <= region.budget * (1 + 1e-13))
      #expect(
        best.normalCone.contains(-best.gradient, tolerance: 1e-6) || best.gradient.norm < 1e-6)
      let scale = loss.value(at: .zero) - loss.constant
      for step in 0..<360 {
        let angle = Double(step) * .pi / 180
        let point = region.boundaryPoint(along: Vector2(cos(angle), sin(angle)))
        #expect(loss.value(at: point) >= best.loss - 1e-12 * scale, "\(penalty) \(loss)")
      }
    }
  }

  @Test func `the budget never rises with the strength`() throws {
    var random = RandomProblems(seed: 3)
    for index in 0..<RandomProblems.count(release: 500) {
      let loss = try random.quadratic()
      let penalty = index % 4 == 0 ? try random.concavePenalty() : try random.convexPenalty()
      var last = try loss.budget(penalty: penalty, strength: 0)
      #expect(last == penalty.value(loss.centre))
      for step in -12...8 {
        let budget = try loss.budget(penalty: penalty, strength: pow(10, Double(step) / 4))
        #expect(budget <= last * (1 + 1e-12))
        last = budget
      }
    }
  }

  @Test func `the elastic net becomes the lasso and ridge at the ends of its mixing ratio`() throws {
    var random = RandomProblems(seed: 4)
    for _ in 0..<RandomProblems.count(release: 1000) {
      let loss = try random.quadratic()
      let strength = random.stream.uniform(0.1, 2)
      let lasso = try loss.minimum(penalty: .l1, strength: strength).global.point
      let ridge = try loss.minimum(penalty: .l2(.halved), strength: strength).global.point
      #expect(
        try loss.minimum(penalty: Penalty(.elasticNet(l1Ratio: 1)), strength: strength).global.point
          == lasso)
      #expect(
        try loss.minimum(penalty: Penalty(.elasticNet(l1Ratio: 0)), strength: strength).global.point
          == ridge)
      // A step of 1e-9 in the ratio moves the optimum by at most its change of force over the least
      // curvature.
      let nearLasso = try Penalty(.elasticNet(l1Ratio: 1 - 1e-9))
      let nearRidge = try Penalty(.elasticNet(l1Ratio: 1e-9))
      let reach = 1e-9 * strength * (2 + lasso.norm)
      let (near, far) = (loss.matrix.eigen.smallest, loss.matrix.eigen.smallest + strength / 2)
      #expect(
        try loss.minimum(penalty: nearLasso, strength: strength).global.point.distance(to: lasso)
          <= reach / near + 1e-11)
      #expect(
        try loss.minimum(penalty: nearRidge, strength: strength).global.point.distance(to: ridge)
          <= 1e-9 * strength * (2 + ridge.norm) / far + 1e-11)
    }
  }

  @Test func `the path of optima is continuous in the strength for convex penalties`() throws {
    var random = RandomProblems(seed: 6)
    for _ in 0..<RandomProblems.count(release: 500) {
      let loss = try random.quadratic()
      let penalty = try random.convexPenalty()
      let strength = random.stream.uniform(0.1, 2)
      let a = try loss.minimum(penalty: penalty, strength: strength).global
      let b = try loss.minimum(penalty: penalty, strength: strength * (1 + 1e-9)).global
      // Strong convexity: ‖Δw‖ ≤ Δλ ‖∂P‖ / least eigenvalue, with ‖∂P‖ ≤ ‖∇f‖/λ.
      let bound = 1e-9 * loss.gradient(at: .zero).norm / loss.matrix.eigen.smallest
      #expect(a.point.distance(to: b.point) <= 2 * bound + 1e-11)
    }
  }

  /// Twelve decades of loss, six of weights, six of condition number.
  @Test(arguments: [0.05, 0.3, 0.6, 0.95, 0.99, 1, 1.01, 1.05, 1.5, 2, 3, 20])
  func `conditions hold at every scale`(exponent: Double) throws {
    var random = SeededGenerator(seed: 77, for: .regressionTable)
    let penalties = [try Penalty(.lp(exponent: exponent)), try Penalty(.elasticNet(l1Ratio: exponent / 20))]
    for _ in 0..<RandomProblems.count(release: 1500) {
      let u = Vector2(random.normal(), random.normal()).normalized
      let large = pow(10, random.uniform(-6, 6))
      let small = large * pow(10, random.uniform(-6, 0))
      let size = pow(10, random.uniform(-3, 3))
      let matrix = SymmetricMatrix2(
        xx: large * u.x * u.x + small * u.y * u.y, xy: (large - small) * u.x * u.y,
        yy: large * u.y * u.y + small * u.x * u.x)
      let loss = try Quadratic(
        matrix: matrix, centre: Vector2(size * random.normal(), size * random.normal()))
      let share = pow(10, random.uniform(-2, 0.5))
      for penalty in penalties {
        let region = try ConstraintRegion(penalty: penalty, axisExtent: size * share)
        let constrained = loss.minimum(in: region)
        #expect(constrained.isComplete && constrained.points.allSatisfy { $0.kktResidual < 1e-9 })
        let strength = share * loss.gradient(at: .zero).norm / penalty.gradient(0.3 * size)
        let penalized = try loss.minimum(penalty: penalty, strength: strength)
        #expect(penalized.isComplete && penalized.points.allSatisfy { $0.kktResidual < 1e-9 })
      }
    }
  }
}
