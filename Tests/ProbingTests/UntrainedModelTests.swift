import Data
import Evaluation
import Models
import Networks
import Probing
import Storage
import Surfaces
import TestSupport
import Testing

/// A model that this program has not trained, from its file to a surface.
@Suite struct UntrainedModelTests {
  private let folder: TemporaryFolder
  private let model: Model
  private let samples = UntrainedNetwork.samples(count: 24)

  init() throws {
    folder = try TemporaryFolder()
    let graph = try UntrainedNetwork.graph()
    model = Model(
      graph: graph, parameters: Initialization.parameters(of: graph, seed: 5),
      preprocessing: .identity(channels: UntrainedNetwork.tokens),
      task: PredictionTask(.classes(names: []), loss: .crossEntropy), name: "untrained",
      source: ModelSource(program: "test"))
  }

  private func probe(_ samples: Samples, count: Int) throws -> Surface {
    let axis = try Axis(parsing: "-0.5:0.5:5")
    return try SurfaceProbe(
      model: model, named: "untrained.model", samples: samples, population: Array(0..<samples.count),
      dataset: "tokens", options: ProbeOptions(x: axis, y: axis, samples: count, workers: 2), program: "test"
    ).run(path: folder.file("untrained.surface"), stop: StopRequest()) { _ in }
  }

  @Test func `a model file keeps graph, parameters and task`() throws {
    let path = folder.file("untrained.model")
    try model.write(to: path)
    let found = try Model.read(path)
    #expect(found.graph == model.graph && found.parameters == model.parameters)
    #expect(found.digest == model.digest && found.task == model.task && found.name == model.name)
  }

  @Test func `it is probed like any other, and checks itself`() throws {
    let surface = try probe(samples, count: 16)
    #expect(surface.isComplete && surface.provenance.selfCheck?.passes == true)
    #expect(surface.provenance.parameterCount == ParameterLayout(model.graph).count)
    let centre = try #require(surface.centreIndex)
    // Untrained: about as good as a guess among eleven tokens, and worse away from nothing.
    #expect(surface.loss[centre] > 1.5 && surface.loss[centre] < 5)
    #expect(Set(surface.loss).count == surface.count)
    #expect(surface.accuracy.allSatisfy { (0...1).contains($0) })
  }

  @Test func `the tied table is drawn once, with the norms of its rows, and positions stay`() throws {
    let layout = ParameterLayout(model.graph)
    #expect(layout.blocks.filter { $0.name.contains("wte") }.map(\.shape) == [[11, 8]])
    #expect(layout["head.weight"] == nil && layout["embed.weight"] == nil)
    let direction = Direction(
      layout: layout, parameters: model.parameters, seed: 3, normalization: .filter)
    #expect(direction.largestNormError(relativeTo: model.parameters) < 1e-5)
    let offsets = try #require(layout["wpe.weight"])
    #expect(direction.components[offsets.range].allSatisfy { $0 == 0 })
    let table = try #require(layout["wte.weight"])
    #expect(direction.components[table.range].contains { $0 != 0 })
  }

  /// The derivatives against differences of the loss; against the `Double` reference they are tested with the plans.
  @Test func `its objective has the derivatives of its loss`() throws {
    let objective = Objective(
      model, samples: samples, set: SampleSet(Array(0..<samples.count)), workers: 2)
    let direction = Direction(
      layout: ParameterLayout(model.graph), parameters: model.parameters, seed: 4, normalization: .filter)
    func loss(_ step: Float) throws -> Double {
      let moved = zip(model.parameters, direction.components).map { $0 + step * $1 }
      return try #require(try objective.loss(at: moved))
    }
    let h: Float = 1e-2
    let slope = (try loss(h) - loss(-h)) / Double(2 * h)
    let curvature = (try loss(h) - 2 * loss(0) + loss(-h)) / Double(h * h)
    var (gradient, product) = (model.parameters, model.parameters)
    _ = try objective.hessianVectorProduct(
      at: model.parameters, along: direction.components, gradient: &gradient, product: &product)
    func along(_ vector: [Float]) -> Double {
      zip(vector, direction.components).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    #expect(abs(along(gradient) - slope) <= 1e-2 * abs(slope))
    #expect(abs(along(product) - curvature) <= 5e-2 * abs(curvature))
  }

  @Test func `tokens that no table has, and samples of another kind, are refused`() throws {
    let shape = SampleShape(channels: UntrainedNetwork.tokens)
    let count = UntrainedNetwork.tokens
    for values: Samples.Values in [
      .indices(Array(repeating: 11, count: count)), .indices(Array(repeating: -1, count: count)),
      .floats(Array(repeating: 0, count: count)),
    ] {
      let wrong = Samples(
        shape: shape, values: values,
        targets: .labels(Array(repeating: 0, count: count), classes: 11), positions: count)
      #expect(!model.accepts(wrong))
      #expect(throws: ProbingError.unsuitableSamples(network: shape, data: shape)) {
        try probe(wrong, count: 1)
      }
    }
    let oneLabel = Samples(shape: shape, classes: 11, values: .indices([1, 2, 3, 4, 5, 6]), labels: [0])
    #expect(!model.accepts(oneLabel))
    #expect(model.accepts(samples))
  }
}
