import Networks

/// An optimizer at work: a value that holds its state and moves a flat parameter vector, in one pass per step.
package struct Optimizer: Sendable {
  package let configuration: OptimizerConfiguration
  package private(set) var state: OptimizerState

  /// An optimizer at rest, or with the state that a checkpoint kept.
  package init(_ configuration: OptimizerConfiguration, parameterCount: Int, state: OptimizerState? = nil) {
    let names = configuration.method.stateNames
    if let state {
      precondition(
        state.vectors.count == names.count && state.vectors.allSatisfy { $0.count == parameterCount },
        "a state of \(state.vectors.map(\.count)) numbers for \(names) of \(parameterCount) parameters")
    }
    self.configuration = configuration
    self.state =
      state
      ?? OptimizerState(
        steps: 0, vectors: names.map { _ in Array(repeating: 0, count: parameterCount) })
  }

  /// Moves the parameters one step against the gradient; running statistics stay.
  ///
  /// - Parameters:
  ///   - gradient: in the order of the layout, as long as the parameters.
  ///   - rate: η of this step, the configuration's rate times the schedule's factor.
  package mutating func step(
    _ parameters: UnsafeMutableBufferPointer<Float>, _ gradient: UnsafeBufferPointer<Float>, rate: Double,
    _ layout: ParameterLayout
  ) {
    precondition(
      parameters.count == layout.count && gradient.count == layout.count,
      "\(parameters.count) parameters and \(gradient.count) derivatives for a layout of \(layout.count)")
    guard let theta = parameters.baseAddress, let g = gradient.baseAddress else { return }
    state.steps += 1
    let (configuration, rule) = (configuration, rule(rate: rate))
    withState { first, second in
      for block in layout.blocks where block.role.isTrainable {
        let start = block.range.lowerBound
        let target = UpdateTarget(
          count: block.range.count, parameters: theta + start, gradient: g + start,
          decay: configuration.decay(block.role, .coupled),
          shrinkage: 1 - Float(rate) * configuration.decay(block.role, .decoupled))
        rule.update(target, first.map { $0 + start }, second.map { $0 + start })
      }
    }
  }

  /// The method with everything that is the same for all parameters of a step.
  private func rule(rate: Double) -> any UpdateRule {
    switch configuration.method {
    case .gradientDescent: DescentMethod(rate: Float(rate))
    case .momentum(let coefficient, let nesterov):
      MomentumMethod(rate: Float(rate), momentum: Float(coefficient), nesterov: nesterov)
    case .adagrad(let epsilon): AdagradMethod(rate: Float(rate), epsilon: Float(epsilon))
    case .rmsProp(let smoothing, let epsilon):
      RMSPropMethod(rate: rate, smoothing: smoothing, epsilon: epsilon)
    case .adam(let beta1, let beta2, let epsilon):
      AdamMethod(rate: rate, beta1: beta1, beta2: beta2, epsilon: epsilon, step: state.steps)
    }
  }

  private mutating func withState(
    _ body: (UnsafeMutablePointer<Float>?, UnsafeMutablePointer<Float>?) -> Void
  ) {
    // Taken out of the state and put back: the vectors stay unique, so nothing is copied.
    var vectors = state.vectors
    state.vectors = []
    var first = vectors.isEmpty ? [] : vectors.removeFirst()
    var second = vectors.isEmpty ? [] : vectors.removeFirst()
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        body(first.isEmpty ? nil : first.baseAddress, second.isEmpty ? nil : second.baseAddress)
      }
    }
    state.vectors = [first, second].filter { !$0.isEmpty }
  }
}

extension OptimizerConfiguration {
  /// λ of a block where decay has that form, else 0.
  fileprivate func decay(_ role: ParameterRole, _ form: DecayForm) -> Float {
    decayForm == form && scope.includes(role) ? Float(weightDecay) : 0
  }
}
