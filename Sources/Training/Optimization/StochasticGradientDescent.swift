import Networks
import Tensors

/// Stochastic gradient descent with momentum, as in PyTorch.
///
/// With gradient `g`, weight decay `λ` and rate `η`: `g ← g + λθ`, `v ← μv + g`, and `θ ← θ − ηv`, or with
/// Nesterov's momentum `θ ← θ − η(g + μv)` (Sutskever et al. 2013).
package struct StochasticGradientDescent: Sendable {
  /// What the method is set to.
  package struct Configuration: Codable, Hashable, Sendable {
    /// The rate that the schedule scales.
    package var learningRate: Double
    /// μ; 0 for plain descent.
    package var momentum: Double
    package var nesterov: Bool
    /// λ of blocks with role `weight`; biases, scales and shifts are never decayed.
    package var weightDecay: Double

    package init(
      learningRate: Double = 0.1, momentum: Double = 0.9, nesterov: Bool = false, weightDecay: Double = 1e-4
    ) {
      self.learningRate = learningRate
      self.momentum = momentum
      self.nesterov = nesterov
      self.weightDecay = weightDecay
    }
  }

  package let configuration: Configuration
  /// `v`, one number a parameter.
  package private(set) var velocity: [Float]

  /// A method at rest, or with the velocity that a checkpoint kept.
  package init(_ configuration: Configuration, parameterCount: Int, velocity: [Float]? = nil) {
    precondition(velocity?.count ?? parameterCount == parameterCount, "a velocity for each parameter")
    self.configuration = configuration
    self.velocity = velocity ?? Array(repeating: 0, count: parameterCount)
  }

  /// Moves the parameters one step against the gradient, in one pass; running statistics stay.
  package mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>,
    rate: Double, _ layout: ParameterLayout
  ) {
    precondition(parameters.count == layout.count && gradient.count == layout.count)
    let (rate, momentum) = (Float(rate), Float(configuration.momentum))
    let nesterov = configuration.nesterov
    velocity.withUnsafeMutableBufferPointer { velocity in
      for block in layout.blocks where block.role.isTrainable {
        var decay: Float = 0
        if case .weight = block.role { decay = Float(configuration.weightDecay) }
        for i in block.range {
          let g = gradient[i] + decay * parameters[i]
          let v = momentum * velocity[i] + g
          velocity[i] = v
          parameters[i] -= rate * (nesterov ? g + momentum * v : v)
        }
      }
    }
  }
}
