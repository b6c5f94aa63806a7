import Regularization
import Testing

@Suite struct DegenerateOptimaTests {
  @Test func `matrices that are no convex loss are refused`() {
    #expect(throws: RegularizationError.matrixIndefinite(smallestEigenvalue: -1)) {
      try Quadratic(rows: [[1, 0], [0, -1]], centre: [0, 0])
    }
    #expect(throws: RegularizationError.matrixNotSquare(rows: 2, row: 1, entries: 3)) {
      try Quadratic(rows: [[1, 0], [0, 1, 0]], centre: [0, 0])
    }
    #expect(
      throws: RegularizationError.matrixNotSymmetric(row: 0, column: 1, entry: 0.5, mirrored: 0.25)
    ) {
      try Quadratic(rows: [[1, 0.5], [0.25, 1]], centre: [0, 0])
    }
    #expect(throws: RegularizationError.unsuitableSize(found: 3, needed: 2)) {
      try Quadratic(rows: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], centre: [0, 0])
    }
    #expect(throws: RegularizationError.unsuitableSize(found: 1, needed: 2)) {
      try Quadratic(rows: [[1, 0], [0, 1]], centre: [0])
    }
    #expect(throws: RegularizationError.self) {
      try Quadratic(rows: [[1, 0], [0, .nan]], centre: [0, 0])
    }
  }

  @Test func `negative strengths and NaN are refused, infinity gives the origin`() throws {
    let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [1, 2])
    #expect(throws: RegularizationError.invalidParameter(name: "strength", value: -1)) {
      try loss.minimum(penalty: .l1, strength: -1)
    }
    #expect(throws: RegularizationError.self) { try loss.minimum(penalty: .l1, strength: .nan) }
    #expect(try loss.minimum(penalty: .l2(.halved), strength: .infinity).global.point == .zero)
  }

  @Test func `budgets of zero and infinity`() throws {
    let loss = try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
    let none = loss.minimum(in: try ConstraintRegion(penalty: .l1, budget: 0)).global
    #expect(
      none.point == .zero && none.strength == 3 && none.normalCone == .plane
        && none.kktResidual == 0)
    let all = loss.minimum(in: try ConstraintRegion(penalty: .l1, budget: .infinity)).global
    #expect(
      all.point == loss.centre && all.strength == 0 && !all.isActive && all.normalCone == .apex)
    let ridge = loss.minimum(in: try ConstraintRegion(penalty: .l2(.halved), budget: 0)).global
    #expect(ridge.strength == .infinity)
  }

  @Test func `a budget that does not bind leaves the minimizer alone`() throws {
    let loss = try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
    for form in RegionTests.forms {
      let penalty = try Penalty(form)
      let region = try ConstraintRegion(penalty: penalty, budget: penalty.value(loss.centre) * 1.01)
      let found = loss.minimum(in: region).global
      #expect(found.point == loss.centre && found.strength == 0 && !found.isActive)
    }
  }

  @Test func `ridge on a singular matrix tends to the minimum of least norm`() throws {
    // f depends on w₁ + 2w₂ only; its minimizers are the line w₁ + 2w₂ = 5.
    let loss = try Quadratic(rows: [[1, 2], [2, 4]], centre: [5, 0])
    #expect(loss.rank == 1)
    let free = try loss.minimum(penalty: .l2(.halved), strength: 0)
    #expect(free.global.point.distance(to: Vector2(1, 2)) < 1e-14)
    guard case .line(let point, let direction) = free.solutions else {
      Issue.record("no line")
      return
    }
    #expect(abs(loss.value(at: point + 7 * direction)) < 1e-13)
    let nearly = try loss.minimum(penalty: .l2(.halved), strength: 1e-12).global
    #expect(nearly.point.distance(to: Vector2(1, 2)) < 1e-11)
    let bound = loss.minimum(in: try ConstraintRegion(penalty: .l2(.halved), budget: 1)).global
    #expect(bound.kktResidual < 1e-14 && bound.isActive)
  }

  @Test func `the lasso with duplicate columns has a segment of solutions`() throws {
    let loss = try Quadratic(rows: [[2, -2], [-2, 2]], centre: [3, 0])
    let found = try loss.minimum(penalty: .l1, strength: 2)
    guard case .segment(let a, let b) = found.solutions else {
      Issue.record("no segment")
      return
    }
    #expect(a == Vector2(2, 0) && b == Vector2(0, -2))
    #expect(found.global.point == Vector2(1, -1))
    for share in [0, 0.3, 1.0] {
      let w = share * a + (1 - share) * b
      #expect(agree(loss.value(at: w) + 2 * Penalty.l1.value(w), found.global.objective))
    }
    let inside = loss.minimum(in: try ConstraintRegion(penalty: .l1, budget: 2))
    #expect(inside.solutions == .segment(Vector2(2, 0), Vector2(0, -2)))
    #expect(inside.global.kktResidual < 1e-15 && agree(inside.global.strength, 2))
  }

  @Test func `the lasso on proportional columns uses the longer one`() throws {
    let loss = try Quadratic(rows: [[1, 2], [2, 4]], centre: [5, 0])
    let found = try loss.minimum(penalty: .l1, strength: 1)
    #expect(found.solutions == .unique)
    #expect(found.global.point == Vector2(0, 2.25))
    #expect(found.global.kktResidual < 1e-15)
    #expect(
      loss.minimum(in: try ConstraintRegion(penalty: .l1, budget: 2.25)).global.point
        == Vector2(0, 2.25))
  }

  @Test func `of a singular loss's minimizers the budget admits the cheapest`() throws {
    let loss = try Quadratic(rows: [[1, 2], [2, 4]], centre: [5, 0])
    for form in RegionTests.forms {
      let penalty = try Penalty(form)
      let cheapest = loss.minimumPenaltySolution(penalty)
      #expect(abs(loss.value(at: cheapest)) < 1e-14)
      for step in -50...50 {
        let other = Vector2(5, 0) + (Double(step) / 10) * Vector2(-1, 0.5)
        #expect(penalty.value(other) >= penalty.value(cheapest) * (1 - 1e-14))
      }
      let region = try ConstraintRegion(penalty: penalty, budget: penalty.value(cheapest) * 0.8)
      #expect(loss.minimum(in: region).global.kktResidual < 1e-10, "\(form)")
    }
  }

  @Test func `a constant loss is solved by the origin under any penalty`() throws {
    let loss = try Quadratic(rows: [[0, 0], [0, 0]], centre: [4, 4], constant: 1)
    #expect(loss.rank == 0)
    for form in RegionTests.forms {
      let found = try loss.minimum(penalty: Penalty(form), strength: 1).global
      #expect(found.point == .zero && found.loss == 1)
    }
  }

  @Test func `the contour through the optimum has the semi-axes of the eigenvalues`() throws {
    let loss = try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
    let ellipse = try #require(loss.ellipse(atLevel: 3))
    #expect(agree(ellipse.semiAxes.x, 12.0.squareRoot()) && agree(ellipse.semiAxes.y, 2))
    let end = loss.centre + ellipse.semiAxes.x * ellipse.longAxis
    #expect(agree(loss.value(at: end), 3))
    #expect(loss.ellipse(atLevel: -1) == nil)
  }
}
