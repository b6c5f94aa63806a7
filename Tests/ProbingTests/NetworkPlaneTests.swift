import Evaluation
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
    #expect(try plane.losses(x: x, y: y) == surface.loss)
  }

  @Test func `the gradient in the plane is the slope of the loss`() throws {
    let checkpoint = try ProbeFixture().checkpoint(activation: .tanh)
    for axis in [NetworkPlane.FirstAxis.random, .sharpest(iterations: 5, length: 0.5)] {
      let plane = try NetworkPlane(of: checkpoint, samples: 60, along: axis, seed: 3)
      let place = SIMD2(0.3, -0.2)
      let found = try plane.evaluate(at: place)
      // Two orders of summation in single precision.
      #expect(abs(found.loss - (try plane.loss(at: place))) <= 1e-6 * found.loss)
      let h = 0.01
      for (unit, slope) in [(SIMD2(h, 0), found.gradient.x), (SIMD2(0, h), found.gradient.y)] {
        let difference = (try plane.loss(at: place + unit) - plane.loss(at: place - unit)) / (2 * h)
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
      return (try plane.evaluate(at: step).gradient - plane.evaluate(at: -step).gradient).x / 0.1
    }
    #expect(try curvature(.sharpest(iterations: 20)) > curvature(.random))
  }

  @Test func `power iteration tells how far it came`() throws {
    let checkpoint = try ProbeFixture().checkpoint(activation: .tanh)
    func found(_ iterations: Int) throws -> PowerIteration.Eigenpair {
      let axis = NetworkPlane.FirstAxis.sharpest(iterations: iterations)
      return try #require(try NetworkPlane(of: checkpoint, samples: 60, along: axis, seed: 3).sharpest)
    }
    let (rough, fine) = (try found(1), try found(200))
    #expect(rough.iterations == 1 && fine.iterations == 200)
    #expect(rough.residual > fine.residual && fine.value > 0)
    #expect(!rough.converged && fine.converged && fine.residual <= 1e-3)
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
        let found = try plane.evaluate(at: SIMD2(alpha, 0)).loss
        let own = try plane.loss(at: SIMD2(alpha, 0))
        #expect(found.isFinite == loss.isFinite && own == loss, "\(alpha)")
        if !loss.isFinite { diverged += 1 }
      }
    }
    #expect((1..<18).contains(diverged))
  }
}
