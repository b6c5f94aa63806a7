import Models
import Networks
import Rendering
import Training

/// Runs that several plates of the chapter need.
enum DescentRuns {
  /// A perceptron on Fashion-MNIST.
  static func perceptron(_ effort: Effort) throws -> PlateRun {
    PlateRun(
      "perceptron",
      TrainingConfiguration(
        dataset: .fashionMNIST,
        architecture: try Architecture(name: "mlp", widths: [64, 64]), epochs: effort.pick(8, quick: 2),
        optimizer: .init(learningRate: 0.05), sampleLimit: effort.pick(20_000, quick: 5000)))
  }

  /// What is said of the perceptron.
  static func words(_ facts: RunFacts) -> Words {
    Words(
      """
      Perceptron 784–64–64–10, \(facts.images) images of Fashion-MNIST, \(facts.epochs) epochs (batch 128, momentum 0.9, rate \
      0.05 with cosine, seed 0).
      """,
      """
      퍼셉트론 784–64–64–10, Fashion-MNIST \(facts.images)장, \(facts.epochs)에폭(배치 128, 모멘텀 0.9, 코사인 학습률 0.05, 시드 0).
      """)
  }
}

/// How much a run was trained, for captions.
struct RunFacts: Codable, Sendable {
  /// Number of images, with its thousands set apart.
  let images: String
  let epochs: Int

  init(_ run: PlateRun) {
    images = NumberText.count(run.training.sampleLimit ?? 60_000)
    epochs = run.training.epochs
  }
}
