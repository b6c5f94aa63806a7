import Data
import Networks
import Testing
import Training

@Suite struct ActivationStatisticsTests {
  private let identity = PixelNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  private func samples(_ shape: SampleShape, _ values: [Float]) -> Samples {
    let count = values.count / shape.count
    return Samples(
      shape: shape, classes: 2, values: .floats(values), labels: Array(repeating: 0, count: count))
  }

  /// Three features that pass a dense layer unchanged on their way to an activation.
  private func passing(_ activation: Activation) throws -> (graph: Graph, parameters: [Float]) {
    var builder = GraphBuilder(input: SampleShape(channels: 3))
    var node = builder.add("fc1", .dense(Dense(units: 3)), 0)
    node = builder.add("f", .activation(activation), node)
    _ = builder.add("fc2", .dense(Dense(units: 2)), node)
    let graph = try builder.graph()
    var parameters = Initialization.parameters(of: graph, seed: 1)
    parameters.replaceSubrange(0..<9, with: [1, 0, 0, 0, 1, 0, 0, 0, 1])
    return (graph, parameters)
  }

  private let features: [Float] = [1, 2, -1, 3, -2, -4, -1, 0, -3, 5, 4, 0]

  // MARK: Closed forms

  // Rectified, the features are 1, 2, 0, 3, 0, 0, 0, 0, 0, 5, 4, 0: sum 15, squares 55. The third is never positive.
  @Test func `a layer that changes nothing has the numbers of the features`() throws {
    let (graph, parameters) = try passing(.relu)
    let statistics = try ActivationStatistics.measured(
      graph: graph, parameters: parameters, samples: samples(graph.inputShape, features),
      normalization: identity, halfWidth: 3)
    #expect(statistics.layers == ["f"] && statistics.normalizations == [])
    let moment = try #require(statistics.records.first)
    let activations = try #require(moment.activations.first)
    #expect(abs(activations.mean - 15.0 / 12) < 1e-15)
    #expect(abs(activations.variance - (55.0 / 12 - 15.0 * 15 / 144)) < 1e-14)
    #expect(abs(activations.deadFraction - 1.0 / 3) < 1e-15)
    #expect(abs(activations.saturatedFraction - 7.0 / 12) < 1e-15)
    let inputs = try #require(moment.preActivations.first)
    // Sum 4, squares 86.
    #expect(abs(inputs.mean - 4.0 / 12) < 1e-15)
    #expect(abs(inputs.variance - (86.0 / 12 - 16.0 / 144)) < 1e-14)
    // Bins of 0.1 from −3: below is −4; from 3 on, which has no bin of its own, are 3, 5 and 4.
    var expected = Array(repeating: 0, count: 62)
    expected[0] = 1
    expected[61] = 3
    for value in [1, 2, -1, -2, -1, 0, -3, 0] { expected[1 + (value + 3) * 10] += 1 }
    #expect(inputs.counts == expected)
    let edges = statistics.edges(layer: 0)
    #expect(edges.count == 61 && edges.first == -3 && edges.last == 3 && edges[30] == 0)
  }

  @Test func `units on the negative side are dead for every activation, and saturated for some`() throws {
    // Slopes below 1 % of the largest: none of leaky ReLU; ELU's e^x from −4.6 down; tanh's from ±2.9932 on.
    for (activation, saturated) in [
      (.leakyReLU, 0), (.prelu, 0), (.elu, 0), (.tanh, 5), (.sigmoid, 0), (.relu, 7),
    ] as [(Activation, Int)] {
      let (graph, parameters) = try passing(activation)
      let moment = try #require(
        try ActivationStatistics.measured(
          graph: graph, parameters: parameters, samples: samples(graph.inputShape, features),
          normalization: identity
        ).records.first?.activations.first)
      #expect(abs(moment.deadFraction - 1.0 / 3) < 1e-15, "\(activation.name)")
      #expect(abs(moment.saturatedFraction - Double(saturated) / 12) < 1e-15, "\(activation.name)")
    }
  }

  @Test func `a large negative bias makes a network dead`() throws {
    var (graph, parameters) = try passing(.relu)
    for unit in 9..<12 { parameters[unit] = -100 }
    let moment = try #require(
      try ActivationStatistics.measured(
        graph: graph, parameters: parameters, samples: samples(graph.inputShape, features),
        normalization: identity
      ).records.first?.activations.first)
    #expect(moment == .init(mean: 0, variance: 0, deadFraction: 1, saturatedFraction: 1))
  }

  /// Of positive pixels, one filter keeps all and the other turns all negative.
  @Test func `a channel is one unit, whatever its pixels`() throws {
    let shape = SampleShape(channels: 1, height: 2, width: 2)
    var builder = GraphBuilder(input: shape)
    var node = builder.add("conv", .convolution(Convolution(filters: 2, kernel: 1)), 0)
    node = builder.add("relu", .activation(.relu), node)
    node = builder.add("pool", .globalAveragePooling, node)
    _ = builder.add("fc", .dense(Dense(units: 2)), node)
    let graph = try builder.graph()
    var parameters = Initialization.parameters(of: graph, seed: 0)
    (parameters[0], parameters[1]) = (1, -1)
    let statistics = try ActivationStatistics.measured(
      graph: graph, parameters: parameters, samples: samples(shape, [1, 0, 3, 0, 0, 0, 0, 4]),
      normalization: PixelNormalization(mean: [0], deviation: [1]))
    let found = try #require(statistics.records.first?.activations.first)
    #expect(found.mean == 0.5 && found.deadFraction == 0.5 && found.saturatedFraction == 13.0 / 16)
  }

  // MARK: Histograms

  @Test func `histograms count every value, and end at six root mean squares of the first batch`() throws {
    let (graph, parameters) = try passing(.elu)
    for batch in [4, 2] {
      let statistics = try ActivationStatistics.measured(
        graph: graph, parameters: parameters, samples: samples(graph.inputShape, features),
        normalization: identity, batchSize: batch)
      let counts = try #require(statistics.records.first?.preActivations.first?.counts)
      #expect(counts.count == ActivationStatistics.binCount + 2 && counts.reduce(0, +) == 12)
      let squares = features.prefix(3 * batch).reduce(0) { $0 + Double($1 * $1) }
      let expected = 6 * (squares / Double(3 * batch)).squareRoot()
      #expect(abs(statistics.halfWidths[0] - expected) < 1e-14 * expected)
    }
  }

  @Test func `values of zero have a histogram too`() throws {
    let (graph, parameters) = try passing(.relu)
    let statistics = try ActivationStatistics.measured(
      graph: graph, parameters: Array(repeating: 0, count: parameters.count),
      samples: samples(graph.inputShape, features), normalization: identity)
    #expect(statistics.halfWidths == [6])
    #expect(statistics.records[0].preActivations[0].counts[31] == 12)
  }

  // MARK: Batches

  /// Samples that do not fill a last batch are left out; portions of the others are merged with a rounding each.
  @Test func `in inference the size of batches does not matter`() throws {
    let (graph, parameters) = try passing(.tanh)
    func measured(_ batch: Int, _ indices: [Int]) throws -> ActivationStatistics {
      try .measured(
        graph: graph, parameters: parameters, samples: samples(graph.inputShape, features), indices: indices,
        normalization: identity, batchSize: batch, mode: .running, halfWidth: 6)
    }
    let whole = try measured(4, [3, 1, 2, 0]).records[0]
    for (batch, indices) in [(1, [0, 1, 2, 3]), (2, [0, 1, 2, 3]), (10, [0, 1, 2, 3])] {
      let parts = try measured(batch, indices).records[0]
      #expect(abs(parts.activations[0].mean - whole.activations[0].mean) < 1e-7)
      #expect(abs(parts.activations[0].variance - whole.activations[0].variance) < 1e-7)
      #expect(parts.activations[0].deadFraction == whole.activations[0].deadFraction)
      #expect(parts.preActivations[0].counts == whole.preActivations[0].counts)
    }
    #expect(try measured(3, [0, 1, 2, 3]) == measured(3, [0, 1, 2]))
  }

  /// Only what is asked for.
  @Test(arguments: ActivationStatistics.Kind.allCases)
  func `each kind can be had alone and is what it is among the others`(
    kind: ActivationStatistics.Kind
  ) throws {
    var builder = GraphBuilder(input: SampleShape(channels: 3))
    var node = builder.add("fc1", .dense(Dense(units: 4)), 0)
    node = builder.add("bn1", .batchNormalization(BatchNormalization()), node)
    node = builder.add("relu1", .activation(.relu), node)
    node = builder.add("bn2", .batchNormalization(BatchNormalization()), node)
    node = builder.add("relu2", .activation(.relu), node)
    _ = builder.add("fc2", .dense(Dense(units: 2)), node)
    let graph = try builder.graph()
    let parameters = Initialization.parameters(of: graph, seed: 5)
    func measured(_ kinds: Set<ActivationStatistics.Kind>) throws -> ActivationRecord {
      try ActivationStatistics.measured(
        graph: graph, parameters: parameters, samples: samples(graph.inputShape, features),
        normalization: identity, kinds: kinds
      ).records[0]
    }
    let (alone, all) = (try measured([kind]), try measured(Set(ActivationStatistics.Kind.allCases)))
    #expect(alone.activations == (kind == .activations ? all.activations : []))
    #expect(alone.preActivations == (kind == .preActivations ? all.preActivations : []))
    #expect(alone.gaps == (kind == .runningStatistics ? all.gaps : []))
    #expect(all.activations.count == 2 && all.preActivations.count == 2 && all.gaps.count == 2)
  }
}
