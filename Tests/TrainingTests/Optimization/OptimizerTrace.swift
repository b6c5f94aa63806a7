import Networks
import Training

/// Runs of an optimizer on parameters of one role.
enum OptimizerTrace {
  /// One block of the role, nothing else.
  static func layout(_ count: Int, _ role: ParameterRole) -> ParameterLayout {
    ParameterLayout(blocks: [
      ParameterBlock(name: "w", shape: [count], range: 0..<count, role: role, node: 1)
    ])
  }

  /// The parameters after each step along given gradients.
  static func run(
    _ configuration: OptimizerConfiguration, from start: [Float], _ gradients: [[Float]],
    role: ParameterRole = .weight(filters: 1)
  ) -> [[Float]] {
    let layout = layout(start.count, role)
    var optimizer = Optimizer(configuration, parameterCount: start.count)
    var parameters = start
    return gradients.map { gradient in
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradient.withUnsafeBufferPointer {
          optimizer.step(parameters, $0, rate: configuration.learningRate, layout)
        }
      }
      return parameters
    }
  }

  /// The three steps that Scripts/optimizer_traces.py takes.
  static func short(_ configuration: OptimizerConfiguration) -> [[Float]] {
    run(configuration, from: [1, -2], (0..<3).map { [0.5 + Float($0), -1 + 0.25 * Float($0)] })
  }
}
