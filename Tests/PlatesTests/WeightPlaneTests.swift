import Plates
import Regularization
import Surfaces
import Testing

@Suite struct WeightPlaneTests {
  /// `½(2(w₁ − 0.8)² + (w₂ − 0.1)²)`, sampled as a probe of two weights would.
  private static func plane() throws -> WeightPlane {
    let trained = Vector2(1, -0.5)
    let axes = try WeightPlane.axes(trained, points: 41)
    let values = axes.y.values.flatMap { beta in
      axes.x.values.map { alpha in
        let (a, b) = (alpha + trained.x - 0.8, beta + trained.y - 0.1)
        return (2 * a * a + b * b) / 2
      }
    }
    return WeightPlane(try #require(BicubicSurface(x: axes.x, y: axes.y, values: values)), trained: trained)
  }

  @Test func `the plane reaches zero and beyond the larger weight`() throws {
    let plane = try Self.plane()
    #expect(plane.limits == -1.45...1.45)
    let loss = plane.loss.value(at: Vector2(0.8, 0.1))
    // Cubics of Catmull and Rom reproduce parabolas.
    #expect(abs(loss) < 1e-12)
  }

  @Test func `optima are those of the loss that was sampled`() throws {
    let plane = try Self.plane()
    #expect(try plane.unconstrained().point.distance(to: Vector2(0.8, 0.1)) < 1e-6)
    let diamond = try ConstraintRegion(penalty: .l1, axisExtent: 0.5)
    let optimum = try plane.minimum(in: diamond).global
    // −∇L at the corner is (0.6, 0.1), in its normal cone.
    #expect(optimum.point == Vector2(0.5, 0) && optimum.isCorner)
  }
}
