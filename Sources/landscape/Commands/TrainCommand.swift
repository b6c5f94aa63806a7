import ArgumentParser
import Storage
import Tensors
import Training

/// `landscape train`: data set in, checkpoint out.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a network; writes a checkpoint after every epoch.",
    discussion: """
      landscape train --data fashion-mnist --model resnet-20 --epochs 5
      landscape train --data spirals --widths 64,64 --learning-rate 0.05
      landscape train --train-file houses.csv --target price --learning-rate 0.05
      landscape train --data sentences --model gpt-3 --optimizer adamw --learning-rate 0.003
      landscape train --like model.ckpt --set optimizer=adam -o other.ckpt

      An interrupted run continues when the same command is repeated, with the result of an uninterrupted one.
      """)

  @OptionGroup var options: TrainOptions

  @Option(
    help: ArgumentHelp(
      "TOML file with options by the same names, such as: epochs = 30. Options given here come first.",
      valueName: "file"))
  var config: String?
  @Option(help: ArgumentHelp("Take all options from the run that made a checkpoint.", valueName: "file"))
  var like: String?
  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Change an option of --like or --config, or take it away by NAME=; may be repeated.",
      valueName: "name=value"))
  var set: [String] = []
  @Option(
    name: [.short, .long], help: ArgumentHelp("Checkpoint to write. (default: MODEL.ckpt)", valueName: "file")
  )
  var output: String?
  @Flag(help: "Start over where the checkpoint of another run exists.")
  var force = false
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    if config != nil || like != nil || !set.isEmpty { self = try resolved() }
    let path = output ?? "\(options.model).ckpt"
    let snapshots = try options.run.trajectory(beside: path)
    try FileRoles(
      reads: inputFiles,
      writes: [FileRoles.File("the checkpoint", path)] + (snapshots?.path).file("the trajectory")
    ).check()
    let configuration = try options.configuration(threads: recordedThreads(path))
    let settings = TrainSettings(self, threads: configuration.kernelThreads)
    let trainer = Trainer(
      configuration: configuration, path: path, snapshots: snapshots,
      recording: try options.run.recording(), options: settings.toml, program: Program.name,
      command: Program.command,
      dataRoot: Program.dataRoot)
    Interrupts.install()
    var report = TrainingReport(path: path, epochs: configuration.epochs, isQuiet: quiet)
    defer { report.finish() }
    _ = try attempt {
      try trainer.run(overwrite: force, stop: Interrupts.request) { report.show($0) }
    }
    report.finish()
    if !quiet { Console.print(path) }
  }

  /// The files that the user named to be read.
  private var inputFiles: [FileRoles.File] {
    let data = options.data
    return like.file("--like") + config.file("--config") + data.trainImages.file("--train-images")
      + data.trainLabels.file("--train-labels") + data.testImages.file("--test-images")
      + data.testLabels.file("--test-labels") + data.trainFile.file("--train-file")
      + data.testFile.file("--test-file")
  }

  /// The command with the options of checkpoint, file and `--set` before its own, which thereby win.
  private func resolved() throws -> TrainCommand {
    var settings = TrainSettings()
    if let like {
      let checkpoint = try attempt { try Checkpoint.read(like) }
      guard let text = checkpoint.options else {
        throw Failure(
          .data, "\(like): does not keep its options (made by \(checkpoint.program)); name them with --config"
        )
      }
      let kept = try TrainSettings(toml: text, source: like)
      guard kept.areComplete else {
        throw Failure(.data, "\(like): damaged (its options do not describe a run); name them with --config")
      }
      settings = settings.updated(with: kept)
    }
    if let config {
      let bytes = try attempt { try FileBytes.read(config, limit: ConfigurationReader.largestSize) }
      var reader = try ConfigurationReader(bytes, source: config)
      settings = settings.updated(with: try TrainSettings(&reader, source: config))
    }
    for change in set { try settings.set(change) }
    // The first word is the name of the command.
    return try TrainCommand.parse(settings.arguments + CommandLine.arguments.dropFirst(2))
  }

  /// The threads of the run that would be continued, so that another machine can do it; all processors otherwise.
  private func recordedThreads(_ path: String) -> Int {
    guard !force, let found = try? Checkpoint.read(path) else { return KernelThreads.available }
    return found.configuration.kernelThreads
  }
}
