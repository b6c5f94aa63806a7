import Networks
import Numerics
import Regularization

/// A penalty at work on a flat parameter vector.
package struct PenaltyTerm: Sendable {
  private enum Kind {
    /// `a|w| + (b/2)w²`, strengths included.
    case mixed(linear: Double, square: Double)
    case other
  }

  package let configuration: PenaltyConfiguration
  private let penalty: Penalty
  private let kind: Kind
  /// The penalized parts of the vector.
  private let ranges: [Range<Int>]

  /// The penalty on the blocks that its scope includes.
  ///
  /// - Throws: `RegularizationError.invalidParameter`.
  package init(_ configuration: PenaltyConfiguration, _ layout: ParameterLayout) throws(RegularizationError) {
    self.configuration = configuration
    penalty = try configuration.penalty()
    ranges = layout.blocks.filter { configuration.scope.includes($0.role) }.map(\.range)
    if case .lp = configuration.form {
      kind = .other
    } else {
      let linear = penalty.subgradient(0).upperBound
      kind = .mixed(
        linear: configuration.strength * linear,
        square: configuration.strength * (penalty.gradient(1) - linear))
    }
  }

  /// `λP(w)`.
  package func value(_ parameters: [Float]) -> Double {
    let sum = ranges.reduce(0) { $0 + penalty.value(parameters[$1].map(Double.init)) }
    return configuration.strength * sum
  }

  /// Adds the penalty's gradient, with the smallest subgradient at 0; nothing where the treatment is proximal.
  package func addGradient(
    at parameters: UnsafeBufferPointer<Float>, to gradient: UnsafeMutableBufferPointer<Float>
  ) {
    guard configuration.treatment == .subgradient else { return }
    for range in ranges {
      switch kind {
      case .mixed(let linear, let square):
        let (a, b) = (Float(linear), Float(square))
        for i in range {
          let w = parameters[i]
          gradient[i] += b * w + (w > 0 ? a : w < 0 ? -a : 0)
        }
      case .other:
        for i in range {
          gradient[i] += Float(configuration.strength * penalty.gradient(Double(parameters[i])))
        }
      }
    }
  }

  /// Moves the parameters to `argmin ½(w − z)² + ηλP(w)`; nothing where the treatment is by subgradient.
  package func proximalStep(_ parameters: UnsafeMutableBufferPointer<Float>, rate: Double) {
    guard configuration.treatment == .proximal else { return }
    for range in ranges {
      switch kind {
      case .mixed(let linear, let square):
        let (threshold, scale) = (Float(rate * linear), Float(1 / (1 + rate * square)))
        for i in range { parameters[i] = parameters[i].softThresholded(by: threshold) * scale }
      case .other:
        let step = rate * configuration.strength
        for i in range { parameters[i] = Float(penalty.proximal(Double(parameters[i]), step: step)) }
      }
    }
  }
}
