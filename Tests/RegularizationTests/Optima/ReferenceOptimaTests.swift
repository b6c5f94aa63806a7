import Regularization
import Testing

/// `f(β) = ½(β−β̂)ᵀG(β−β̂)` with `G = [[1, .5], [.5, 1]]`, `β̂ = (1, 2.5)`; numbers from independent solvers, five
/// decimals.
@Suite struct ReferenceOptimaTests {
  private func loss() throws -> Quadratic {
    try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
  }

  private static let strengths = [0.25, 0.5, 1, 1.5, 2]

  private func check(_ penalty: Penalty, _ expected: [Vector2]) throws {
    let loss = try loss()
    for (strength, point) in zip(Self.strengths, expected) {
      let found = try loss.minimum(penalty: penalty, strength: strength)
      #expect(found.global.point.distance(to: point) < 8e-6)
      #expect(found.global.kktResidual < 1e-15)
      #expect(found.solutions == .unique)
      // The constrained problem with the budget that was used has the same answer.
      let region = try ConstraintRegion(penalty: penalty, budget: found.global.penaltyValue)
      let same = loss.minimum(in: region).global
      #expect(same.point.distance(to: found.global.point) < 1e-12)
      #expect(agree(same.strength, strength, relative: 1e-12))
      #expect(same.isActive && same.kktResidual < 1e-14)
    }
  }

  @Test func `the lasso`() throws {
    try check(
      .l1,
      [
        Vector2(0.83333, 2.33333), Vector2(0.66667, 2.16667), Vector2(0.33333, 1.83333), Vector2(0, 1.5),
        Vector2(0, 1),
      ])
    #expect(try loss().strengthOfOrigin(.l1) == 3)
    #expect(try loss().minimum(penalty: .l1, strength: 3).global.point == .zero)
    #expect(try loss().minimum(penalty: .l1, strength: 2.999).global.point != .zero)
    #expect(try loss().minimum(penalty: .l1, strength: 1.5).global.isCorner)
  }

  @Test func `ridge`() throws {
    try check(
      .l2(.halved),
      [
        Vector2(1, 2), Vector2(0.9375, 1.6875), Vector2(0.8, 1.3), Vector2(0.6875, 1.0625), Vector2(0.6, 0.9),
      ])
  }

  @Test func `the elastic net`() throws {
    try check(
      Penalty(.elasticNet(l1Ratio: 0.5)),
      [
        Vector2(0.93846, 2.13846), Vector2(0.85714, 1.85714), Vector2(0.6875, 1.4375),
        Vector2(0.53333, 1.13333), Vector2(0.4, 0.9),
      ])
  }

  @Test func `the whole square doubles the strength of the halved one`() throws {
    let loss = try loss()
    let half = try loss.minimum(penalty: .l2(.halved), strength: 2).global.point
    #expect(try loss.minimum(penalty: .l2(.whole), strength: 1).global.point == half)
  }
}
