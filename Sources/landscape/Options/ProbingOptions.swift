import ArgumentParser
import Data
import Networks
import Probing
import Surfaces
import Tensors
import Training

extension DirectionNormalization: ExpressibleByArgument {}
extension IncludedRole: ExpressibleByArgument {}
extension FilterRule: ExpressibleByArgument {}
extension BatchNormalizationMode: ExpressibleByArgument {}
extension Split: ExpressibleByArgument {}
extension PrecisionChoice: ExpressibleByArgument {
  /// One of the names; `f32` is another one of `exact`.
  public init?(argument: String) {
    self.init(rawValue: argument == "f32" ? Self.exact.rawValue : argument)
  }
}

/// What to compute around a network.
///
/// Nothing has a default here, so that `render` can tell what was asked for.
struct ProbingOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Points along the first direction, as LOWER:UPPER:COUNT. (default: -1:1:25; alone, it makes a line)",
      valueName: "range"))
  var x: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Points along the second direction. (default: as --x, when that is not given)", valueName: "range"))
  var y: String?

  @Option(
    help: ArgumentHelp(
      "Standard error of the loss at the median point, as a percentage of the loss. The mean over all samples is estimated from as few as that takes. (default: 1%)",
      valueName: "percentage"))
  var error: String?

  @Flag(help: "Evaluate all samples at every point.")
  var exact = false

  @Option(help: "Evaluate so many random samples at every point instead of estimating the mean over all.")
  var samples: Int?

  @Option(help: "Take them from: train, test. (default: train)")
  var split: Split?

  @Option(help: "Seed of the random order of the samples. (default: 0)")
  var sampleSeed: UInt64?

  @Option(help: "Seed of the random directions. (default: 0)")
  var seed: UInt64?

  @Option(help: "Scale directions by filter, layer, weight or none. (default: filter)")
  var normalization: DirectionNormalization?

  @Option(
    help:
      "A filter is what feeds one output unit, or with leading, as in the published script, a position of each tensor's first axis. (default: consumer)"
  )
  var filters: FilterRule?

  @Option(
    help: ArgumentHelp(
      "Perturb these too, separated by commas: bias, norm, slope, offset. (default: weights only)",
      valueName: "roles"
    ))
  var include: String?

  @Option(
    help: ArgumentHelp(
      "Move only tensors or layers of such names, e.g. 'layer4.*'; * is any text, commas separate, and it may be given again. (default: all)",
      valueName: "pattern"))
  var only: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Move single weights, one an axis, in place of random directions: e.g. conv1.weight[3,0,1,1] fc.weight[0,5].",
      valueName: "weight"))
  var weights: [String] = []

  @Option(
    help: ArgumentHelp(
      "Read the directions from a file, and use them as they are unless --normalization says otherwise: HDF5 of the published script, or safetensors or .npz with tensors 0/NAME and 1/NAME.",
      valueName: "file"))
  var directions: String?

  @Option(
    help: ArgumentHelp(
      "Write the scaled directions to a file: .h5, .safetensors or .npz.", valueName: "file"))
  var saveDirections: String?

  @Flag(
    help:
      "Also compute the largest and smallest eigenvalue of the Hessian at every point, and |λmin/λmax|."
  )
  var curvature = false

  @Flag(help: "Make the second direction orthogonal to the first.")
  var orthogonal = false

  @Option(
    help:
      "Batch normalization uses statistics that are frozen or recalibrate at every point. (default: frozen)")
  var batchNorm: BatchNormalizationMode?

  @Option(
    help: ArgumentHelp(
      "Numbers to evaluate the network with: exact or f32 (single precision), bf16, or auto. On bf16, which needs a processor with AVX512_BF16, evaluations are 1.8 times faster. An estimated map is corrected by exact evaluations, keeps its error, and takes bf16 only where that saves time; others are off by some thousandths. auto is the same, and exact where the processor has no bf16. (default: exact)"
    ))
  var precision: PrecisionChoice?

  @OptionGroup var axes: AxesOptions

  @OptionGroup var data: ModelDataOptions

  @OptionGroup var importing: ImportOptions

  @Flag(help: "Recompute where a surface made from other inputs exists.")
  var force = false

  @Option(help: "Worker threads; the result does not depend on it. (default: all processors)")
  var threads: Int?

  /// Refuses options where nothing is probed, and those that contradict others.
  ///
  /// - Parameter inputs: what a picture is drawn from.
  func checkUse(for inputs: [String]) throws {
    try data.check(for: inputs)
    let use = OptionUse(
      given: specific.given + data.choice(for: inputs).use.given + importing.use.given
        + OptionUse(["data-folder": data.dataFolder != nil, "force": force, "threads": threads != nil]).given)
    if let saveDirections, try inputs.count(where: { try InputKind(of: $0) == .network }) > 1 {
      throw Failure(
        .usage, "--save-directions \(saveDirections): of several networks; probe them one by one")
    }
    guard !use.given.isEmpty, try !inputs.contains(where: { try InputKind(of: $0) == .network }) else {
      return
    }
    try use.refuse("for a surface that is computed already, only for a checkpoint")
  }

  /// The options that change the result.
  private var specific: OptionUse {
    OptionUse(given: own.given + axes.use.given)
  }

  private var own: OptionUse {
    OptionUse([
      "x": x != nil, "y": y != nil, "error": error != nil, "exact": exact, "samples": samples != nil,
      "split": split != nil,
      "sample-seed": sampleSeed != nil, "seed": seed != nil, "normalization": normalization != nil,
      "filters": filters != nil,
      "include": include != nil, "only": !only.isEmpty, "weights": !weights.isEmpty,
      "directions": directions != nil, "save-directions": saveDirections != nil,
      "curvature": curvature,
      "orthogonal": orthogonal,
      "batch-norm": batchNorm != nil, "precision": precision != nil,
    ])
  }

  /// True when an option that changes the result was given.
  var isSpecific: Bool { !specific.given.isEmpty }

  /// Whether the axes that are given make a line; two eigenvectors never do.
  var isOfLine: Bool {
    guard let plane = axes.eigenvectors else { return x != nil && y == nil }
    return y == nil && !plane.contains(",")
  }

  /// The options with defaults for what was not given.
  ///
  /// - Parameters:
  ///   - isLine: whether there is one direction even when no axis was given.
  ///   - axes: what the axes run along where files give them.
  func resolve(asLine isLine: Bool = false, along axes: AxesChoice? = nil) throws -> ProbeOptions {
    let isPlane = !isLine && !isOfLine
    if let axes { try refuseDirections(with: axes.name) }
    if case .through? = axes?.kind, !isPlane {
      throw Failure(.usage, "--x alone makes a line, and --through a plane; give --y as well, or neither")
    }
    if !isPlane { try OptionUse(["orthogonal": orthogonal]).refuse("on a line, which has one direction") }
    if !weights.isEmpty {
      try OptionUse([
        "seed": seed != nil, "normalization": normalization != nil, "include": include != nil,
        "only": !only.isEmpty, "directions": directions != nil, "plane": self.axes.eigenvectors != nil,
        "orthogonal": orthogonal,
      ]).refuse("with --weights, only for random directions")
    }
    if directions != nil {
      try OptionUse([
        "seed": seed != nil, "include": include != nil && normalization == nil,
        "plane": self.axes.eigenvectors != nil,
      ])
      .refuse("with --directions, only for directions that are drawn or scaled")
    }
    let usual = isLine ? "-1:1:51" : "-1:1:25"
    let first = try axis(x ?? y ?? usual, option: x == nil && y != nil ? "y" : "x")
    var options = ProbeOptions(x: first, y: isPlane ? try axis(y ?? x ?? usual, option: "y") : nil)
    try choose(&options)
    if let split { options.split = split }
    if let sampleSeed { options.sampleSeed = sampleSeed }
    if let seed { options.seed = seed }
    options.normalization =
      normalization ?? (directions == nil && self.axes.eigenvectors == nil ? .filter : .none)
    options.eigenvectors =
      try self.axes.eigenvectors.map { try Self.eigenvectors($0, isPlane: isPlane) } ?? []
    if curvature { options.curvature = PointCurvature() }
    options.directionFile = directions
    if let batchNorm { options.batchNormalization = batchNorm }
    if let precision { options.precision = precision }
    if let filters { options.filters = filters }
    if let threads { options.workers = threads }
    options.orthogonal = orthogonal
    options.weights = try attempt { try weights.map { try WeightAddress(parsing: $0) } }
    options.included = try Self.roles(include)
    options.only = try Self.patterns(only)
    return options
  }

  /// What the axes run along where files give them.
  ///
  /// - Parameter kind: what a command says of it that has options of its own.
  func axesChoice(_ kind: AxesChoice.Kind? = nil) throws -> AxesChoice? {
    var choice = try kind.map { AxesChoice(kind: $0, aligns: axes.align) } ?? axes.choice()
    choice?.hasGrid = x != nil || y != nil
    choice?.hasMode = batchNorm != nil
    return choice
  }

  /// Refuses what is about directions that are drawn or scaled.
  private func refuseDirections(with option: String) throws {
    try OptionUse([
      "seed": seed != nil, "normalization": normalization != nil, "filters": filters != nil,
      "include": include != nil, "only": !only.isEmpty, "weights": !weights.isEmpty,
      "directions": directions != nil, "save-directions": saveDirections != nil, "orthogonal": orthogonal,
    ]).refuse("with --\(option), which gives the axes")
  }

  /// What the loss is a mean over, and whether that is estimated.
  private func choose(_ options: inout ProbeOptions) throws {
    if exact {
      try OptionUse(["error": error != nil, "samples": samples != nil])
        .refuse("with --exact, which evaluates all samples everywhere")
      options.samples = .max
    } else if let samples {
      try OptionUse(["error": error != nil]).refuse("with --samples, which is a plain random choice")
      options.samples = samples
    } else {
      options.estimation = try error.map(percentage) ?? Self.usualError
    }
  }

  /// The relative standard error that a map has unless something else is asked for.
  private static let usualError = 0.01

  /// A percentage as a fraction: `0.5%`, or `0.5` without the sign.
  private func percentage(_ text: String) throws -> Double {
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let value = Double(number), value > 0, value < 100 else {
      throw Failure(.usage, "--error '\(text)': write a percentage of the loss, e.g. 1% or 0.5%")
    }
    return value / 100
  }

  private func axis(_ text: String, option: String) throws -> Axis {
    do throws(AxisError) { return try Axis(parsing: text) } catch { throw Failure(error, option: option) }
  }
}
