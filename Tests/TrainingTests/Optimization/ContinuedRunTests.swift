import TestSupport
import Testing
import Training

@Suite struct ContinuedRunTests {
  static let optimizers: [OptimizerConfiguration] = [
    .init(.gradientDescent, learningRate: 0.2), .init(.momentum(coefficient: 0)), .init(.momentum()),
    .init(.momentum(nesterov: true)), .init(.adagrad(), learningRate: 0.05),
    .init(.rmsProp(), learningRate: 0.01), .init(.adam(), learningRate: 0.01),
    .init(.adam(), learningRate: 0.01, weightDecay: 0.01, decayForm: .decoupled),
    .init(.momentum(), sharpnessRadius: 0.05), .init(.adam(), learningRate: 0.01, sharpnessRadius: 0.05),
  ]

  @Test(arguments: optimizers.indices)
  func `an interrupted run continues to the same bytes`(index: Int) throws {
    var (whole, parts) = (try TinyRun(trainCount: 40), try TinyRun(trainCount: 40))
    whole.configuration.optimizer = Self.optimizers[index]
    parts.configuration.optimizer = Self.optimizers[index]
    _ = try whole.train()
    for _ in 0..<2 { #expect(throws: TrainingError.self) { try parts.train(stopAfter: 1) } }
    _ = try parts.train()
    #expect(try content(whole.path) == content(parts.path))
  }

  @Test(arguments: optimizers.indices) func `the loss falls`(index: Int) throws {
    var run = try TinyRun(trainCount: 90, epochs: 12)
    run.configuration.optimizer = Self.optimizers[index]
    let log = try run.train().log
    #expect(log[11].trainLoss < 0.9 * log[0].trainLoss)
  }

  @Test func `full-batch descent does not depend on how its sum is divided`() throws {
    func trained(_ batchSize: Int) throws -> [Float] {
      var run = try TinyRun(epochs: 3, batchSize: batchSize)
      run.configuration.optimizer = .init(.gradientDescent, learningRate: 0.5)
      let checkpoint = try run.train()
      #expect(checkpoint.optimizer?.steps == 3)
      return checkpoint.parameters
    }
    // Rounding of sums of 90 terms of size 1, over three steps.
    for (x, y) in zip(try trained(90), try trained(16)) { #expect(abs(x - y) < 1e-5) }
  }
}
