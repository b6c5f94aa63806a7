import Networks
import Tensors
import Testing

/// Values and gradients that a plan with derivatives keeps, against the slow `Double` reference.
@Suite struct ObservedGradientTests {
  /// As in `DifferentiationPlanTests`.
  private let tolerance = 2e-5

  private func gradient(_ plan: DifferentiationPlan, _ network: TestNetwork) -> [Float] {
    var gradient = [Float](repeating: .nan, count: network.parameters.count)
    network.parameters.withUnsafeBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { _ = plan.gradient(at: parameters, into: $0) }
    }
    return gradient
  }

  @Test(arguments: TestNetwork.all, [BatchStatistics.batch, .running])
  func `every node's value and gradient are the reference's, whatever else is seen`(
    network: TestNetwork, statistics: BatchStatistics
  ) throws {
    let nodes = network.graph.nodes.indices
    let reference = network.reference(statistics)
    let values = reference.forward(network.tensor(Double.self), network.others(Double.self))
    let bars = reference.gradients(
      network.tensor(Double.self), network.others(Double.self), network.goal)
    for observed in [Set(nodes), Set(nodes.filter { $0 % 2 == 0 }), Set(nodes.filter { $0 % 2 == 1 })] {
      let plan = try network.plan(statistics, observing: observed)
      let found = gradient(plan, network)
      #expect(relativeError(found, bars.parameters) <= tolerance)
      for node in observed {
        let name = network.graph.nodes[node].name
        #expect(relativeError(Array(plan.values(of: node)), values[node].values) <= tolerance, "\(name)")
        let gradient = plan.gradients(of: node)
        // What reaches the output through comparisons alone has no gradient, or one of zeros.
        let reaches = bars.nodes[node].values.contains { $0 != 0 }
        let isInput = network.graph.inputNodes.contains(node)
        #expect(gradient == nil ? isInput || !reaches : !isInput)
        if let gradient {
          #expect(relativeError(Array(gradient), bars.nodes[node].values) <= tolerance, "\(name)")
        }
      }
    }
  }

  @Test func `a plan that keeps nothing needs less storage`() throws {
    for network in TestNetwork.architectures {
      let plain = try network.plan(.batch)
      let observing = try network.plan(.batch, observing: Set(network.graph.nodes.indices))
      #expect(plain.storageCount < observing.storageCount)
    }
  }
}
