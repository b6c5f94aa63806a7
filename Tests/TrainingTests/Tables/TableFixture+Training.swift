import Data
import Evaluation
import Models
import Networks
import TestSupport
import Training

extension TableFixture {
  /// Trains on all rows at a time, without weight decay.
  func train(
    _ dataset: DatasetDescription, widths: [Int] = [], loss: LossFunction? = nil, epochs: Int, rate: Double,
    schedule: LearningRateSchedule = LearningRateSchedule(.constant)
  ) throws -> Checkpoint {
    let configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: "mlp", widths: widths), loss: loss,
      epochs: epochs,
      optimizer: OptimizerConfiguration(.gradientDescent, learningRate: rate, weightDecay: 0),
      schedule: schedule, seed: 1)
    let name = "\(loss?.rawValue ?? "usual").ckpt"
    return try Trainer(configuration: configuration, path: folder.file(name), program: "test")
      .run(stop: StopRequest()) { _ in }
  }
}
