import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct RegionTests {
  static let forms: [Penalty.Form] = [
    .l1, .l2(.halved), .l2(.whole), .elasticNet(l1Ratio: 0.2), .elasticNet(l1Ratio: 0.95),
    .zouHastie(l1: 1, l2: 2, .naive), .lp(exponent: 0.3), .lp(exponent: 0.8), .lp(exponent: 1.3),
    .lp(exponent: 4), .lp(exponent: 30),
  ]

  @Test(arguments: [(1.0, 90.0), (0.5, 126.9), (0.2, 157.4), (0.05, 174.3), (0, 180)])
  func `the elastic net's corner opens with the mixing ratio`(ratio: Double, degrees: Double) throws {
    let penalty = try Penalty(.elasticNet(l1Ratio: ratio))
    let region = try ConstraintRegion(penalty: penalty, axisExtent: 1)
    #expect(abs(region.cornerDegrees - degrees) <= 0.05)
    #expect(agree(region.axisExtent, 1))
  }

  @Test func `corners of the other penalties`() throws {
    #expect(agree(try ConstraintRegion(penalty: .l1, budget: 7).cornerDegrees, 90))
    #expect(try ConstraintRegion(penalty: .l2(.whole), budget: 7).cornerDegrees == 180)
    #expect(try ConstraintRegion(penalty: Penalty(.lp(exponent: 0.5)), budget: 7).cornerDegrees == 0)
    #expect(try ConstraintRegion(penalty: Penalty(.lp(exponent: 1.1)), budget: 7).cornerDegrees == 180)
  }

  @Test(arguments: forms)
  func `the boundary lies on the level set, has the axis points and keeps its tolerance`(form: Penalty.Form)
    throws
  {
    let region = try ConstraintRegion(penalty: Penalty(form), budget: 1.7)
    let tolerance = 1e-3
    let polyline = region.boundary(tolerance: tolerance)
    for vertex in polyline {
      #expect(agree(region.penalty.value(vertex), 1.7, relative: 1e-12))
    }
    for point in region.axisPoints { #expect(polyline.contains(point)) }
    // Counterclockwise, without repetition.
    var area = 0.0
    for (a, b) in zip(polyline, polyline.dropFirst() + polyline.prefix(1)) {
      area += a.cross(b) / 2
      #expect(a != b)
    }
    #expect(area > 0)
    // Every point of the curve is near the polyline.
    for step in 0..<360 {
      let angle = Double(step) * .pi / 180
      let point = region.boundaryPoint(along: Vector2(cos(angle), sin(angle)))
      var nearest = Double.infinity
      for (a, b) in zip(polyline, polyline.dropFirst() + polyline.prefix(1)) {
        let along = b - a
        let share = min(max((point - a).dot(along) / along.dot(along), 0), 1)
        nearest = min(nearest, point.distance(to: a + share * along))
      }
      #expect(nearest <= tolerance * (1 + 1e-9))
    }
  }

  @Test func `L1 needs four vertices, a finer circle more`() throws {
    #expect(try ConstraintRegion(penalty: .l1, budget: 2).boundary(tolerance: 1e-9).count == 4)
    let circle = try ConstraintRegion(penalty: .l2(.halved), budget: 0.5)
    let (coarse, fine) = (circle.boundary(tolerance: 1e-2).count, circle.boundary(tolerance: 1e-4).count)
    // The number of chords grows with the root of the tolerance.
    #expect(coarse < 50 && fine > 8 * coarse && fine < 12 * coarse)
  }

  @Test func `the elastic net's arc is a circle around the mirrored corner`() throws {
    let region = try ConstraintRegion(penalty: Penalty(.elasticNet(l1Ratio: 0.5)), budget: 2)
    guard case .circle(let centre, let radius, let from, let to) = region.firstQuadrant else {
      Issue.record("not a circle")
      return
    }
    #expect(centre == Vector2(-1, -1))
    #expect(agree(radius, (2 * 2 / 0.5 + 2).squareRoot()))
    #expect(agree(centre.x + radius * cos(from), region.axisExtent))
    #expect(abs(centre.y + radius * sin(from)) < 1e-15)
    #expect(agree(centre.y + radius * sin(to), region.axisExtent))
  }

  @Test func `budgets of zero, infinity and less`() throws {
    #expect(try ConstraintRegion(penalty: .l1, budget: 0).boundary(tolerance: 0.1) == [.zero])
    #expect(try ConstraintRegion(penalty: .l1, budget: .infinity).boundary(tolerance: 0.1).isEmpty)
    #expect(throws: RegularizationError.invalidParameter(name: "budget", value: -1)) {
      try ConstraintRegion(penalty: .l1, budget: -1)
    }
    #expect(throws: RegularizationError.self) { try ConstraintRegion(penalty: .l1, budget: .nan) }
  }

  @Test(arguments: forms)
  func `normal cones hold exactly the directions that separate`(form: Penalty.Form) throws {
    let region = try ConstraintRegion(penalty: Penalty(form), budget: 1)
    guard region.penalty.isConvex else { return }
    let boundary = region.boundary(tolerance: 1e-8)
    for w in region.axisPoints + [region.boundaryPoint(along: Vector2(0.6, -0.8))] {
      let cone = region.normalCone(at: w)
      for step in 0..<72 {
        // Half a step off the axes, so that no direction is an edge of a cone.
        let angle = (Double(step) + 0.5) * .pi / 36
        let n = Vector2(cos(angle), sin(angle))
        let farthest = boundary.map { n.dot($0 - w) }.max() ?? 0
        #expect(cone.contains(n) ? farthest <= 1e-15 : farthest > 0)
      }
    }
  }

  @Test func `normal cones at corners, cusps, inside and at a single point`() throws {
    let diamond = try ConstraintRegion(penalty: .l1, budget: 1)
    // At (t, 0): −g₁ > 0 and |g₂| ≤ −g₁.
    let cone = diamond.normalCone(at: Vector2(1, 0))
    #expect(cone.contains(Vector2(2, 1.999)) && cone.contains(Vector2(2, -1.999)))
    #expect(!cone.contains(Vector2(2, 2.001)) && !cone.contains(Vector2(-2, 1)))
    #expect(agree(cone.degrees, 90))
    #expect(diamond.normalCone(at: Vector2(0.2, 0.1)) == .apex)
    #expect(try ConstraintRegion(penalty: .l1, budget: 0).normalCone(at: .zero) == .plane)
    let star = try ConstraintRegion(penalty: Penalty(.lp(exponent: 0.5)), budget: 1)
    #expect(star.normalCone(at: Vector2(0, -1)) == .halfPlane(Vector2(0, -1)))
    // Elastic net at (x₀, 0): |g₂|(a + b x₀) ≤ a(−g₁).
    let net = try ConstraintRegion(penalty: Penalty(.elasticNet(l1Ratio: 0.5)), axisExtent: 3)
    let edge = net.normalCone(at: Vector2(net.axisExtent, 0))
    #expect(edge.contains(Vector2(4, 0.999)) && !edge.contains(Vector2(4, 1.001)))
    #expect(agree(edge.degrees, 180 - net.cornerDegrees))
  }
}
