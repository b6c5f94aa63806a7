import Networks
import Tensors
import Testing

/// What a network shows of itself against the slow `Double` reference.
@Suite struct ObservationPlanTests {
  /// Values pass at most as many roundings as the loss of `DifferentiationPlanTests` does.
  private let tolerance = 2e-5

  private func plan(
    of network: TestNetwork, _ statistics: BatchStatistics, observing nodes: Set<Int>
  ) throws -> ObservationPlan {
    let plan = try ObservationPlan(
      graph: network.graph, batchSize: network.batch, statistics: statistics, observing: nodes)
    plan.setMasks(seed: ReferenceNetwork<Double>.maskSeed, step: ReferenceNetwork<Double>.maskStep)
    network.fill(plan.inputs)
    return plan
  }

  private func seen(_ plan: ObservationPlan, _ parameters: [Float]) -> [(node: Int, values: [Float])] {
    var seen: [(node: Int, values: [Float])] = []
    parameters.withUnsafeBufferPointer { parameters in
      plan.pass(at: parameters) { seen.append(($0, Array($1))) }
    }
    return seen
  }

  @Test(arguments: TestNetwork.all, [BatchStatistics.batch, .running])
  func `every node shows the reference's values, in the order of the graph`(
    network: TestNetwork, statistics: BatchStatistics
  ) throws {
    let plan = try plan(of: network, statistics, observing: Set(network.graph.nodes.indices))
    let found = seen(plan, network.parameters)
    #expect(found.map(\.node) == Array(network.graph.nodes.indices))
    let expected = network.reference(statistics).forward(
      network.tensor(Double.self), network.others(Double.self))
    for (node, values) in found {
      let error = relativeError(values, expected[node].values)
      #expect(error <= tolerance, "\(network.graph.nodes[node].name)")
    }
  }

  /// Alone, a node shares its storage with others, and rectifiers are fused where they are in training.
  @Test(arguments: TestNetwork.all, [BatchStatistics.batch, .running])
  func `a node shows the reference's values when nothing else is seen`(
    network: TestNetwork, statistics: BatchStatistics
  ) throws {
    let expected = network.reference(statistics).forward(
      network.tensor(Double.self), network.others(Double.self))
    for node in network.graph.nodes.indices {
      let plan = try plan(of: network, statistics, observing: [node])
      let found = seen(plan, network.parameters)
      #expect(found.map(\.node) == [node])
      #expect(relativeError(found[0].values, expected[node].values) <= tolerance)
    }
  }

  @Test(arguments: TestNetwork.architectures)
  func `a second pass shows what the first one did`(network: TestNetwork) throws {
    let plan = try plan(of: network, .batch, observing: Set(network.graph.nodes.indices))
    let first = seen(plan, network.parameters).map(\.values)
    _ = seen(plan, zip(network.parameters, network.direction).map { $0 + $1 })
    #expect(seen(plan, network.parameters).map(\.values) == first)
  }

  @Test func `a pass alone needs less storage than one with derivatives`() throws {
    for network in TestNetwork.architectures {
      let all = try plan(of: network, .batch, observing: Set(network.graph.nodes.indices))
      #expect(all.storageCount < (try network.plan(.batch)).storageCount)
    }
  }

  // MARK: Derivatives of activations

  private let points = Array(stride(from: -9.97, through: 9.97, by: 0.08))

  /// The reference's derivatives are themselves checked against differences; both are of a few roundings, and tanh's
  /// in the reference is `1 − y²` of a `y` that is close to 1.
  @Test(arguments: Activation.allCases.filter { $0 != .prelu })
  func `the slope of an activation is the reference's`(activation: Activation) {
    for x in points {
      #expect(abs(activation.slope(at: x) - ReferenceNetwork<Double>.slope(activation, x)) < 1e-14)
    }
    #expect(activation.slope(at: -.infinity).isFinite && activation.slope(at: .infinity).isFinite)
  }

  @Test(arguments: Activation.allCases + [.elu(scale: 3), .leakyReLU(slope: 1.5)])
  func `the largest slope is reached and nowhere exceeded`(activation: Activation) {
    let slopes = points.map { abs(activation.slope(at: $0)) }
    let bound = activation.largestSlope()
    #expect(slopes.allSatisfy { $0 <= bound * (1 + 1e-15) })
    // Some point is at most 0.08 below the place of the maximum, and ELU's slope falls fastest, by a factor e^−0.08.
    #expect((slopes.max() ?? 0) >= bound * 0.92)
    #expect(Activation.prelu.largestSlope(learned: -4) == 4)
  }
}
