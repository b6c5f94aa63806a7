import Probing
import Surfaces
import Testing

@Suite struct NetworkPlaneTests {
  @Test func `losses are those of a probe with the same seed`() throws {
    let fixture = try ProbeFixture()
    let checkpoint = try fixture.checkpoint()
    let (x, y) = (try Axis(parsing: "-1:1:5"), try Axis(parsing: "-0.5:0.5:3"))
    // All 60 samples, so that the choice does not matter.
    let surface = try fixture.probe(
      checkpoint, ProbeOptions(x: x, y: y, samples: 60, seed: 7, workers: 1))
    let plane = try NetworkPlane(of: checkpoint, samples: 60, seed: 7)
    #expect(plane.samples == 60)
    for (own, other) in zip(plane.losses(x: x, y: y), surface.loss) {
      // Two orders of summation in single precision.
      #expect(abs(own - other) <= 1e-5 * (1 + abs(other)))
    }
  }

  @Test func `the gradient in the plane is the slope of the loss`() throws {
    let checkpoint = try ProbeFixture().checkpoint(activation: .tanh)
    for axis in [NetworkPlane.FirstAxis.random, .sharpest(iterations: 5, length: 0.5)] {
      let plane = try NetworkPlane(of: checkpoint, samples: 60, along: axis, seed: 3)
      let place = SIMD2(0.3, -0.2)
      let found = plane.evaluate(at: place)
      #expect(found.loss == plane.loss(at: place))
      let h = 0.01
      for (unit, slope) in [(SIMD2(h, 0), found.gradient.x), (SIMD2(0, h), found.gradient.y)] {
        let difference = (plane.loss(at: place + unit) - plane.loss(at: place - unit)) / (2 * h)
        // Rounding of two losses, 1e-6/h, and the third derivative times h²/6.
        #expect(abs(difference - slope) <= 1e-3 * (1 + abs(slope)))
      }
    }
  }

  @Test func `the sharpest direction is steeper than a random one of the same length`() throws {
    let checkpoint = try ProbeFixture().checkpoint(activation: .tanh)
    func curvature(_ axis: NetworkPlane.FirstAxis) throws -> Double {
      let plane = try NetworkPlane(of: checkpoint, samples: 60, along: axis, seed: 3)
      let step = SIMD2(0.05, 0)
      return (plane.evaluate(at: step).gradient - plane.evaluate(at: -step).gradient).x / 0.1
    }
    #expect(try curvature(.sharpest(iterations: 20)) > curvature(.random))
  }

  /// Far out activations overflow, and rectifiers turn the NaN into zero.
  @Test func `it diverges where a probe does, whatever the outputs`() throws {
    let fixture = try ProbeFixture()
    let checkpoint = try fixture.checkpoint("plain-8")
    let plane = try NetworkPlane(of: checkpoint, samples: 24, seed: 3)
    var diverged = 0
    for decade in 4...12 {
      let x = try Axis(parsing: "1e\(decade):2e\(decade):2")
      let surface = try fixture.probe(
        checkpoint, ProbeOptions(x: x, y: nil, samples: 24, seed: 3, workers: 1), overwrite: true)
      for (alpha, loss) in zip(x.values, surface.loss) {
        let found = plane.evaluate(at: SIMD2(alpha, 0)).loss
        #expect(found.isFinite == loss.isFinite && plane.loss(at: SIMD2(alpha, 0)) == found, "\(alpha)")
        if !loss.isFinite { diverged += 1 }
      }
    }
    #expect((1..<18).contains(diverged))
  }
}
