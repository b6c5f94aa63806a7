import Rendering
import Training

/// The optimizers that the plates of this chapter compare, each with its name and its line.
struct ComparedOptimizer: Sendable {
  let name: String
  let method: OptimizerConfiguration.Method
  /// λ of decoupled weight decay.
  var decay = 0.0
  /// Place among the series, the same on every plate.
  let index: Int

  var style: SeriesStyle { SeriesStyle(index, width: 1.6) }

  /// The optimizer at a rate.
  func configuration(_ rate: Double) -> OptimizerConfiguration {
    OptimizerConfiguration(method, learningRate: rate, weightDecay: decay, decayForm: .decoupled)
  }

  /// One rate for all parameters.
  static let plain = [
    ComparedOptimizer(name: "SGD", method: .momentum(coefficient: 0), index: 0),
    ComparedOptimizer(name: "momentum", method: .momentum(), index: 1),
    ComparedOptimizer(name: "Nesterov", method: .momentum(nesterov: true), index: 2),
  ]

  /// A rate of its own for each parameter.
  static let adaptive = [
    ComparedOptimizer(name: "Adagrad", method: .adagrad(), index: 3),
    ComparedOptimizer(name: "RMSProp", method: .rmsProp(smoothing: 0.9), index: 4),
    ComparedOptimizer(name: "Adam", method: .adam(), index: 5),
    ComparedOptimizer(name: "AdamW", method: .adam(), decay: 0.1, index: 6),
  ]

  static let all = plain + adaptive
}
