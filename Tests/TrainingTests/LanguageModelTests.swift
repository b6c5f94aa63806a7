import Data
import Evaluation
import Glibc
import Models
import Networks
import Testing
import Training

/// Training on text.
@Suite struct LanguageModelTests {
  private func run(epochs: Int, trainCount: Int = 24) throws -> TinyRun {
    var run = try TinyRun(
      model: "gpt-1", data: "sentences", trainCount: trainCount, epochs: epochs, batchSize: 8)
    run.configuration.optimizer = .init(
      .adam(), learningRate: 0.01, weightDecay: 0.01, decayForm: .decoupled)
    return run
  }

  @Test func `the loss falls from that of guessing`() throws {
    let epochs = try run(epochs: 6, trainCount: 48).train().log
    // Weights are small in the beginning, so that all characters are about as probable.
    #expect(abs(epochs[0].trainLoss - log(24)) < 0.5)
    #expect(epochs[5].trainLoss < 0.9 * epochs[0].trainLoss)
    #expect(try #require(epochs[5].testAccuracy) > 1.0 / 24)
  }

  @Test func `weights begin with a deviation of 0.02, biases and positions at 0`() throws {
    let dataset = try DatasetDescription.resolve(name: "sentences")
    let configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: "gpt-1"), seed: 2)
    let graph = try configuration.architecture.graph(
      input: dataset.shape, classes: dataset.classes, text: true)
    let parameters = configuration.initialParameters(of: graph)
    for block in ParameterLayout(graph).blocks {
      let values = parameters[block.range].map { Double($0) }
      switch block.role {
      case .weight:
        let variance = values.reduce(0) { $0 + $1 * $1 } / Double(values.count)
        // Four standard errors of the variance of at least 1,536 normal numbers.
        #expect(abs(variance / 0.0004 - 1) < 4 * (2 / 1536.0).squareRoot(), "\(block.name)")
      case .normalizationScale: #expect(values.allSatisfy { $0 == 1 })
      default: #expect(values.allSatisfy { $0 == 0 })
      }
    }
  }

  @Test func `a loss of numbers and changes of images are refused`() throws {
    var run = try run(epochs: 1)
    run.configuration.loss = .meanSquaredError
    #expect {
      try run.train()
    } throws: { error in
      guard case .invalidOption("loss", _)? = error as? TrainingError else { return false }
      return true
    }
    run.configuration.loss = .crossEntropy
    run.configuration.augmentation = Augmentation(cropPadding: 1)
    #expect {
      try run.train()
    } throws: { error in
      guard case .invalidOption("crop", _)? = error as? TrainingError else { return false }
      return true
    }
  }

  @Test func `a network that text cannot enter is refused`() throws {
    var run = try run(epochs: 1)
    run.configuration.architecture = try Architecture(name: "mlp", widths: [4])
    #expect(throws: TrainingError.architecture(.unsuitableSamples(architecture: "mlp", text: true))) {
      try run.train()
    }
  }
}
