import Networks
import Training

/// Runs that several plates of the chapter need.
enum DescentRuns {
  /// A perceptron on Fashion-MNIST.
  static func perceptron(_ effort: Effort) throws -> PlateRun {
    PlateRun(
      "perceptron",
      TrainingConfiguration(
        dataset: try .resolve(name: "fashion-mnist"),
        architecture: try Architecture(name: "mlp", widths: [64, 64]), epochs: effort.pick(8, quick: 2),
        optimizer: .init(learningRate: 0.05), sampleLimit: effort.pick(20_000, quick: 5000)))
  }

  /// What is said of it.
  static let words = Words(
    """
    Perceptron 784–64–64–10, 20,000 images of Fashion-MNIST, 8 epochs (batch 128, momentum 0.9, rate 0.05 with cosine, \
    seed 0).
    """,
    """
    퍼셉트론 784–64–64–10, Fashion-MNIST 20,000장, 8에폭(배치 128, 모멘텀 0.9, 코사인 학습률 0.05, 시드 0).
    """)
}
