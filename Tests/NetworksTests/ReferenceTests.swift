import Foundation
import Networks
import Testing

/// The oracle is tested first: by differences, which share nothing with its derivatives.
@Suite struct ReferenceTests {
  /// Central differences with step h have an error of order h²·f‴ from the formula and 10⁻¹⁶/h from rounding: with
  /// h = 1e-5 both are below 1e-8 here, where f‴ along the long direction is of order 100.
  @Test(
    arguments: TestNetwork.smooth + TestNetwork.losses + TestNetwork.normalizations + TestNetwork.dropouts,
    [BatchStatistics.batch, .running])
  func `the reference's gradient is the slope of its loss`(
    network: TestNetwork, statistics: BatchStatistics
  ) {
    let slope = difference { parameters in
      let reference = ReferenceNetwork(network.graph, parameters: parameters, statistics: statistics)
      return [reference.loss(network.tensor(Double.self), network.others(Double.self), network.goal)]
    } around: {
      network
    }
    let gradient = network.referenceGradient(statistics)
    let expected = zip(gradient, network.direction).reduce(0) { $0 + $1.0 * Double($1.1) }
    #expect(abs(slope[0] - expected) <= 1e-6 * max(1, abs(expected)))
  }

  @Test(
    arguments: TestNetwork.smooth + TestNetwork.losses + TestNetwork.normalizations + TestNetwork.dropouts)
  func `the reference's curvature is the slope of its gradient`(network: TestNetwork) {
    let slope = difference { parameters in
      ReferenceNetwork(network.graph, parameters: parameters, statistics: .running)
        .gradient(network.tensor(Double.self), network.others(Double.self), network.goal)
    } around: {
      network
    }
    let product = network.referenceHessianVectorProduct()
    let error = relativeError(slope.map(Float.init), product)
    #expect(error < 1e-5)
  }

  @Test func `cross entropy of equal logits is the logarithm of the number of classes`() throws {
    var builder = GraphBuilder(input: SampleShape(channels: 3))
    _ = builder.add("fc", .dense(Dense(units: 5)), 0)
    let graph = try builder.graph()
    let zero = [Double](repeating: 0, count: ParameterLayout(graph).count)
    let reference = ReferenceNetwork(graph, parameters: zero, statistics: .running)
    let goal = ReferenceGoal(loss: .crossEntropy, labels: [0, 4], targets: [])
    #expect(abs(reference.loss(ReferenceTensor(batch: 2, graph.inputShape), [], goal) - log(5)) < 1e-15)
  }

  private func difference(
    _ function: ([Double]) -> [Double], around network: () -> TestNetwork
  ) -> [Double] {
    let network = network()
    let step = 1e-5
    func moved(_ by: Double) -> [Double] {
      zip(network.parameters, network.direction).map { Double($0) + by * Double($1) }
    }
    return zip(function(moved(step)), function(moved(-step))).map { ($0 - $1) / (2 * step) }
  }
}
