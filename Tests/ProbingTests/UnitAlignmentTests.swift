import Data
import Evaluation
import Models
import Networks
import Numerics
import Probing
import TestSupport
import Testing

@Suite struct UnitAlignmentTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  /// A model with its units in another, random order.
  private func shuffled(_ model: Model) throws -> (parameters: [Float], symmetry: UnitSymmetry) {
    let symmetry = try UnitSymmetry(of: model.graph)
    let layout = ParameterLayout(model.graph)
    var generator = SeededGenerator(seed: 5, for: .example)
    var parameters = model.parameters
    for group in symmetry.groups {
      let order = generator.shuffled(0..<group.count)
      parameters = UnitAlignment.permuted(parameters, by: order, group, layout)
    }
    return (parameters, symmetry)
  }

  /// The function does not change, by a pass through the network: independent of how units are followed.
  @Test(arguments: ["mlp", "plain-8", "resnet-8", "vgg9"])
  func `permuted units give the same losses, and are put back exactly`(name: String) throws {
    let checkpoint = try fixture.checkpoint(name, widths: name == "mlp" ? [9, 7] : [6])
    let model = checkpoint.model
    let (parameters, symmetry) = try shuffled(model)
    #expect(parameters != model.parameters && !symmetry.groups.isEmpty)
    let samples = try checkpoint.configuration.dataset.load(.train)
    let objective = Objective(model, samples: samples, set: SampleSet(Array(0..<16)), workers: 1)
    let own = try #require(try objective.losses(at: model.parameters))
    let other = try #require(try objective.losses(at: parameters))
    #expect(zip(own, other).allSatisfy { abs($0 - $1) <= 1e-4 * max(1, abs($0)) })
    let aligned = UnitAlignment(
      of: parameters, to: model.parameters, layout: ParameterLayout(model.graph), symmetry: symmetry)
    #expect(aligned.parameters == model.parameters)
    #expect(aligned.distances.before > 0 && aligned.distances.after == 0)
  }

  @Test func `every hidden unit can change places, and no input or output`() throws {
    let model = try fixture.checkpoint("mlp", widths: [9, 7]).model
    #expect(try UnitSymmetry(of: model.graph).groups.map(\.count) == [9, 7])
    // Shortcuts that fill up with zeros tie the first channels of a stage to those before; the others are a group of their own.
    let residual = try fixture.checkpoint("resnet-8").model
    let counts = try UnitSymmetry(of: residual.graph).groups.map(\.count)
    #expect(counts.sorted() == [2, 2, 2, 4, 4, 8], "\(counts)")
  }

  @Test func `other networks are refused with the first difference, and unknown operations by name`() throws {
    let model = try fixture.checkpoint("mlp", widths: [6]).model
    let other = try fixture.checkpoint("mlp", widths: [7]).model
    let difference = NetworkDifference.shape(block: "fc1.weight", expected: [6, 2], found: [7, 2])
    #expect(throws: ProbingError.unusableDirection(name: "b", .differentNetwork(difference))) {
      try UnitAlignment(of: other, named: "b", to: model)
    }
    var builder = GraphBuilder(input: [4])
    _ = builder.add("norm", .layerNormalization(LayerNormalization()), 0)
    #expect(throws: UnitSymmetry.Problem.self) { try UnitSymmetry(of: try builder.graph()) }
  }
}
