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
    A perceptron with two hidden layers of 64 units, trained on 20,000 images of Fashion-MNIST for 8 epochs (batch 128, \
    momentum 0.9, rate 0.05 falling by a cosine, seed 0).
    """,
    """
    64개 유닛의 은닉층 두 개를 가진 퍼셉트론을 Fashion-MNIST 20,000장으로 8에폭 학습했다(배치 128, 모멘텀 0.9, 코사인으로 줄어드는 \
    학습률 0.05, 시드 0).
    """)
}
