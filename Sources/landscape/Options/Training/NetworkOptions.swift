import ArgumentParser
import Models
import Networks

extension Architecture.Shortcut: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension Normalization: ExpressibleByArgument {}
extension Normalization.Placement: ExpressibleByArgument {}
extension Dropout.Form: ExpressibleByArgument {}

/// Which network.
struct NetworkOptions: ParsableArguments {
  private static let usualWidths = "128,128"

  @Option(
    help: ArgumentHelp(
      """
      The network: mlp, plain-N, resnet-N (N = 6n + 2), vgg9, or for text gpt-N of N blocks. (default: resnet-20; mlp for \
      tables and points, which are no images; gpt-3 for text)
      """, valueName: "name"))
  var model: String?
  @Option(help: ArgumentHelp("Units of the hidden layers of mlp, separated by commas.", valueName: "list"))
  var widths = Self.usualWidths
  @Option(help: "Factor on all channel counts (not mlp).")
  var widthFactor = 1.0
  @Option(help: "Where residual blocks change shape: zero-padding or projection.")
  var shortcut = Architecture.Shortcut.zeroPadding
  @Option(
    help: ArgumentHelp(
      """
      Non-linearity of the hidden layers; leaky-relu:S and elu:S set their slope and scale. (default: relu; gelu for \
      gpt-N)
      """))
  var activation: Activation?
  @Option(
    help: ArgumentHelp(
      "What normalizes: none, batch, layer, instance or group:N; not for gpt-N. (default: batch; none for mlp)",
      valueName: "name"),
    transform: Self.normalization)
  var normalization: Normalization?
  @Flag(inversion: .prefixedNo, exclusivity: .chooseLast, help: "Short for --normalization batch or none.")
  var normalized = true
  @Option(help: "Where layers are normalized.")
  var normalizationPlacement = Normalization.Placement.beforeActivation
  @Option(help: "Weight of a new batch in the running statistics of batch normalization.")
  var normalizationMomentum = Architecture.usualMomentum
  @Option(help: "What normalization adds to variances.")
  var normalizationEpsilon = Architecture.usualEpsilon
  @Option(help: "Share of the units that dropout sets to 0 in training. (default: none)")
  var dropout: Double?
  @Option(help: "Share of the weights that DropConnect sets to 0 in training. (default: none)")
  var dropConnect: Double?
  @Option(
    help: """
      Where both scale by the share that is kept: classic, when the network is used, or inverted, in training. \
      (default: inverted)
      """)
  var dropoutForm: Dropout.Form?
  @Option(
    name: .customLong("init"),
    help: ArgumentHelp(
      """
      How weights are drawn: zero, constant:C, uniform:LIMIT, normal:DEVIATION, xavier-uniform, xavier-normal, \
      he-uniform, he-normal (both also with -fan-out) or orthogonal:GAIN. (default: he-normal; xavier-uniform for \
      tanh and sigmoid; normal:0.02 for gpt-N)
      """, valueName: "name"),
    transform: Self.initialization)
  var initialization: Initialization?

  /// The network where none is named: one of convolutions for images, a language model for text, else dense layers.
  static func usualModel(for data: DataOptions) -> String {
    data.isOfText ? "gpt-3" : data.isOfImages ? "resnet-20" : "mlp"
  }

  /// The architecture that the options name.
  ///
  /// - Parameter usual: the network where they name none.
  func architecture(usual: String) throws -> Architecture {
    let model = model ?? usual
    try checkUse(model)
    guard normalized || normalization == nil || normalization == Normalization.none else {
      throw Failure(.usage, "--no-normalized and --normalization contradict each other; leave one out")
    }
    guard dropoutForm == nil || dropout != nil || dropConnect != nil else {
      throw Failure(.usage, "--dropout-form does nothing without --dropout or --drop-connect; add one")
    }
    let form = dropoutForm ?? .inverted
    return try attempt {
      try Architecture(
        name: model, widths: try NumberList.read(widths, option: "widths") { Int($0) },
        widthFactor: widthFactor, shortcut: shortcut, normalized: normalized, activation: activation,
        normalization: normalization, placement: normalizationPlacement,
        normalizationMomentum: normalizationMomentum, normalizationEpsilon: normalizationEpsilon,
        dropout: dropout.map { Dropout(rate: $0, form: form) },
        dropConnect: dropConnect.map { Dropout(rate: $0, form: form) })
    }
  }

  /// Refuses options of other networks, which would otherwise silently do nothing.
  private func checkUse(_ model: String) throws {
    let isDense = model == "mlp"
    if !isDense {
      try OptionUse(["widths": widths != Self.usualWidths])
        .refuse("for --model \(model), only for mlp", canBeSet: true)
    }
    if isDense {
      try OptionUse(["width-factor": widthFactor != 1])
        .refuse("for --model mlp, whose --widths are given", canBeSet: true)
    }
    if model.hasPrefix("gpt-") {
      try OptionUse([
        "normalization": normalization != nil, "no-normalized": !normalized,
        "normalization-placement": normalizationPlacement != .beforeActivation,
        "normalization-momentum": normalizationMomentum != Architecture.usualMomentum,
        "drop-connect": dropConnect != nil,
      ]).refuse("for --model \(model), which has layer normalization in its place", canBeSet: true)
    }
    if !model.hasPrefix("resnet-") {
      try OptionUse(["shortcut": shortcut != .zeroPadding])
        .refuse("for --model \(model), only for resnet-N", canBeSet: true)
    }
  }

  private static func normalization(_ name: String) throws -> Normalization {
    if let choice = Normalization(rawValue: name) { return choice }
    let names = Normalization.allCases.map(\.rawValue)
    throw ValidationError("no normalization '\(name)'; \(Suggestion.text(for: name, among: names))")
  }

  private static func initialization(_ name: String) throws -> Initialization {
    if let choice = Initialization(rawValue: name) { return choice }
    let names = Initialization.names.map { $0.hasSuffix(":") ? $0 + "0.1" : $0 }
    throw ValidationError("no initialization '\(name)'; \(Suggestion.text(for: name, among: names))")
  }
}
