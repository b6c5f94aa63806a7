import Glibc
import Numerics

/// Two weights after the data: a Gaussian likelihood `exp(−f/σ²)`, f a quadratic loss in the units of
/// `½‖y − Xβ‖²`, times a prior.
package struct Posterior: Codable, Sendable {
  /// f, in the units of `½‖y − Xβ‖²`.
  package let loss: Quadratic
  /// σ².
  package let noiseVariance: Double
  /// What was believed before.
  package let prior: Prior

  /// A posterior.
  ///
  /// - Throws: `invalidParameter` for a variance or scale that is not positive and finite.
  package init(loss: Quadratic, noiseVariance: Double, prior: Prior) throws(RegularizationError) {
    guard noiseVariance > 0, noiseVariance < .infinity else {
      throw .invalidParameter(name: "noiseVariance", value: noiseVariance)
    }
    guard prior.scale > 0, prior.scale < .infinity else {
      throw .invalidParameter(name: "scale", value: prior.scale)
    }
    self.loss = loss
    self.noiseVariance = noiseVariance
    self.prior = prior
  }

  /// λ of the penalized problem whose optimum is the mode.
  package var strength: Double { prior.strength(noiseVariance: noiseVariance) }

  /// Minus the logarithm of the posterior density, up to a constant.
  package func energy(_ w: Vector2) -> Double {
    (loss.value(at: w) - loss.constant) / noiseVariance + prior.energy(w)
  }

  /// The most probable weights: the exact optimum of ridge or lasso.
  package var mode: OptimumSet { loss.checkedMinimum(prior.penalty, strength) }

  /// The expected weights, with an estimate of the error.
  package struct Mean: Codable, Hashable, Sendable {
    /// The expected weights.
    package let point: Vector2
    /// Estimated error of each coordinate; `residual` of the convergence is the larger.
    package let error: Vector2
    /// Iterations count the pieces of the cubature.
    package let convergence: Convergence
  }

  /// The posterior mean.
  ///
  /// Equal to the mode for the Gaussian prior, whose posterior is Gaussian: computed in closed form. Under
  /// the Laplace prior by adaptive cubature over a box outside which the density is below e⁻⁴⁰ of its
  /// maximum, split at the axes, where the density has its creases, and at the mode.
  ///
  /// - Parameter tolerance: error of each coordinate to aim at, as a fraction of the posterior's width.
  package func mean(tolerance: Double = 1e-9) -> Mean {
    let mode = mode.global.point
    if case .gaussian = prior { return Mean(point: mode, error: .zero, convergence: .exact) }
    let floor = energy(mode)
    let box = box(around: mode, floor: floor)
    let cuts = (0...1).map { axis in
      [box.low[axis], box.high[axis], 0, mode[axis]].filter {
        $0 >= box.low[axis] && $0 <= box.high[axis]
      }
    }
    let cubature = AdaptiveCubature(
      xCuts: cuts[0], yCuts: cuts[1], tolerance: tolerance
    ) { w in
      let density = exp(floor - energy(w))
      // About the mode, so that the mean is mass times a small number and not a difference of large ones.
      return SIMD4(density, density * (w.x - mode.x), density * (w.y - mode.y), 0)
    }
    let (mass, error) = (cubature.integral[0], cubature.error)
    let offset = Vector2(cubature.integral[1] / mass, cubature.integral[2] / mass)
    let uncertainty = Vector2(
      (error[1] + abs(offset.x) * error[0]) / mass, (error[2] + abs(offset.y) * error[0]) / mass)
    return Mean(
      point: mode + offset, error: uncertainty,
      convergence: Convergence(
        iterations: cubature.pieces, residual: max(uncertainty.x, uncertainty.y),
        converged: cubature.converged))
  }

  /// A box that holds all points whose energy is at most 40 above the minimum.
  ///
  /// The energy is convex: along an axis, minimized over the other weight, it is found by doubling and
  /// halving.
  private func box(around mode: Vector2, floor: Double) -> (low: Vector2, high: Vector2) {
    var (low, high) = (mode, mode)
    for axis in 0...1 {
      for direction in [-1.0, 1] {
        var (inside, outside) = (0.0, prior.scale)
        while minimumEnergy(axis, mode[axis] + direction * outside) < floor + 40 {
          inside = outside
          outside *= 2
        }
        for _ in 0..<20 {
          let middle = inside + (outside - inside) / 2
          if minimumEnergy(axis, mode[axis] + direction * middle) < floor + 40 {
            inside = middle
          } else {
            outside = middle
          }
        }
        if direction < 0 {
          low[axis] = mode[axis] - outside
        } else {
          high[axis] = mode[axis] + outside
        }
      }
    }
    return (low, high)
  }

  /// The minimum energy with one weight held.
  private func minimumEnergy(_ axis: Int, _ value: Double) -> Double {
    let other = axis == 0 ? loss.matrix.yy : loss.matrix.xx
    var w = Vector2.zero
    w[axis] = value
    if other > 0 {
      let pull = loss.pull[1 - axis] - loss.matrix.xy * value
      w[1 - axis] = prior.penalty.proximal(pull / other, step: strength / other)
    }
    return energy(w)
  }
}
