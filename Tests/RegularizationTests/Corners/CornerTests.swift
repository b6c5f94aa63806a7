import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct CornerTests {
  private let draws = RandomProblems.count(release: 4_000_000)

  private func diamond(_ losses: RandomLoss, seed: UInt64 = 1) throws -> CornerExperiment {
    try CornerExperiment(
      region: ConstraintRegion(penalty: .l1, budget: 2), losses: losses, seed: seed)
  }

  /// Five standard errors: passes by chance alone in all but one of a million seeds.
  private func isNear(_ found: WilsonInterval, _ share: Double, uncertainty: Double = 0) -> Bool {
    abs(found.share - share) <= 5 * (share * (1 - share) / Double(found.trials)).squareRoot()
      + uncertainty
  }

  @Test func `for round losses the share is that of the corners' cones, 32/49`() throws {
    #expect(isNear(try diamond(.isotropic).share(draws: draws), 32.0 / 49))
  }

  @Test func `for random positive definite losses it is 72.594 %`() throws {
    #expect(
      isNear(try diamond(.positiveDefinite).share(draws: draws), 0.72594, uncertainty: 5 * 0.0002))
  }

  @Test func `uncorrelated columns are round losses`() throws {
    #expect(
      try diamond(.correlated(0)).share(draws: 5000) == diamond(.isotropic).share(draws: 5000))
  }

  @Test func `the square has no corners`() throws {
    let region = try ConstraintRegion(penalty: .l2(.halved), budget: 2)
    let share = try CornerExperiment(region: region, losses: .isotropic, seed: 1).share(draws: 1000)
    #expect(share.successes == 0 && share.low == 0 && share.high < 0.004)
    // And no draw has an exact zero.
    let cloud = try CornerExperiment(region: region, losses: .positiveDefinite, seed: 1).sample(500)
    #expect(cloud.allSatisfy { $0.optimum.zeroCount == 0 })
  }

  /// The region of the elastic net in closed form: a centre's optimum is at the corner `(x₀, 0)` when it
  /// lies in the normal cone there, a wedge of slope s = a/(a + b x₀) cut off by the square of half side R.
  @Test func `for round losses the elastic net's share is an area`() throws {
    let region = try ConstraintRegion(penalty: Penalty(.elasticNet(l1Ratio: 0.5)), axisExtent: 2)
    let slope = 1.0 / 3
    let wedges = 4 * slope * (10 - 2.0) * (10 - 2)
    // The region: four sectors of the circle about (−1, −1), less triangles.
    guard case .circle(let centre, let radius, let from, let to) = region.firstQuadrant else {
      Issue.record("not a circle")
      return
    }
    let sector = 0.5 * radius * radius * (to - from)
    let inside = 4 * (sector - 2 * 0.5 * 2 * abs(centre.y))
    let experiment = try CornerExperiment(region: region, losses: .isotropic, seed: 3)
    #expect(isNear(experiment.share(draws: draws), wedges / (400 - inside)))
  }

  @Test func `the test agrees with the exact optima of the same draws`() throws {
    let count = RandomProblems.count(release: 20_000)
    for form in [Penalty.Form.l1, .elasticNet(l1Ratio: 0.3), .lp(exponent: 0.5)] {
      let region = try ConstraintRegion(penalty: Penalty(form), axisExtent: 2)
      let experiment = try CornerExperiment(region: region, losses: .positiveDefinite, seed: 9)
      let draws = form == .lp(exponent: 0.5) ? count / 10 : count
      let cloud = experiment.sample(draws)
      #expect(cloud.allSatisfy { $0.optimum.isActive && $0.optimum.kktResidual < 1e-9 })
      #expect(experiment.share(draws: draws).successes == cloud.count { $0.optimum.isCorner })
    }
  }

  @Test func `the same seed gives the same count, another seed another`() throws {
    let first = try diamond(.positiveDefinite, seed: 5).share(
      draws: 200_000 / (RandomProblems.count(release: 100) == 100 ? 1 : 2))
    #expect(try diamond(.positiveDefinite, seed: 5).share(draws: first.trials) == first)
    #expect(try diamond(.positiveDefinite, seed: 6).share(draws: first.trials) != first)
  }

  @Test func `the share grows with the mixing ratio`() throws {
    let points = try CornerStudy.againstMixingRatio(
      [0, 0.05, 0.2, 0.5, 0.8, 1], axisExtent: 2, losses: .isotropic, seed: 1, draws: draws / 20)
    #expect(points[0].share.successes == 0)
    for (a, b) in zip(points, points.dropFirst()) { #expect(a.share.share < b.share.share) }
  }

  /// The edges (1, ±1) of L1's cone are the eigenvectors of `[[1, ρ], [ρ, 1]]`, which therefore maps the
  /// cone to itself.
  @Test func `L1's share does not depend on the correlation of standardized columns`() throws {
    let region = try ConstraintRegion(penalty: .l1, budget: 2)
    let points = try CornerStudy.againstCorrelation(
      [-0.9, -0.3, 0, 0.6], region: region, seed: 1, draws: draws / 20)
    #expect(points.allSatisfy { abs($0.share.successes - points[2].share.successes) <= 1 })
  }

  @Test func `the elastic net's share depends on it, alike for both signs`() throws {
    let region = try ConstraintRegion(penalty: Penalty(.elasticNet(l1Ratio: 0.5)), axisExtent: 2)
    let count = RandomProblems.count(release: 1_000_000)
    let points = try CornerStudy.againstCorrelation([-0.8, 0, 0.8], region: region, seed: 1, draws: count)
    let chance = 5 * 0.5 * (2 / Double(count)).squareRoot()
    #expect(abs(points[0].share.share - points[2].share.share) <= chance)
    #expect(abs(points[1].share.share - points[2].share.share) > 0.02)
  }

  @Test func `Wilson's interval`() {
    // 5 of 10 at 95 %: (0.2366, 0.7634); 0 of 10: (0, 0.2775), as published tables have it.
    let half = WilsonInterval(successes: 5, trials: 10)
    #expect(abs(half.low - 0.2366) < 5e-5 && abs(half.high - 0.7634) < 5e-5)
    let none = WilsonInterval(successes: 0, trials: 10)
    #expect(none.low == 0 && abs(none.high - 0.2775) < 5e-5)
  }

  @Test func `experiments that cannot be drawn are refused`() throws {
    let region = try ConstraintRegion(penalty: .l1, budget: 2)
    #expect(throws: RegularizationError.invalidParameter(name: "correlation", value: 1)) {
      try CornerExperiment(region: region, losses: .correlated(1), seed: 1)
    }
    #expect(throws: RegularizationError.invalidParameter(name: "reach", value: 0)) {
      try CornerExperiment(region: region, losses: .isotropic, reach: 0, seed: 1)
    }
    #expect(throws: RegularizationError.invalidParameter(name: "budget", value: 50)) {
      try CornerExperiment(
        region: ConstraintRegion(penalty: .l1, budget: 50), losses: .isotropic, seed: 1)
    }
    #expect(throws: RegularizationError.invalidParameter(name: "budget", value: 0)) {
      try CornerExperiment(
        region: ConstraintRegion(penalty: .l1, budget: 0), losses: .isotropic, seed: 1)
    }
  }
}
