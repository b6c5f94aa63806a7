import Networks
import TestSupport
import Training

/// A folder with tables, and runs on them.
struct TableFixture {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a table; returns its path.
  func write(_ text: String, to name: String = "t.csv") throws -> String {
    try folder.file(name, Array(text.utf8))
  }

  /// Writes a table of numbers whose last column is `y`, the others `x1`, `x2`, …; returns its path.
  func write(_ rows: [[Double]], to name: String = "t.csv") throws -> String {
    let inputs = (1..<(rows.first?.count ?? 1)).map { "x\($0)" }
    let lines =
      [(inputs + ["y"]).joined(separator: ",")] + rows.map { $0.map { "\($0)" }.joined(separator: ",") }
    return try write(lines.joined(separator: "\n"), to: name)
  }

  /// A table as data; the test split is the training split unless a share is given.
  func dataset(_ path: String, target: String = "y", testShare: Double? = nil) throws -> DatasetDescription {
    try DatasetDescription.resolve(
      name: "csv",
      table: TableOptions(
        trainFile: path, testFile: testShare == nil ? path : nil, target: target, testShare: testShare))
  }

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
