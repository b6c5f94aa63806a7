import Data
import Foundation
import Networks
import Numerics
import Tensors
import Testing
import Training

@Suite struct RunningStatisticsTests {
  private let count = 12
  private let batch = 4
  private let momentum = 0.3

  private func graph() throws -> Graph {
    var builder = GraphBuilder(input: SampleShape(channels: 2))
    var node = builder.add(
      "bn", .batchNormalization(BatchNormalization(momentum: Float(momentum))), 0)
    node = builder.add("relu", .activation(.relu), node)
    _ = builder.add("fc", .dense(Dense(units: 2)), node)
    return try builder.graph()
  }

  private var values: [Float] {
    var generator = SeededGenerator(seed: 2, for: .example)
    return (0..<2 * count).map { _ in Float(1 + 2 * generator.normal()) }
  }

  private func measured(_ graph: Graph, _ parameters: [Float], batch: Int) throws -> ActivationStatistics {
    try ActivationStatistics.measured(
      graph: graph, parameters: parameters,
      samples: Samples(
        shape: graph.inputShape, classes: 2, values: .floats(values),
        labels: Array(repeating: 0, count: count)),
      normalization: PixelNormalization(mean: [0, 0], deviation: [1, 1]), batchSize: batch,
      kinds: [.runningStatistics])
  }

  /// The running statistics that training leaves, in single precision, are `(1 − m)·r + m·b` over the batches b, from
  /// 0 and 1.
  @Test func `running statistics are the moving average of the batches that are shown`() throws {
    let graph = try graph()
    let plan = try DifferentiationPlan(
      graph: graph, loss: .crossEntropy, batchSize: batch, statistics: .batch)
    var parameters = Initialization.parameters(of: graph, seed: 0)
    for first in stride(from: 0, to: count, by: batch) {
      for i in 0..<2 * batch { plan.inputs[0].floats[i] = values[2 * first + i] }
      parameters.withUnsafeMutableBufferPointer { parameters in
        _ = plan.evaluate(at: UnsafeBufferPointer(parameters))
        plan.updateRunningStatistics(in: parameters)
      }
    }
    let statistics = try measured(graph, parameters, batch: batch)
    #expect(statistics.normalizations == ["bn"])
    let channels = try #require(statistics.channels.first)
    #expect(channels.batchMeans.count == 3 && channels.batchVariances.count == 3)
    for c in 0..<2 {
      let mean = channels.batchMeans.reduce(0) { (1 - momentum) * $0 + momentum * $1[c] }
      let variance = channels.batchVariances.reduce(1) { (1 - momentum) * $0 + momentum * $1[c] }
      // Values are of size up to 10, variances up to 20: a few roundings of 6e-8 of that.
      #expect(abs(channels.runningMeans[c] - mean) < 3e-6)
      #expect(abs(channels.runningVariances[c] - variance) < 6e-6)
    }
  }

  @Test func `a batch's mean and variance are those of its numbers`() throws {
    let graph = try graph()
    let statistics = try measured(graph, Initialization.parameters(of: graph, seed: 0), batch: count)
    for c in 0..<2 {
      let numbers = stride(from: c, to: 2 * count, by: 2).map { Double(values[$0]) }
      let mean = numbers.reduce(0, +) / Double(count)
      let variance = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count - 1)
      #expect(abs(statistics.channels[0].batchMeans[0][c] - mean) < 1e-14)
      #expect(abs(statistics.channels[0].batchVariances[0][c] - variance) < 1e-13)
    }
  }

  /// From mean 0 and variance 1, the gap is that of the batch's own numbers.
  @Test func `the gap is zero where the running statistics are the batch's, and known elsewhere`() throws {
    let graph = try graph()
    var parameters = Initialization.parameters(of: graph, seed: 0)
    let before = try measured(graph, parameters, batch: count)
    let (means, variances) = (before.channels[0].batchMeans[0], before.channels[0].batchVariances[0])
    let epsilon = Double(BatchNormalization().epsilon)
    let meanGap = ((means[0] * means[0] + means[1] * means[1]) / 2 / (1 + epsilon)).squareRoot()
    let logarithms = variances.map { log(($0 + epsilon) / (1 + epsilon)) }
    let varianceGap = ((logarithms[0] * logarithms[0] + logarithms[1] * logarithms[1]) / 2).squareRoot()
    #expect(abs(before.records[0].gaps[0].mean - meanGap) < 1e-14 * meanGap)
    #expect(abs(before.records[0].gaps[0].variance - varianceGap) < 1e-14 * varianceGap)

    let layout = ParameterLayout(graph)
    for (name, numbers) in [("bn.running_mean", means), ("bn.running_var", variances)] {
      let block = try #require(layout[name])
      for (i, number) in zip(block.range, numbers) { parameters[i] = Float(number) }
    }
    let after = try measured(graph, parameters, batch: count).records[0].gaps[0]
    #expect(after.mean < 1e-6 && after.variance < 1e-6)
  }
}
