/// What is believed about each weight before the data: independent of the others, centred on zero.
package enum Prior: Codable, Hashable, Sendable {
  /// Density `exp(−w²/2τ²)/√(2πτ²)`.
  case gaussian(deviation: Double)
  /// Density `exp(−|w|/b)/2b`, of standard deviation `√2 b`.
  case laplace(scale: Double)

  /// The penalty that minus the logarithm of the prior is a multiple of: `½‖w‖²` or `‖w‖₁`.
  package var penalty: Penalty {
    switch self {
    case .gaussian: .l2(.halved)
    case .laplace: .l1
    }
  }

  /// The strength in `½‖y − Xβ‖² + λP` for noise of variance σ²: `σ²/τ²` or `σ²/b`.
  package func strength(noiseVariance: Double) -> Double {
    switch self {
    case .gaussian(let tau): noiseVariance / (tau * tau)
    case .laplace(let b): noiseVariance / b
    }
  }

  /// The Gaussian prior of a ridge strength, or the Laplace prior of a lasso strength.
  package static func gaussian(strength: Double, noiseVariance: Double) -> Prior {
    .gaussian(deviation: (noiseVariance / strength).squareRoot())
  }

  /// The Laplace prior that makes the lasso with this strength the posterior mode.
  package static func laplace(strength: Double, noiseVariance: Double) -> Prior {
    .laplace(scale: noiseVariance / strength)
  }

  /// Its scale τ or b.
  var scale: Double {
    switch self {
    case .gaussian(let tau): tau
    case .laplace(let b): b
    }
  }

  /// Minus the logarithm of the density of two weights, without its constant.
  package func energy(_ w: Vector2) -> Double {
    switch self {
    case .gaussian(let tau): 0.5 * w.dot(w) / (tau * tau)
    case .laplace(let b): (abs(w.x) + abs(w.y)) / b
    }
  }
}
