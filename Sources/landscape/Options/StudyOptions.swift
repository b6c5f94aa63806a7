import ArgumentParser
import Data
import Evaluation
import Models
import Networks
import Probing
import Tensors

/// What numbers about a network's loss are computed from: its parameters that move, and the samples.
struct StudyOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Parameters that move besides weights, separated by commas: bias, norm, slope, offset. (default: weights only)",
      valueName: "roles"))
  var include: String?

  @Option(
    help: ArgumentHelp(
      "Move only tensors or layers of such names, e.g. 'layer4.*'; * is any text, commas separate, and it may be given again. (default: all)",
      valueName: "pattern"))
  var only: [String] = []

  @Option(help: "How many samples, chosen at random. (default: 512)")
  var samples: Int?

  @Flag(help: "Take all samples of the split.")
  var exact = false

  @Option(help: "Take samples from: train, test. (default: train)")
  var split: Split?

  @Option(help: "Seed of the choice of samples. (default: 0)")
  var sampleSeed: UInt64?

  @Option(help: "Seed of random vectors and directions. (default: 0)")
  var seed: UInt64?

  @OptionGroup var data: ModelDataOptions
  @OptionGroup var importing: ImportOptions

  @Option(help: "Worker threads; the result does not depend on it. (default: all processors)")
  var threads: Int?

  /// The options as those of a probe, which has the same parameters that move.
  func options() throws -> ProbeOptions {
    if let samples, samples < 1 { throw Failure(.usage, "--samples \(samples): give 1 or more") }
    if let threads, !(1...1024).contains(threads) {
      throw Failure(.usage, "--threads \(threads): give from 1 to 1,024")
    }
    if exact {
      try OptionUse(["samples": samples != nil, "sample-seed": sampleSeed != nil])
        .refuse("with --exact, which takes all samples")
    }
    var options = ProbeOptions(
      grid: .axes([]), split: split ?? .train,
      samples: exact ? .max : samples ?? ProbeOptions.defaultSamples, sampleSeed: sampleSeed ?? 0,
      seed: seed ?? 0, included: try ProbingOptions.roles(include),
      workers: threads ?? KernelThreads.available)
    options.only = try ProbingOptions.patterns(only)
    return options
  }

  /// Reads a network with its samples, and checks that they fit each other and the options.
  func open(_ path: String, isQuiet: Bool) throws -> StudiedNetwork {
    try data.check()
    let options = try options()
    let file = try NetworkFile.read(path, importing, data: data.choice())
    try file.refuseDamage()
    let measured = try file.measured(on: data.choice(), split: options.split, isQuiet: isQuiet)
    let model = measured.model
    try attempt { try options.validate(for: model) }
    guard model.accepts(measured.samples) else {
      throw Failure(
        ProbingError.unsuitableSamples(network: model.graph.inputShape, data: measured.samples.shape))
    }
    guard !measured.population.isEmpty else { throw Failure(ProbingError.noSamples(split: options.split)) }
    let set = SampleSet(
      choosing: options.samples, of: measured.population, seed: options.sampleSeed)
    let moving = options.movingBlocks(of: model)
    guard !moving.isEmpty else {
      throw Failure(
        .data, "\(path): has no weights, so nothing moves; add --include bias, norm, slope or offset")
    }
    return StudiedNetwork(path: path, measured: measured, options: options, set: set, moving: moving)
  }

  /// The files that are read for networks.
  func inputFiles(_ paths: [String]) -> [FileRoles.File] {
    paths.map { FileRoles.File("the model", $0) } + data.choice().files + importing.graph.file("--graph")
  }
}

/// A network, its samples, and the parameters that move.
struct StudiedNetwork {
  let path: String
  let measured: MeasuredNetwork
  let options: ProbeOptions
  let set: SampleSet
  let moving: [ParameterBlock]

  var model: Model { measured.model }

  /// Parameters that move.
  var dimension: Int { moving.reduce(0) { $0 + $1.range.count } }

  var definition: LossDefinition { LossDefinition(model, samples: measured.samples, set: set) }

  /// The Hessian of the loss at the network's parameters.
  var hessian: HessianOperator {
    HessianOperator(
      definition, at: model.parameters, moving: moving, seed: options.sampleSeed, workers: options.workers)
  }

  /// The samples in words, such as `512 of 60,000 train samples of fashion-mnist`.
  var sampleWords: String {
    let count =
      set.isWholePopulation
      ? "all \(set.count.grouped)" : "\(set.count.grouped) of \(set.population.grouped)"
    return "\(count)\(measured.split.map { " \($0)" } ?? "") samples of \(measured.title)"
  }

  /// What moves in words, such as `272,000 weights` or `12 parameters (weights, bias) of fc1.*`.
  var movingWords: String {
    let roles = ["weights"] + options.included.map(\.rawValue).sorted()
    let count =
      roles.count == 1
      ? "\(dimension.grouped) weights" : "\(dimension.grouped) parameters (\(roles.joined(separator: ", ")))"
    return count + (options.only.isEmpty ? "" : " of \(options.only.joined(separator: ", "))")
  }
}
