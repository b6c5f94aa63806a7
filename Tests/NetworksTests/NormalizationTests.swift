import Networks
import Numerics
import Testing

@Suite struct NormalizationTests {
  /// The values of one normalization with scale 1 and shift 0, `[n, C·H·W]`, by the fused plan.
  private func normalize(
    _ images: [Float], _ shape: SampleShape, groups: Int, epsilon: Float = 1e-5
  ) throws -> [Float] {
    var builder = GraphBuilder(input: shape)
    let node = builder.add(
      "gn", .groupNormalization(GroupNormalization(groups: groups, epsilon: epsilon)), 0)
    _ = builder.add("flatten", .flatten, node)
    let graph = try builder.graph()
    let plan = try InferencePlan(
      graph: graph, loss: .meanSquaredError, batchSize: images.count / shape.count)
    for (i, value) in images.enumerated() { plan.inputs[0].floats[i] = value }
    Initialization.parameters(of: graph, seed: 0).withUnsafeBufferPointer { plan.load($0) }
    _ = plan.evaluate(count: plan.batchSize)
    return Array(plan.outputs)
  }

  private func random(_ count: Int, offset: Double = 0, scale: Double = 1) -> [Float] {
    var generator = SeededGenerator(seed: 31, for: .example)
    return (0..<count).map { _ in Float(offset + scale * generator.normal()) }
  }

  /// Rounded to Float, N values of size up to 4 have a mean within 4·6e-8 of 0 and a variance within 1e-6 of
  /// `v/(v + ε)`, where v is the variance of the argument.
  @Test(arguments: [1, 2, 6])
  func `each group of each sample has mean 0 and variance 1`(groups: Int) throws {
    let shape = SampleShape(channels: 6, height: 3, width: 5)
    let images = random(4 * shape.count, offset: 2, scale: 3)
    let found = try normalize(images, shape, groups: groups)
    let size = shape.count / groups
    for start in stride(from: 0, to: found.count, by: size) {
      func moments(_ x: [Float]) -> (mean: Double, variance: Double) {
        let group = x[start..<start + size].map(Double.init)
        let mean = group.reduce(0, +) / Double(size)
        return (mean, group.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(size))
      }
      let variance = moments(images).variance
      #expect(abs(moments(found).mean) < 1e-6)
      #expect(abs(moments(found).variance - variance / (variance + 1e-5)) < 1e-5)
    }
  }

  /// An offset of 1000 leaves the argument itself an error of 1000·6e-8, the scale and shift another of that size.
  @Test func `offset and scale of a sample change nothing`() throws {
    let shape = SampleShape(channels: 4, height: 3, width: 3)
    let first = try normalize(random(shape.count), shape, groups: 2, epsilon: 1e-12)
    let second = try normalize(random(shape.count, offset: 1000, scale: 7), shape, groups: 2, epsilon: 1e-12)
    for (a, b) in zip(first, second) { #expect(abs(a - b) < 3 * 1000 * 6e-8) }
  }

  @Test func `a constant group becomes 0 however large`() throws {
    let shape = SampleShape(channels: 2, height: 2, width: 2)
    for value in [0, 1, -1e3] as [Float] {
      let found = try normalize(Array(repeating: value, count: shape.count), shape, groups: 1)
      // The variance is 0 exactly, so x̂ is the rounding of x·s − μ·s with s = 1/√ε = 316.
      #expect(found.allSatisfy { abs($0) <= 316 * abs(value) * 1.2e-7 })
    }
  }

  @Test func `samples do not depend on one another`() throws {
    let shape = SampleShape(channels: 4, height: 3, width: 3)
    let images = random(3 * shape.count)
    let together = try normalize(images, shape, groups: 2)
    let alone = try normalize(Array(images[shape.count..<2 * shape.count]), shape, groups: 2)
    #expect(Array(together[shape.count..<2 * shape.count]) == alone)
  }

  @Test func `groups that do not fit a shape are refused`() {
    for (groups, shape) in [
      (0, SampleShape(channels: 4)), (3, SampleShape(channels: 4)), (4, SampleShape(channels: 4)),
      (-1, SampleShape(channels: 4, height: 2, width: 2)),
    ] {
      #expect(throws: GraphError.unsuitableGroups(node: "gn", groups: groups, input: shape)) {
        var builder = GraphBuilder(input: shape)
        _ = builder.add("gn", .groupNormalization(GroupNormalization(groups: groups)), 0)
        _ = try builder.graph()
      }
    }
  }

  // MARK: Batch normalization

  /// With momentum m the running mean after batches of means a and b, from 0, is `(1 − m)·m·a + m·b`; a batch of the
  /// values u and v has the unbiased variance (u − v)²/2.
  @Test func `running statistics are the exponential moving average of batches`() throws {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    let bn = builder.add("bn", .batchNormalization(BatchNormalization(momentum: 0.3)), 0)
    _ = builder.add("fc", .dense(Dense(units: 2)), bn)
    let graph = try builder.graph()
    let plan = try DifferentiationPlan(graph: graph, loss: .crossEntropy, batchSize: 2, statistics: .batch)
    var parameters = Initialization.parameters(of: graph, seed: 0)
    for batch in [[1, 3], [-4, 2]] as [[Float]] {
      (plan.inputs[0].floats[0], plan.inputs[0].floats[1]) = (batch[0], batch[1])
      parameters.withUnsafeMutableBufferPointer { parameters in
        _ = plan.evaluate(at: UnsafeBufferPointer(parameters))
        plan.updateRunningStatistics(in: parameters)
      }
    }
    let layout = ParameterLayout(graph)
    let mean = try #require(layout["bn.running_mean"]).range.lowerBound
    let variance = try #require(layout["bn.running_var"]).range.lowerBound
    #expect(abs(Double(parameters[mean]) - (0.7 * 0.3 * 2 + 0.3 * -1)) < 1e-6)
    #expect(abs(Double(parameters[variance]) - (0.7 * (0.7 * 1 + 0.3 * 2) + 0.3 * 18)) < 1e-5)
  }

  /// With ε = 3 and variance 1, `x̂ = (x − 0)/√(1 + 3) = x/2`.
  @Test func `epsilon is added to the variance`() throws {
    for statistics in [BatchStatistics.batch, .running] {
      var builder = GraphBuilder(input: SampleShape(channels: 1))
      _ = builder.add("bn", .batchNormalization(BatchNormalization(epsilon: 3)), 0)
      let graph = try builder.graph()
      let plan = try DifferentiationPlan(
        graph: graph, loss: .meanSquaredError, batchSize: 2, statistics: statistics)
      (plan.inputs[0].floats[0], plan.inputs[0].floats[1]) = (-1, 1)
      _ = Initialization.parameters(of: graph, seed: 0).withUnsafeBufferPointer { plan.evaluate(at: $0) }
      for (found, expected) in zip(plan.outputs, [-0.5, 0.5]) {
        #expect(abs(Double(found) - expected) < 1e-6)
      }
    }
  }
}
