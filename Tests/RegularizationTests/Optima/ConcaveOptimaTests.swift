import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct ConcaveOptimaTests {
  @Test func `for p < 1 every stationary point satisfies the conditions and the first is global`() throws {
    var random = RandomProblems(seed: 7)
    for _ in 0..<RandomProblems.count(release: 2000) {
      let loss = try random.quadratic()
      let penalty = try random.concavePenalty()
      let strength = pow(10, random.stream.uniform(-2, 1))
      let found = try loss.minimum(penalty: penalty, strength: strength)
      #expect(found.isComplete)
      #expect(found.points.allSatisfy { $0.kktResidual < 1e-9 })
      #expect(found.global.isLocalMinimum)
      #expect(found.points.contains { $0.point == .zero })
      // Coordinate descent from anywhere ends at a point no better than the global one.
      var w = Vector2(random.stream.uniform(-5, 5), random.stream.uniform(-5, 5))
      let r = loss.matrix * loss.centre
      for _ in 0..<200 {
        w.x = penalty.proximal((r.x - loss.matrix.xy * w.y) / loss.matrix.xx, step: strength / loss.matrix.xx)
        w.y = penalty.proximal((r.y - loss.matrix.xy * w.x) / loss.matrix.yy, step: strength / loss.matrix.yy)
      }
      let reached = loss.value(at: w) + strength * penalty.value(w)
      #expect(reached >= found.global.objective - 1e-12 * abs(loss.value(at: .zero)))
    }
  }

  @Test func `a symmetric loss ties two cusps and lists the maximum between them`() throws {
    let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [10, 10])
    let region = try ConstraintRegion(penalty: Penalty(.lp(exponent: 0.5)), budget: 2)
    let found = loss.minimum(in: region)
    let tips = [Vector2(4, 0), Vector2(0, 4)]
    guard case .ties(let ties) = found.solutions else {
      Issue.record("no ties")
      return
    }
    #expect(Set(ties) == Set(tips))
    let middle = try #require(found.points.last)
    #expect(middle.point.distance(to: Vector2(1, 1)) < 1e-12)
    #expect(!middle.isLocalMinimum && middle.kktResidual < 1e-12)
    #expect(found.points.count == 3)
    #expect(found.global.isCorner && found.global.normalCone == .halfPlane(ties[0].normalized))
  }

  @Test func `a separable problem has the products of its scalar solutions`() throws {
    // w + λ/2 w^(−1/2) = c with λ = 0.5 and c = 1.25: w = 1 and one smaller root.
    let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [1.25, 1.25])
    let found = try loss.minimum(penalty: Penalty(.lp(exponent: 0.5)), strength: 0.5)
    #expect(found.points.count == 9)
    #expect(found.points.count { $0.isLocalMinimum } == 4)
    #expect(found.points.contains { $0.point.distance(to: Vector2(1, 1)) < 1e-12 && $0.isLocalMinimum })
  }

  @Test func `weak coupling keeps the number of stationary points`() throws {
    for coupling in [1e-12, 1e-6, -1e-9, 1e-3, -1e-3] {
      let loss = try Quadratic(rows: [[1, coupling], [coupling, 1]], centre: [1.25, 1.25])
      let found = try loss.minimum(penalty: Penalty(.lp(exponent: 0.5)), strength: 0.5)
      #expect(found.points.count == 9)
      #expect(found.points.allSatisfy { $0.kktResidual < 1e-12 })
    }
  }

  @Test func `an optimum inside the region is listed with the tips that hold on their own`() throws {
    let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [0.5, 0.1])
    let region = try ConstraintRegion(penalty: Penalty(.lp(exponent: 0.5)), budget: 2)
    let found = loss.minimum(in: region)
    #expect(found.global.point == Vector2(0.5, 0.1))
    #expect(!found.global.isActive && found.global.strength == 0)
    #expect(found.points.allSatisfy { $0.kktResidual < 1e-12 })
  }
}
