import Data
import Evaluation
import Models
import Networks
import Testing

@Suite struct ObjectiveTests {
  private let data: Samples
  private let normalization: PixelNormalization

  init() throws {
    data = try DatasetDescription.resolve(
      name: "shapes", generator: GeneratorOptions(trainCount: 70, testCount: 1)
    ).load(.train)
    normalization = PixelNormalization(of: data)
  }

  private func graph(_ name: String) throws -> Graph {
    try Architecture(name: name, widthFactor: 0.125).graph(input: data.shape, classes: data.classes)
  }

  private func objective(_ graph: Graph, _ set: SampleSet? = nil, workers: Int = 1) -> Objective {
    Objective(
      LossDefinition(
        graph: graph, loss: .crossEntropy, preprocessing: normalization, samples: data,
        set: set ?? SampleSet(Array(0..<data.count))), workers: workers)
  }

  private func outcome(_ graph: Graph, _ parameters: [Float], workers: Int) throws -> LossSums? {
    try objective(graph, workers: workers).outcome(at: parameters)
  }

  /// A network on points that is small, smooth, and has weights that no rectifier hides.
  private func points(_ set: SampleSet, workers: Int = 1) throws -> (objective: Objective, theta: [Float]) {
    let data = try DatasetDescription.resolve(
      name: "blobs", generator: GeneratorOptions(classes: 3, trainCount: 90, testCount: 1)
    ).load(.train)
    let graph = try Architecture(name: "mlp", widths: [5], activation: .tanh).graph(
      input: data.shape, classes: 3)
    let definition = LossDefinition(
      graph: graph, loss: .crossEntropy, preprocessing: PixelNormalization(of: data), samples: data, set: set)
    return (
      // Threads are started for any work.
      Objective(definition, workers: workers, smallWork: 0),
      Initialization.parameters(of: graph, seed: 1).map { $0 + 0.05 }
    )
  }

  @Test func `the number of workers changes nothing`() throws {
    let weights = (0..<90).map { Double($0 % 7) - 1 }
    let set = SampleSet(Array(0..<90), weights: weights, population: 90)
    func results(_ workers: Int) throws -> ([LossSums?], [[Float]], [Double]?, [Double]?) {
      let (objective, parameters) = try points(set, workers: workers)
      let direction = parameters.map { 1 - $0 }
      var (gradient, again, product) = (parameters, parameters, parameters)
      let outcomes = [
        try objective.outcome(at: parameters), try objective.gradient(at: parameters, into: &gradient),
        try objective.hessianVectorProduct(
          at: parameters, along: direction, gradient: &again, product: &product),
      ]
      return (
        outcomes, [gradient, again, product], try objective.losses(at: parameters),
        try objective.gradient(at: parameters, along: [direction])?.slopes
      )
    }
    let one = try results(1)
    for workers in [2, 3, 8] {
      let other = try results(workers)
      #expect(one.0 == other.0 && one.1 == other.1 && one.2 == other.2 && one.3 == other.3)
    }
  }

  @Test func `an objective that is used again gives the same, whatever was asked for in between`() throws {
    let (objective, theta) = try points(SampleSet(Array(0..<90)))
    let first = try objective.loss(at: theta)
    #expect(try objective.loss(at: theta.map { $0 * 2 }) != first)
    #expect(try objective.loss(at: theta) == first)
  }

  @Test func `the gradient is the slope of the loss, also along a direction`() throws {
    let (objective, theta) = try points(SampleSet(Array(0..<70)))
    var gradient = theta
    _ = try objective.gradient(at: theta, into: &gradient)
    let direction = theta.indices.map { Float($0 % 3) - 0.7 }
    let slopes = try #require(try objective.gradient(at: theta, along: [direction, gradient])).slopes
    let product = zip(gradient, direction).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    #expect(abs(slopes[0] - product) <= 1e-5 * abs(product))
    let square = gradient.reduce(0) { $0 + Double($1) * Double($1) }
    #expect(abs(slopes[1] - square) <= 1e-5 * square)
    let h: Float = 0.01
    func loss(_ step: Float) throws -> Double {
      try #require(try objective.loss(at: zip(theta, direction).map { $0 + step * $1 }))
    }
    let difference = (try loss(h) - loss(-h)) / Double(2 * h)
    // Rounding of two losses, 1e-7/h, and the third derivative times h²/6.
    #expect(abs(difference - slopes[0]) <= 1e-3 * (1 + abs(slopes[0])))
  }

  @Test func `the product with the Hessian is the change of the gradient`() throws {
    let (objective, theta) = try points(SampleSet(Array(0..<70)))
    let direction = theta.indices.map { Float($0 % 3) - 0.7 }
    var (gradient, product) = (theta, theta)
    _ = try objective.hessianVectorProduct(
      at: theta, along: direction, gradient: &gradient, product: &product)
    let h: Float = 0.01
    func slope(_ step: Float) throws -> [Float] {
      var result = theta
      _ = try objective.gradient(at: zip(theta, direction).map { $0 + step * $1 }, into: &result)
      return result
    }
    #expect(try slope(0) == gradient)
    let (above, below) = (try slope(h), try slope(-h))
    for i in theta.indices {
      #expect(abs((above[i] - below[i]) / (2 * h) - product[i]) <= 1e-3 * (1 + abs(product[i])))
    }
  }

  /// The weight 3 of a sample is the sample three times, and 0 leaves it out: batches hold other samples then, and
  /// the kernels of some instruction sets round a sample's loss by its place in the batch.
  @Test func `weights are multiplicities`() throws {
    let indices = Array(0..<60)
    let weights = indices.map { Double($0 % 4) }
    let (weighted, theta) = try points(SampleSet(indices, weights: weights, population: 90))
    let (plain, _) = try points(SampleSet(indices))
    let losses = try #require(try plain.losses(at: theta))
    #expect(losses == (try weighted.losses(at: theta)))
    let total = weights.reduce(0, +)
    let expected = zip(losses, weights).reduce(0) { $0 + $1.0 * $1.1 } / total
    let found = try #require(try weighted.outcome(at: theta))
    #expect(abs(found.loss - expected) <= 1e-7 * expected)
    #expect(found.count == 45 && found.weight == total)
  }

  /// Their sums in a batch cancel, which a mean per batch does not survive.
  @Test func `negative weights subtract, even where a batch's weights cancel`() throws {
    let indices = Array(0..<40)
    let weights = indices.map { $0 < 32 ? ($0 % 2 == 0 ? 1.0 : -1.0) : 1.0 }
    let (weighted, theta) = try points(SampleSet(indices, weights: weights, population: 90))
    func gradient(of chosen: [Int]) throws -> (LossSums, [Float]) {
      let (objective, _) = try points(SampleSet(chosen))
      var gradient = theta
      return (try #require(try objective.gradient(at: theta, into: &gradient)), gradient)
    }
    var found = theta
    let outcome = try #require(try weighted.gradient(at: theta, into: &found))
    let (plus, minus) = (
      try gradient(of: indices.filter { weights[$0] > 0 }),
      try gradient(of: indices.filter { weights[$0] < 0 })
    )
    let loss = (24 * plus.0.loss - 16 * minus.0.loss) / 8
    #expect(abs(outcome.loss - loss) <= 1e-6 * abs(loss) && outcome.weight == 8)
    for i in theta.indices {
      #expect(abs(found[i] - (24 * plus.1[i] - 16 * minus.1[i]) / 8) <= 1e-5)
    }
  }

  @Test func `the loss is the mean of the samples' losses, each by itself`() throws {
    let set = SampleSet([3, 4, 11, 15, 20, 29, 31, 32, 50, 68, 69])
    let (objective, theta) = try points(set)
    let losses = try #require(try objective.losses(at: theta))
    #expect(losses.count == set.count)
    for (index, loss) in zip(set.indices, losses) {
      let own = try #require(try points(SampleSet([index])).objective.loss(at: theta))
      #expect(abs(own - loss) <= 1e-5 * (1 + own))
    }
    let mean = try #require(try objective.loss(at: theta))
    #expect(abs(mean - losses.reduce(0, +) / 11) <= 1e-12 * mean)
  }

  @Test func `who asks it to stop gets nothing`() throws {
    let (objective, theta) = try points(SampleSet(Array(0..<40)))
    let stop = StopRequest()
    stop.stop()
    var gradient = theta
    #expect(try objective.loss(at: theta, stop: stop) == nil)
    #expect(try objective.gradient(at: theta, into: &gradient, stop: stop) == nil)
    #expect(try objective.gradient(at: theta, along: [theta], stop: stop) == nil)
  }

  /// Rectifiers turn the NaN of activations that overflowed into zero.
  @Test(arguments: [1, 2]) func `an overflow that rectifiers hide is an infinite loss`(workers: Int) throws {
    let graph = try graph("plain-8")
    let layout = ParameterLayout(graph)
    var hidden = 0
    for factor in [1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e12] as [Float] {
      var parameters = Initialization.parameters(of: graph, seed: 1)
      for block in layout.blocks {
        guard case .weight = block.role else { continue }
        for i in block.range { parameters[i] *= factor }
      }
      let plain = InferenceLoss.of(graph, parameters, data, normalization)
      let found = try #require(try outcome(graph, parameters, workers: workers))
      if found.loss == .infinity { #expect(found.correct == 0 && found.count == data.count) }
      if plain.isFinite, found.loss == .infinity { hidden += 1 }
      if factor >= 1e7 { #expect(found.loss == .infinity) }
      if factor == 1e8 {
        let slopes = try #require(try objective(graph).gradient(at: parameters, along: [parameters])).slopes
        #expect(slopes.allSatisfy { $0.isNaN })
      }
    }
    #expect(hidden > 0)
  }

  /// The rows of a batch that is not full still hold samples of the one before.
  @Test func `an overflow in one batch says nothing of the next`() throws {
    let shape = SampleShape(channels: 2)
    var values = [Float](repeating: 0.5, count: 2 * 9)
    values[6] = 3e38
    let samples = Samples(
      shape: shape, classes: 3, values: .floats(values), labels: Array(repeating: 1, count: 9))
    let normalization = PixelNormalization(mean: [0, 0], deviation: [1, 1])
    let graph = try Architecture(name: "mlp", widths: [8, 8]).graph(input: shape, classes: 3)
    // The first layer overflows, the second makes NaN of it, and its rectifier zero: the outputs hide it.
    var parameters = Initialization.parameters(of: graph, seed: 1)
    let weights = ParameterLayout(graph).blocks.filter { $0.role.isWeight }
    for i in weights[0].range { parameters[i] = 10 }
    for i in weights[1].range { parameters[i] = i % 2 == 0 ? 1 : -1 }

    func outcomes(_ batches: [ArraySlice<Int>]) throws -> [LossSums] {
      let definition = LossDefinition(
        graph: graph, loss: .crossEntropy, preprocessing: normalization, samples: samples,
        set: SampleSet(Array(0..<9)))
      let evaluator = try InferenceEvaluator(definition, batchSize: 8)
      evaluator.load(parameters)
      return try batches.map { try evaluator.outcome(of: MicroBatch($0)) }
    }
    let indices = Array(0..<9)
    #expect(InferenceLoss.of(graph, parameters, samples, normalization).isFinite)
    let found = try outcomes([indices[..<8], indices[8...]])
    #expect(found[0].loss == .infinity)
    #expect(found[1].loss.isFinite)
    #expect(try outcomes([indices[8...]]) == [found[1]])
  }

  @Test func `parameters that are no numbers are an infinite loss`() throws {
    let graph = try graph("resnet-8")
    var parameters = Initialization.parameters(of: graph, seed: 1)
    parameters[7] = .nan
    #expect(try outcome(graph, parameters, workers: 1)?.loss == .infinity)
    var gradient = parameters
    #expect(try objective(graph).gradient(at: parameters, into: &gradient)?.loss == .infinity)
    #expect(gradient.allSatisfy { $0.isNaN })
  }
}

/// What the fused network alone says.
private enum InferenceLoss {
  static func of(
    _ graph: Graph, _ parameters: [Float], _ data: Samples, _ normalization: PixelNormalization
  ) -> Double {
    guard let plan = try? InferencePlan(graph: graph, loss: .crossEntropy, batchSize: data.count) else {
      return .nan
    }
    parameters.withUnsafeBufferPointer { plan.load($0) }
    data.copyNormalized(0..<data.count, using: normalization, into: plan.inputs[0].floats)
    data.copyLabels(Array(0..<data.count)[...], into: plan.labels)
    return plan.evaluate(count: data.count).loss
  }
}
