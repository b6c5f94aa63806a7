import Networks

/// Which optimizer, and what it is set to.
package struct OptimizerConfiguration: Codable, Hashable, Sendable {
  /// The rule that turns gradients into steps, with its own constants.
  package enum Method: Codable, Hashable, Sendable {
    /// `θ ← θ − ηg` with the gradient over all samples: one step an epoch.
    case gradientDescent
    /// Mini-batch descent with momentum μ in PyTorch's form; plain stochastic descent for μ = 0. See `MomentumMethod`.
    case momentum(coefficient: Double = 0.9, nesterov: Bool = false)
    /// See `AdagradMethod`.
    case adagrad(epsilon: Double = 1e-10)
    /// See `RMSPropMethod`.
    case rmsProp(smoothing: Double = 0.99, epsilon: Double = 1e-8)
    /// See `AdamMethod`; with decoupled decay it is AdamW.
    case adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8)
  }

  /// How weight decay λ enters a step.
  ///
  /// Both are the same for descent without momentum, where `λ` decoupled at rate η shrinks weights by `1 − ηλ` as the
  /// gradient of `λ/2 ‖w‖²` does. Under adaptive methods they differ: there the penalty's gradient is divided by
  /// the root of the mean square, so that weights with large gradients decay less, while decoupled decay shrinks all
  /// alike (Loshchilov & Hutter 2019, arXiv:1711.05101).
  package enum DecayForm: String, CaseIterable, Codable, Hashable, Sendable {
    /// `g ← g + λθ` before anything else: the penalty `λ/2 ‖w‖²`.
    case coupled
    /// `θ ← (1 − ηλ)θ` beside the step.
    case decoupled
  }

  /// Which parameters weight decay and penalties act on.
  package enum Scope: String, CaseIterable, Codable, Hashable, Sendable {
    /// Blocks with role `weight`: not biases, nor scales and shifts of normalizations.
    case weights
    /// Every parameter that is trained.
    case all
  }

  package var method: Method
  /// The rate η that the schedule scales.
  package var learningRate: Double
  /// λ.
  package var weightDecay: Double
  package var decayForm: DecayForm
  package var scope: Scope
  /// The radius ρ of sharpness-aware minimization around any method; nil for none.
  ///
  /// See `SharpnessAwareAscent`.
  package var sharpnessRadius: Double?

  /// A configuration; the defaults are those of the CIFAR-style networks.
  package init(
    _ method: Method = .momentum(), learningRate: Double = 0.1, weightDecay: Double = 1e-4,
    decayForm: DecayForm = .coupled, scope: Scope = .weights, sharpnessRadius: Double? = nil
  ) {
    self.method = method
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.decayForm = decayForm
    self.scope = scope
    self.sharpnessRadius = sharpnessRadius
  }
}

extension OptimizerConfiguration.Method {
  /// The vectors that a method keeps between steps, one number per parameter each, by their names in a checkpoint.
  package var stateNames: [String] {
    switch self {
    case .gradientDescent: []
    case .momentum: ["velocity"]
    case .adagrad: ["squared_gradient_sum"]
    case .rmsProp: ["squared_gradient_mean"]
    case .adam: ["gradient_mean", "squared_gradient_mean"]
    }
  }

  /// How far a lasting gradient of 1 moves a parameter per step, in units of the rate: `1/(1 − μ)` with momentum.
  ///
  /// A proximal step has to be as much longer, or it would minimize a penalty that is as much weaker. Adaptive methods
  /// have a length for each parameter instead, and 1 here.
  package var steadyGain: Double {
    if case .momentum(let coefficient, _) = self { return 1 / (1 - coefficient) }
    return 1
  }

  /// True when one step takes the gradient over all samples.
  package var takesAllSamples: Bool { self == .gradientDescent }
}

extension OptimizerConfiguration.Scope {
  /// True when a block of that role is acted on.
  func includes(_ role: ParameterRole) -> Bool {
    if case .weight = role { return true }
    return self == .all && role.isTrainable
  }
}

extension OptimizerConfiguration {
  private enum CodingKeys: CodingKey {
    case method
    case learningRate
    case weightDecay
    case decayForm
    case scope
    case sharpnessRadius
  }

  private enum FirstVersionKeys: CodingKey {
    case momentum
    case nesterov
  }

  /// Reads a configuration, also of the first version of the format, which knew momentum only.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    learningRate = try container.decode(Double.self, forKey: .learningRate)
    weightDecay = try container.decode(Double.self, forKey: .weightDecay)
    decayForm = try container.decodeIfPresent(DecayForm.self, forKey: .decayForm) ?? .coupled
    scope = try container.decodeIfPresent(Scope.self, forKey: .scope) ?? .weights
    sharpnessRadius = try container.decodeIfPresent(Double.self, forKey: .sharpnessRadius)
    if let method = try container.decodeIfPresent(Method.self, forKey: .method) {
      self.method = method
    } else {
      let first = try decoder.container(keyedBy: FirstVersionKeys.self)
      method = .momentum(
        coefficient: try first.decode(Double.self, forKey: .momentum),
        nesterov: try first.decode(Bool.self, forKey: .nesterov))
    }
  }
}
