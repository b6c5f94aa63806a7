import Models
import Networks
import Storage
import TestSupport
import Testing
import Training

/// What a run makes of its network's options.
@Suite struct NetworkChoiceTests {
  private func run(
    epochs: Int = 3, dropout: Dropout? = nil, dropConnect: Dropout? = nil,
    change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> TinyRun {
    var run = try TinyRun(epochs: epochs)
    run.configuration.architecture = try Architecture(
      name: "mlp", widths: [8, 8], dropout: dropout, dropConnect: dropConnect)
    change(&run.configuration)
    return run
  }

  @Test(arguments: Dropout.Form.allCases) func `masks change training and continue with it`(
    form: Dropout.Form
  ) throws {
    let dropout = Dropout(rate: 0.4, form: form)
    let plain = try run().train().parameters
    for (units, weights) in [(dropout, nil), (nil, dropout)] as [(Dropout?, Dropout?)] {
      let whole = try run(dropout: units, dropConnect: weights)
      let parts = try run(dropout: units, dropConnect: weights)
      #expect(try whole.train().parameters != plain)
      for _ in 0..<2 { #expect(throws: TrainingError.self) { try parts.train(stopAfter: 1) } }
      _ = try parts.train()
      #expect(try FileBytes.read(whole.path) == FileBytes.read(parts.path))
    }
  }

  @Test func `no step drops the units of another`() throws {
    // With a step of length 0 the parameters stay, and the loss of a batch changes with its mask alone.
    let losses = try run(epochs: 6, dropout: Dropout(rate: 0.5)) {
      $0.optimizer = .init(.momentum(coefficient: 0), learningRate: 1e-30, weightDecay: 0)
      $0.batchSize = 90
    }.train().log.map(\.trainLoss)
    #expect(Set(losses).count == 6)
  }

  @Test func `units that start equal stay equal`() throws {
    let checkpoint = try run { $0.initialization = .constant(0.1) }.train()
    let layout = ParameterLayout(checkpoint.graph)
    let first = try #require(layout.blocks.first)
    let rows = stride(from: first.range.lowerBound, to: first.range.upperBound, by: first.range.count / 8)
      .map { Array(checkpoint.parameters[$0..<$0 + first.range.count / 8]) }
    #expect(rows.allSatisfy { $0 == rows[0] })
    #expect(rows[0] != [0.1, 0.1])
  }

  @Test func `nothing said means what is published for the activation`() throws {
    var configuration = try run().configuration
    let graph = try configuration.architecture.graph(input: configuration.dataset.shape, classes: 3)
    #expect(
      configuration.initialParameters(of: graph)
        == Initialization.parameters(of: graph, seed: 4, weights: .heNormal(.input)))
    configuration.architecture = try Architecture(name: "mlp", widths: [8, 8], activation: .tanh)
    let other = try configuration.architecture.graph(input: configuration.dataset.shape, classes: 3)
    #expect(
      configuration.initialParameters(of: other)
        == Initialization.parameters(of: other, seed: 4, weights: .xavierUniform))
  }

  @Test func `descriptions from before these options are read`() throws {
    let configuration = try run().configuration
    let text = JSONText.encode(configuration)
    #expect(!text.contains("initialization"))
    #expect(
      try JSONText.decode(text, path: "x", what: "configuration") as TrainingConfiguration == configuration)
  }
}
