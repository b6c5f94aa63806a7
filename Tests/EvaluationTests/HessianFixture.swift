import Data
import Evaluation
import Glibc
import Models
import Networks

/// The network of `Scripts/hessian.py`, whose Hessian PyTorch has computed in double precision.
struct HessianFixture {
  /// Eigenvalues in all parameters, falling.
  static let all = [
    0.865147120, 0.405601613, 0.335697223, 0.233750586, 0.217209360, 0.191508555, 0.103155732, 0.066690817,
    0.051528386, 0.017993583, 0.014002009, 0, 0, 0, 0, 0, -0.001754007, -0.011778917, -0.025719696,
    -0.029178688, -0.045435100, -0.065918622, -0.086483851, -0.212543800, -0.243409509, -0.324350079,
    -0.357834494,
  ]
  /// Eigenvalues in the weights alone.
  static let weights = [
    0.354399840, 0.244907277, 0.121693107, 0.096151641, 0.063923950, 0.051045961, 0.046279286, 0.029330733,
    0.009288723, 0, 0, 0, 0, -0.003864524, -0.019741208, -0.028955127, -0.033348337, -0.054737299,
    -0.108749340, -0.142320934,
  ]
  static let loss = 1.370366782
  static let trace = 1.097878222
  static let blockTraces = [-0.009863710, -0.063198946, 0.635167459, 0.535773419]

  let graph: Graph
  let samples: Samples
  let parameters: [Float]

  init() throws {
    graph = try Architecture(name: "mlp", widths: [4], activation: .tanh).graph(
      input: SampleShape(channels: 2), classes: 3)
    samples = Samples(
      shape: SampleShape(channels: 2), classes: 3,
      values: .floats((0..<48).map { Float(cos(0.9 * Double($0))) }),
      labels: (0..<24).map { Int32($0 % 3) })
    parameters = (0..<27).map { Float(0.7 * sin(1 + 1.3 * Double($0))) }
  }

  func definition(_ set: SampleSet) -> LossDefinition {
    LossDefinition(
      graph: graph, loss: .crossEntropy, preprocessing: .identity(channels: 2),
      samples: samples, set: set)
  }

  /// The Hessian over all samples, in the weights and perhaps all other parameters.
  func hessian(
    _ set: SampleSet = SampleSet(Array(0..<24)), inAll: Bool = true, workers: Int = 1
  ) -> HessianOperator {
    HessianOperator(
      definition(set), at: parameters,
      moving: ParameterLayout(graph).blocks.filter { inAll || $0.role.isWeight }, seed: 3, workers: workers)
  }
}
