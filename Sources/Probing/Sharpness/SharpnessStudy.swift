import Evaluation

/// How sharp a minimum is, by several measures of the literature, each with a standard error.
///
/// All are about the parameters that random directions move, so that they can be compared with maps and with each other.
package struct SharpnessStudy: Hashable, Sendable {
  /// The distance at which the mean rise is taken, in lengths of filter-normalized directions.
  package var radius: Double
  /// Half the edge of Keskar's box, in units of `|θ| + 1`.
  package var epsilon: Double
  /// Radius of the ball of sharpness-aware minimization.
  package var rho: Double
  /// Radius of the ball of adaptive sharpness, in units of `|θ|`.
  package var adaptiveRho: Double
  /// By how much the loss may rise in the area around the minimum.
  package var rise: Double
  /// Random directions.
  package var draws: Int
  /// Steps of each ascent.
  package var steps: Int
  /// How the curvature is found.
  package var curvature: CurvatureStudy

  package init(
    radius: Double = 0.5, epsilon: Double = 1e-3, rho: Double = 0.05, adaptiveRho: Double = 0.5,
    rise: Double = 1, draws: Int = 20, steps: Int = 10,
    curvature: CurvatureStudy = SharpnessStudy.usualCurvature()
  ) {
    precondition(radius > 0 && epsilon > 0 && rho > 0 && adaptiveRho > 0 && rise > 0, "a length of 0")
    precondition(draws > 1 && steps > 0, "\(draws) draws, \(steps) steps")
    self.radius = radius
    self.epsilon = epsilon
    self.rho = rho
    self.adaptiveRho = adaptiveRho
    self.rise = rise
    self.draws = draws
    self.steps = steps
    self.curvature = curvature
  }

  /// The largest eigenvalue and the trace, and nothing else.
  package static func usualCurvature(seed: UInt64 = 0) -> CurvatureStudy {
    var eigenvalues = LanczosIteration(top: 1, bottom: 0)
    eigenvalues.leastProducts = 24
    return CurvatureStudy(eigenvalues: eigenvalues, probes: 9, steps: 1, seed: seed)
  }

  /// A number with its standard error.
  package struct Measure: Hashable, Sendable {
    package let value: Double
    /// By the choice of directions and of samples; nil where none is known.
    package let error: Double?
    /// False where a method stopped before its end, so that a maximum may be larger than the value.
    package let converged: Bool

    package init(_ value: Double, error: Double?, converged: Bool = true) {
      (self.value, self.error, self.converged) = (value, error, converged)
    }
  }

  /// What a study found.
  package struct Result: Sendable {
    /// Mean loss at the minimum.
    package let loss: Measure
    /// Mean rise of the loss at the radius, over filter-normalized directions.
    package let filterNormalized: Measure
    /// `100 (max L − L)/(1 + L)` in the box.
    ///
    /// Keskar et al. 2017, arXiv:1609.04836, metric 2.1 with the identity for `A`.
    package let epsilonSharpness: Measure
    /// `max L − L` in the ball.
    ///
    /// Foret et al. 2021, arXiv:2010.01412, equation 1.
    package let sharpnessAware: Measure
    /// `max L − L` in the ellipsoid whose axes are as the weights.
    ///
    /// Kwon et al. 2021, arXiv:2102.11600, definition 1 with `T = |θ|` element by element.
    package let adaptive: Measure
    package let largestEigenvalue: Measure
    package let trace: Measure
    /// Area around the minimum in which the loss rises by no more than the given rise, in planes of filter-normalized directions.
    ///
    /// Its error is by the choice of directions alone. Not converged where it reaches beyond where was looked, so that it is larger.
    package let area: Measure
  }

  /// What there is to do, for whoever watches.
  package enum Stage: Hashable, Sendable {
    case directions, ascents, curvature
  }
}
