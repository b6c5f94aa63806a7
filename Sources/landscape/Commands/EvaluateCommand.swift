import ArgumentParser
import Data
import Evaluation
import Formats
import Probing
import Storage
import Synchronization

/// `landscape evaluate`: a network's loss on data, as a check that both are what they are meant to be.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Compute a network's loss and accuracy on data, and write what it answers.",
    discussion: """
      landscape evaluate net.model --data data.npz
      landscape evaluate net.model --data data.npz --outputs answers.npz
      landscape evaluate resnet-20.ckpt --split test --json

      The standard error takes the samples for a random choice from all data of their kind, most of which are in no file. \
      That of a probe is about the choice from the split alone: a mean over the whole split has none. For data that the \
      network has not seen, evaluate a test split: the loss of training samples is no estimate of that.
      """)

  @Argument(help: ArgumentHelp("The checkpoint or model.", valueName: "model.ckpt"))
  var network: String

  @OptionGroup(title: "Data") var data: ModelDataOptions
  @OptionGroup(title: "Import") var importing: ImportOptions

  @Option(help: "Take samples from: train, test. (default: train)")
  var split: Split?
  @Option(help: "How many samples, chosen at random. (default: all)")
  var samples: Int?
  @Option(help: "Seed of the choice of samples. (default: 0)")
  var sampleSeed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Write outputs, losses of the samples and labels as arrays of NumPy.", valueName: "file.npz"))
  var outputs: String?
  @Flag(help: "Print JSON for machines.")
  var json = false
  @Option(help: "Worker threads; the result does not depend on it. (default: all processors)")
  var threads: Int?
  @Flag(name: [.short, .long], help: "Print nothing but the result and errors.")
  var quiet = false

  mutating func run() throws {
    try data.check()
    if let samples, samples < 1 { throw Failure(.usage, "--samples \(samples): give 1 or more") }
    if let threads, threads < 1 { throw Failure(.usage, "--threads \(threads): give 1 or more") }
    if samples == nil { try OptionUse(["sample-seed": sampleSeed != nil]).refuse("without --samples") }
    try FileRoles(
      reads: [FileRoles.File("the model", network)] + data.choice().files + importing.graph.file("--graph"),
      writes: outputs.file("--outputs")
    ).check()
    if let outputs { try attempt { try AtomicFile.checkWritable(outputs) } }
    let file = try NetworkFile.read(network, importing, data: data.choice())
    try file.refuseDamage()
    let measured = try file.measured(on: data.choice(), split: split ?? .train, isQuiet: quiet)
    let report = try evaluate(measured)
    Console.print(json ? JSONText.encode(report, pretty: true) : report.text(split: measured.split))
    measured.warnOfChance(accuracy: report.accuracy, count: report.samples, path: network)
  }

  private func evaluate(_ measured: MeasuredNetwork) throws -> EvaluationReport {
    let (model, split) = (measured.model, split ?? .train)
    guard model.accepts(measured.samples) else {
      throw Failure(
        ProbingError.unsuitableSamples(network: model.graph.inputShape, data: measured.samples.shape))
    }
    guard !measured.population.isEmpty else { throw Failure(ProbingError.noSamples(split: split)) }
    let set = SampleSet(
      choosing: samples ?? measured.population.count, of: measured.population, seed: sampleSeed ?? 0)
    try checkRoom(for: set.count, model.graph.outputExtents)
    Interrupts.install()
    let objective = threads.map { Objective(model, samples: measured.samples, set: set, workers: $0) }
    let progress = SharedProgress("evaluating", unit: "samples", total: set.count, isQuiet: quiet)
    let found = try attempt {
      try (objective ?? Objective(model, samples: measured.samples, set: set)).answers(
        at: model.parameters, keepingOutputs: outputs != nil, stop: Interrupts.request
      ) { progress.add($0) }
    }
    progress.finish()
    guard let found else { throw Failure(.interrupted, "stopped; nothing is written - repeat the command") }
    if let outputs {
      let archive = AnswerArchive(found, set: set, samples: measured.samples).bytes
      try attempt { try AtomicFile.replace(path: outputs, with: archive) }
    }
    return EvaluationReport(
      found.sums, of: measured, population: set.population, model: network.fileName)
  }

  /// Refuses outputs of more than 4 GiB, all of which would have to be kept.
  private func checkRoom(for count: Int, _ extents: [Int]) throws {
    let limit = 1 << 30
    guard outputs != nil, extents.reduce(1, *) > limit / max(count, 1) else { return }
    throw Failure(
      .usage, "--outputs: \(count.grouped) samples have more than 4 GiB of outputs; take fewer with --samples"
    )
  }
}
