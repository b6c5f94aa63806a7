import Data
import Evaluation
import Models
import Networks
import Testing

@Suite struct BatchEvaluationTests {
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

  private func outcome(_ graph: Graph, _ parameters: [Float], threads: Int) throws -> Outcome? {
    try BatchEvaluation(graph: graph, loss: .crossEntropy, threads: threads).outcome(
      at: parameters, data, indices: Array(0..<data.count), normalization, stop: StopRequest())
  }

  @Test func `the number of threads changes nothing`() throws {
    // Wide enough for threads to be started.
    let graph = try Architecture(name: "resnet-8", widthFactor: 1).graph(
      input: data.shape, classes: data.classes)
    #expect(graph.multiplyAdds * data.count > 500_000_000)
    let parameters = Initialization.parameters(of: graph, seed: 1)
    #expect(try outcome(graph, parameters, threads: 1) == outcome(graph, parameters, threads: 3))
  }

  /// Rectifiers turn the NaN of activations that overflowed into zero.
  @Test(arguments: [1, 2]) func `an overflow that rectifiers hide is an infinite loss`(threads: Int) throws {
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
      let found = try #require(try outcome(graph, parameters, threads: threads))
      if found.loss == .infinity { #expect(found.correct == 0 && found.count == data.count) }
      if plain.isFinite, found.loss == .infinity { hidden += 1 }
      if factor >= 1e7 { #expect(found.loss == .infinity) }
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

    func outcomes(_ batches: [ArraySlice<Int>]) throws -> [Outcome] {
      let evaluator = try InferenceEvaluator(graph: graph, loss: .crossEntropy, batchSize: 8)
      _ = evaluator.parameters.update(fromContentsOf: parameters)
      evaluator.load()
      return try batches.map { try evaluator.outcome(of: $0, in: samples, normalization) }
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
    #expect(try outcome(graph, parameters, threads: 1)?.loss == .infinity)
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
    data.copyNormalized(0..<data.count, using: normalization, into: plan.images)
    data.copyLabels(Array(0..<data.count)[...], into: plan.labels)
    return plan.evaluate(count: data.count).loss
  }
}
