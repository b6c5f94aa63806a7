import ArgumentParser
import Data
import Models
import Networks
import Probing
import Storage
import Surfaces
import Training

extension CurveKind: ExpressibleByArgument {}

/// `landscape connect`: two networks in, a curve of low loss between them out.
struct ConnectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Train a curve of low loss between two networks.",
    discussion: """
      landscape connect a.ckpt b.ckpt
      landscape connect a.ckpt b.ckpt --align -o way.connection
      landscape line a.ckpt --to b.ckpt --along a-to-b.connection     # plots it beside the straight line

      The ends stay; the knots between them descend on the mean loss of the curve (Garipov et al. 2018). Networks with batch
      normalization are evaluated on a curve with statistics that recalibrate.
      """)

  @Argument(help: ArgumentHelp("The network at 0.", valueName: "a.ckpt"))
  var start: String
  @Argument(help: ArgumentHelp("The network at 1, of the same architecture.", valueName: "b.ckpt"))
  var end: String

  @Option(help: "bezier, or polychain: straight pieces. (default: bezier)")
  var curve: CurveKind?
  @Option(help: "Knots between the ends. (default: 1)")
  var bends: Int?
  @Flag(help: "Permute the units of the second network first, so that its weights are like the first one's.")
  var align = false
  @Option(help: "Passes over the samples. (default: 30)")
  var epochs: Int?
  @Option(help: "Samples of a step. (default: 128)")
  var batchSize: Int?
  @Option(help: "Rate of the first half; it falls to a hundredth after that. (default: 0.02)")
  var learningRate: Double?
  @Option(help: "Momentum. (default: 0.9)")
  var momentum: Double?
  @Option(help: "Largest number of training samples, chosen at random. (default: all)")
  var limit: Int?
  @Option(help: "Seed of the order of the samples and of the places on the curve. (default: 0)")
  var seed: UInt64?
  @Option(help: "Threads inside the kernels, which change the last bits. (default: all processors)")
  var threads: Int?

  @OptionGroup(title: "Data") var data: ModelDataOptions
  @OptionGroup(title: "Import") var importing: ImportOptions

  @Option(
    name: [.short, .long],
    help: ArgumentHelp(
      "Curve to write. (default: beside the first network, A-to-B.connection)", valueName: "file"))
  var output: String?
  @Flag(help: "Replace a curve that exists.")
  var force = false
  @Flag(name: [.short, .long], help: "Print nothing but errors.")
  var quiet = false

  mutating func run() throws {
    try data.check()
    let options = try options()
    let path =
      output ?? "\(start.withoutExtension)-to-\(end.fileName.withoutExtension).connection"
    try FileRoles(
      reads: [FileRoles.File("the first network", start), FileRoles.File("the second network", end)]
        + data.choice().files + importing.graph.file("--graph"),
      writes: [FileRoles.File("the curve", path)]
    ).check()
    guard force || !FileBytes.exists(path) else {
      throw Failure(.cannotCreate, "\(path): exists; choose another place with -o, or --force to replace it")
    }
    try attempt { try AtomicFile.checkWritable(path) }
    let network = try NetworkFile.read(start, importing, data: data.choice())
    try network.refuseDamage()
    let measured = try network.measured(on: data.choice(), split: .train, isQuiet: quiet)
    let other = try NetworkFile.read(end, importing, data: data.choice()).model
    guard measured.model.accepts(measured.samples) else {
      throw Failure(
        ProbingError.unsuitableSamples(
          network: measured.model.graph.inputShape, data: measured.samples.shape))
    }
    let target = try target(other, for: measured.model)
    var last = measured.model
    last.parameters = target
    let knots = try train(measured, to: target, options)
    let description = ConnectionFile.Description(
      kind: options.kind, start: start.fileName, end: end.fileName, startDigest: measured.model.digest,
      endDigest: last.digest, isAligned: align, program: Program.name,
      command: Program.command(Program.arguments))
    try attempt { try ConnectionFile(description, knots: knots).write(to: path) }
    if !quiet { Console.print(path) }
  }

  /// The parameters at the curve's other end.
  private func target(_ other: Model, for model: Model) throws -> [Float] {
    let parameters = try parameters(of: other, for: model)
    guard parameters != model.parameters else {
      throw Failure(ProbingError.unusableDirection(name: end, .sameParameters))
    }
    return parameters
  }

  /// The parameters of the second network, its units permuted where that is asked for.
  private func parameters(of other: Model, for model: Model) throws -> [Float] {
    guard align else {
      try attempt { try ModelPlane.check(other, named: end, against: model) }
      return other.parameters
    }
    let alignment = try attempt { try UnitAlignment(of: other, named: end, to: model) }
    var line = ProgressLine("", unit: "units", isQuiet: quiet)
    line.finish(AlignmentText.describe(alignment, name: end))
    return alignment.parameters
  }

  private func train(
    _ measured: MeasuredNetwork, to target: [Float], _ options: ConnectionTraining.Options
  ) throws -> [[Float]] {
    let chosen = SampleSet(
      choosing: limit ?? measured.population.count, of: measured.population, seed: options.seed)
    guard chosen.count > 1 else {
      throw Failure(.data, "\(start): fewer than two samples to train a curve on")
    }
    Interrupts.install()
    var line = ProgressLine("curve", unit: "epochs", isQuiet: quiet)
    defer { line.finish() }
    let training = ConnectionTraining(
      measured.model, samples: measured.samples, indices: chosen.indices, options: options)
    do throws(TrainingError) {
      let knots = try training.run(from: measured.model.parameters, to: target, stop: Interrupts.request) {
        line.update(done: $0, total: options.epochs, note: "mean loss \($1.formatted(significant: 4))")
      }
      line.finish()
      return knots
    } catch {
      switch error {
      case .stopped: throw Failure(.interrupted, "stopped; nothing is written - repeat the command")
      case .diverged(let epoch, _, _, _, _):
        throw Failure(
          .software, "the curve's loss diverged in epoch \(epoch); try a smaller --learning-rate")
      default: throw Failure(error)
      }
    }
  }

  private func options() throws -> ConnectionTraining.Options {
    var options = ConnectionTraining.Options()
    func check(_ name: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
      guard let value, !range.contains(value) else { return }
      throw Failure(.usage, "--\(name) \(value): give \(range.lowerBound) to \(range.upperBound.grouped)")
    }
    try check("bends", bends, 1...64)
    try check("epochs", epochs, 1...100_000)
    try check("batch-size", batchSize, 2...65_536)
    try check("threads", threads, 1...1024)
    try check("limit", limit, 2...1_000_000_000)
    if let learningRate, !(learningRate > 0 && learningRate.isFinite) {
      throw Failure(.usage, "--learning-rate \(learningRate): must be more than 0")
    }
    if let momentum, !(0..<1).contains(momentum) {
      throw Failure(.usage, "--momentum \(momentum): must be at least 0 and less than 1")
    }
    if let curve { options.kind = curve }
    if let bends { options.bends = bends }
    if let epochs { options.epochs = epochs }
    if let batchSize { options.batchSize = batchSize }
    if let learningRate { options.learningRate = learningRate }
    if let momentum { options.momentum = momentum }
    if let seed { options.seed = seed }
    if let threads { options.threads = threads }
    return options
  }
}
