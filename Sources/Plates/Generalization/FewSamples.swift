import Models
import Networks
import Rendering
import Training

/// What most plates of the chapter train: one perceptron on the same thousand samples, with one thing changed at a
/// time.
enum FewSamples {
  /// Trained on.
  static let count = 1000
  /// Share of the 60,000 samples of the training split that the validation loss is a mean over.
  static let validationShare = 0.05
  static let validationCount = 3000
  /// Units of the hidden layers.
  static let widths = [128, 128]
  /// Of the networks that are to be small.
  static let smallWidths = [8, 8]

  static func epochs(_ effort: Effort) -> Int { effort.pick(60, quick: 40) }

  /// The training of the network, after changes.
  ///
  /// Runs of one digest are shared between plates, so that all record the norms of the weights.
  static func run(
    _ name: String, _ effort: Effort, widths: [Int] = widths, dropout: Dropout? = nil,
    dropConnect: Dropout? = nil, snapshotsPerEpoch: Int? = nil,
    change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> PlateRun {
    var training = TrainingConfiguration(
      dataset: .fashionMNIST,
      architecture: try Architecture(
        name: "mlp", widths: widths, dropout: dropout, dropConnect: dropConnect),
      epochs: epochs(effort), batchSize: 50,
      optimizer: .init(.momentum(coefficient: 0.9), learningRate: 0.01, weightDecay: 0),
      schedule: LearningRateSchedule(.constant), validationShare: validationShare, sampleLimit: count)
    change(&training)
    return PlateRun(name, training, records: [.weights], snapshotsPerEpoch: snapshotsPerEpoch)
  }

  /// The command that trains the network with more options.
  static func command(_ options: String, widths: [Int] = widths, epochs: Int = 60) -> String {
    """
    landscape train --model mlp --widths \(widths.map(String.init).joined(separator: ",")) --limit \(count) \
    --validation \(validationShare) --epochs \(epochs) --batch-size 50 --learning-rate 0.01 --weight-decay 0 \
    --schedule constant \(options)
    """
  }

  /// What the runs have in common, as a sentence of a caption.
  static func sentence(epochs: Int) -> Words {
    let (count, validation) = (NumberText.count(count), NumberText.count(validationCount))
    return Words(
      """
      Perceptrons on \(count) samples of Fashion-MNIST; \(epochs) epochs of descent with momentum 0.9 at the constant \
      rate 0.01, batch 50, seed 0; validation on \(validation) other samples.
      """,
      """
      Fashion-MNIST 표본 \(count)개로 학습한 퍼셉트론. 모멘텀 0.9, 일정한 학습률 0.01, 배치 50, 시드 0으로 \
      \(epochs) 에포크. 검증에는 다른 표본 \(validation)개를 썼다.
      """)
  }

  /// `784–128–128–10` and the like: the layers from the input on.
  static func name(of widths: [Int]) -> String {
    (["784"] + widths.map(String.init) + ["10"]).joined(separator: "–")
  }
}
