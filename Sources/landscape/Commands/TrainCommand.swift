import ArgumentParser
import Networks
import Storage
import Tensors
import Training

extension Architecture.Shortcut: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}

/// `landscape train`: data set in, checkpoint out.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network; writes a checkpoint after every epoch.",
    discussion: """
      landscape train --data fashion-mnist --model resnet-20 --epochs 5
      landscape train --data spirals --model mlp --widths 64,64 --learning-rate 0.05

      An interrupted run continues when the same command is repeated, with the result of an uninterrupted one.
      """)

  @OptionGroup(title: "Data") var data: DataOptions

  @Option(help: ArgumentHelp("The network: mlp, plain-N, resnet-N (N = 6n + 2) or vgg9.", valueName: "name"))
  var model = "resnet-20"
  @Option(help: ArgumentHelp("Units of the hidden layers of mlp, separated by commas.", valueName: "list"))
  var widths = "128,128"
  @Option(help: "Factor on all channel counts (not mlp).")
  var widthFactor = 1.0
  @Option(help: "Where residual blocks change shape: zero-padding or projection.")
  var shortcut = Architecture.Shortcut.zeroPadding
  @Option(help: "Non-linearity: relu, tanh or sigmoid.")
  var activation = Activation.relu
  @Flag(inversion: .prefixedNo, help: "Batch normalization (not mlp).")
  var normalized = true

  @Option(help: "Passes over the training samples.")
  var epochs = 5
  @Option(help: "Samples a step.")
  var batchSize = 128
  @Option(help: "Learning rate that the schedule scales.")
  var learningRate = 0.1
  @Option(help: "Momentum of stochastic gradient descent.")
  var momentum = 0.9
  @Flag(help: "Nesterov's momentum.")
  var nesterov = false
  @Option(help: "Weight decay; of weights only, not of biases or normalization.")
  var weightDecay = 1e-4
  @Option(help: "Course of the learning rate: constant, step or cosine.")
  var schedule = "cosine"
  @Option(
    help: ArgumentHelp(
      "Epochs at which 'step' lowers the rate. (default: 1/2 and 3/4 of all)", valueName: "list"))
  var milestones: String?
  @Option(help: "Factor by which 'step' lowers the rate.")
  var stepFactor = 0.1
  @Option(help: "Epochs over which the rate rises from 0.")
  var warmup = 0.0

  @Option(help: "Pad images by so many pixels and crop at random.")
  var crop = 0
  @Flag(help: "Mirror images at random.")
  var flip = false
  @Option(help: "Share of the training samples kept for validation.")
  var validation = 0.0
  @Option(help: "Largest number of training samples. (default: all)")
  var limit: Int?
  @Option(help: "Seed of initial parameters, order, augmentation and split.")
  var seed: UInt64 = 0
  @Option(
    help: "Threads inside the kernels; recorded, because it changes the last bits. (default: all processors)")
  var threads: Int?
  @Option(help: ArgumentHelp("Keep the parameters N times an epoch in a .trajectory file.", valueName: "N"))
  var snapshots: Int?

  @Option(
    name: [.short, .long], help: ArgumentHelp("Checkpoint to write. (default: MODEL.ckpt)", valueName: "file")
  )
  var output: String?
  @Flag(help: "Start anew where the checkpoint of another run exists.")
  var force = false
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    let path = output ?? "\(model).ckpt"
    let trainer = Trainer(
      configuration: try configuration(path), path: path, snapshots: try trajectory(path),
      program: Program.name, command: Program.command)
    Interrupts.install()
    var report = TrainingReport(path: path, epochs: epochs, isQuiet: quiet)
    defer { report.finish() }
    _ = try attempt {
      try trainer.run(overwrite: force, stop: Interrupts.request) { report.show($0) }
    }
    report.finish()
    if !quiet { Console.print(path) }
  }

  private func configuration(_ path: String) throws -> TrainingConfiguration {
    let architecture = try attempt {
      try Architecture(
        name: model, widths: try list(widths, option: "widths") { Int($0) }, widthFactor: widthFactor,
        shortcut: shortcut, normalized: normalized, activation: activation)
    }
    return TrainingConfiguration(
      dataset: try data.resolve(), architecture: architecture, epochs: epochs, batchSize: batchSize,
      optimizer: .init(
        learningRate: learningRate, momentum: momentum, nesterov: nesterov, weightDecay: weightDecay),
      schedule: LearningRateSchedule(try course(), warmUp: warmup),
      augmentation: Augmentation(cropPadding: crop, horizontalFlip: flip), validationShare: validation,
      sampleLimit: limit, seed: seed, kernelThreads: threads ?? recordedThreads(path))
  }

  /// The threads of the run that would be continued, so that another machine can do it; all processors otherwise.
  private func recordedThreads(_ path: String) -> Int {
    guard !force, let found = try? Checkpoint.read(path) else { return KernelThreads.available }
    return found.configuration.kernelThreads
  }

  private func trajectory(_ path: String) throws -> Trainer.Snapshots? {
    guard let snapshots else { return nil }
    guard (1...10_000).contains(snapshots) else {
      throw Failure(.usage, "--snapshots \(snapshots): must be from 1 to 10,000 an epoch")
    }
    return Trainer.Snapshots(path: FileKind.trajectory.path(beside: path), perEpoch: snapshots)
  }

  private func course() throws -> LearningRateSchedule.Course {
    switch schedule {
    case "constant": return .constant
    case "cosine": return .cosine
    case "step":
      let usual = [Double(epochs) / 2, Double(epochs) * 0.75]
      let given = try milestones.map { try list($0, option: "milestones") { Double($0) } }
      return .step(milestones: given ?? usual, factor: stepFactor)
    default:
      throw Failure(
        .usage,
        "unknown schedule '\(schedule)'; \(Suggestion.text(for: schedule, among: LearningRateSchedule.names))"
      )
    }
  }

  private func list<Value>(_ text: String, option: String, _ read: (String) -> Value?) throws -> [Value] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = read(String(part)) else {
        throw Failure(.usage, "--\(option) '\(text)': '\(part)' is not a number; separate numbers by commas")
      }
      return value
    }
  }
}
