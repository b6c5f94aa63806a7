import Regularization
import Testing

#if canImport(Glibc)
import Glibc
#endif

@Suite struct PosteriorTests {
  private func loss(_ xy: Double = 0.5) throws -> Quadratic {
    try Quadratic(rows: [[1, xy], [xy, 1]], centre: [1, 2.5])
  }

  @Test func `strengths and scales are each other's inverses`() {
    #expect(Prior.gaussian(deviation: 2).strength(noiseVariance: 8) == 2)
    #expect(Prior.laplace(scale: 2).strength(noiseVariance: 8) == 4)
    #expect(Prior.gaussian(strength: 2, noiseVariance: 8) == .gaussian(deviation: 2))
    #expect(Prior.laplace(strength: 4, noiseVariance: 8) == .laplace(scale: 2))
  }

  @Test func `the mode is the ridge or lasso optimum, and has the least energy`() throws {
    for prior in [Prior.gaussian(deviation: 0.7), .laplace(scale: 0.5)] {
      let posterior = try Posterior(loss: loss(), noiseVariance: 0.5, prior: prior)
      let mode = posterior.mode.global
      #expect(
        try loss().minimum(penalty: prior.penalty, strength: posterior.strength).global == mode)
      for step in 0..<24 {
        let angle = Double(step) * .pi / 12
        let other = mode.point + 1e-3 * Vector2(cos(angle), sin(angle))
        #expect(posterior.energy(other) > posterior.energy(mode.point))
      }
    }
  }

  @Test func `the Gaussian posterior's mean is its mode`() throws {
    let posterior = try Posterior(
      loss: loss(), noiseVariance: 0.5, prior: .gaussian(deviation: 0.7))
    #expect(posterior.mean().point == posterior.mode.global.point)
  }

  /// Without correlation the weights are independent; of one, `∫ w exp(−h(w−m)²/2 − |w|/b)` is a sum of two
  /// truncated Gaussian integrals in closed form.
  @Test func `the Laplace posterior's mean is right where a closed form exists`() throws {
    for (centre, scale, variance) in [(1.0, 0.5, 0.5), (2.5, 2, 0.1), (0.2, 0.1, 3), (-4, 1, 0.02)] {
      let loss = try Quadratic(rows: [[1, 0], [0, 1]], centre: [centre, 0.3])
      let posterior = try Posterior(
        loss: loss, noiseVariance: variance, prior: .laplace(scale: scale))
      let mean = posterior.mean(tolerance: 1e-10)
      #expect(mean.convergence.converged)
      for (found, (error, m)) in zip(
        [mean.point.x, mean.point.y], zip([mean.error.x, mean.error.y], [centre, 0.3]))
      {
        let expected = laplaceMean(m, scale: scale, variance: variance)
        #expect(abs(found - expected) <= 1e-9 * (abs(expected) + variance.squareRoot()))
        #expect(abs(found - expected) <= max(error, 1e-13))
      }
    }
  }

  private func laplaceMean(_ m: Double, scale: Double, variance: Double) -> Double {
    let s = variance.squareRoot()
    // On either side of zero a Gaussian about m ∓ σ²/b, weighted by e^(∓m/b) of the common factor.
    let (above, below) = (m - variance / scale, m + variance / scale)
    func tail(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }
    func density(_ x: Double) -> Double { exp(-0.5 * x * x) / (2 * Double.pi).squareRoot() }
    let (weightAbove, weightBelow) = (exp(-m / scale), exp(m / scale))
    let mass = weightAbove * tail(above / s) + weightBelow * tail(-below / s)
    let moment =
      weightAbove * (above * tail(above / s) + s * density(above / s))
      + weightBelow * (below * tail(-below / s) - s * density(below / s))
    return moment / mass
  }

  @Test func `the Laplace posterior's mean differs from its mode and is no corner`() throws {
    let posterior = try Posterior(loss: loss(0.9), noiseVariance: 1, prior: .laplace(scale: 0.4))
    let (mean, mode) = (posterior.mean(), posterior.mode.global)
    #expect(mode.isCorner)
    #expect(mean.convergence.converged)
    #expect(mean.point.distance(to: mode.point) > 0.05)
    #expect(mean.point.x != 0 && mean.point.y != 0)
  }

  /// A singular likelihood: the posterior is proper thanks to the prior, symmetric under exchange of the
  /// weights.
  @Test func `duplicate columns have equal posterior means`() throws {
    let loss = try Quadratic(rows: [[1, 1], [1, 1]], centre: [2, 0])
    let mean = try Posterior(loss: loss, noiseVariance: 0.2, prior: .laplace(scale: 1)).mean()
    #expect(mean.convergence.converged)
    #expect(abs(mean.point.x - mean.point.y) < 1e-7)
    #expect(mean.point.x > 0.5 && mean.point.x < 1)
  }

  @Test func `a sharp prior leaves the weights near zero, a wide one at least squares`() throws {
    let sharp = try Posterior(loss: loss(), noiseVariance: 1, prior: .laplace(scale: 1e-3)).mean()
    #expect(sharp.point.norm < 1e-5)
    let wide = try Posterior(loss: loss(), noiseVariance: 1e-4, prior: .laplace(scale: 1e4)).mean()
    #expect(wide.point.distance(to: Vector2(1, 2.5)) < 1e-6)
  }

  @Test func `scales that are no scales are refused`() throws {
    let loss = try loss()
    #expect(throws: RegularizationError.invalidParameter(name: "noiseVariance", value: 0)) {
      try Posterior(loss: loss, noiseVariance: 0, prior: .laplace(scale: 1))
    }
    #expect(throws: RegularizationError.invalidParameter(name: "scale", value: -1)) {
      try Posterior(loss: loss, noiseVariance: 1, prior: .gaussian(deviation: -1))
    }
  }
}
