import Models
import Networks
import Tensors
import Testing

@Suite struct StatisticsPlanTests {
  private static let normalized = TestNetwork.all.filter { network in
    network.graph.nodes.contains { $0.operation.as(BatchNormalization.self) != nil }
  }

  @Test(arguments: normalized, [nil, 0.25])
  func `statistics are those of a plan with derivatives, to the last bit`(
    network: TestNetwork, momentum: Double?
  ) throws {
    let plan = try #require(
      try StatisticsPlan(graph: network.graph, batchSize: network.batch, threads: 1))
    for (i, value) in network.images.enumerated() { plan.inputs[0].floats[i] = value }
    let full = try DifferentiationPlan(
      graph: network.graph, loss: network.loss, batchSize: network.batch, statistics: .batch, dropsOut: false,
      threads: 1)
    for (i, value) in network.images.enumerated() { full.inputs[0].floats[i] = value }
    var (found, expected) = (network.parameters, network.parameters)
    // Twice, so that the second pass shows what the first one leaves behind.
    for _ in 0..<2 {
      found.withUnsafeMutableBufferPointer {
        plan.pass(at: UnsafeBufferPointer($0))
        plan.updateRunningStatistics(in: $0, momentum: momentum)
      }
      expected.withUnsafeMutableBufferPointer {
        _ = full.evaluate(at: UnsafeBufferPointer($0))
        full.updateRunningStatistics(in: $0, momentum: momentum)
      }
    }
    #expect(found == expected)
    #expect(found != network.parameters)
  }

  @Test func `a network without batch normalization has no statistics`() throws {
    for network in TestNetwork.losses {
      #expect(try StatisticsPlan(graph: network.graph, batchSize: 2, threads: 1) == nil)
    }
  }

  @Test func `ResNet-56 needs less than 100 megabytes for a batch of 64`() throws {
    let graph = try Architecture(name: "resnet-56")
      .graph(input: SampleShape(channels: 3, height: 32, width: 32), classes: 10)
    let plan = try #require(try StatisticsPlan(graph: graph, batchSize: 64, threads: 1))
    #expect(plan.storageCount * MemoryLayout<Float>.stride < 100_000_000)
  }
}
