import ArgumentParser
import Networks

extension Architecture.Shortcut: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}

/// Which network.
struct NetworkOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The network: mlp, plain-N, resnet-N (N = 6n + 2) or vgg9.", valueName: "name"))
  var model = "resnet-20"
  @Option(help: ArgumentHelp("Units of the hidden layers of mlp, separated by commas.", valueName: "list"))
  var widths = "128,128"
  @Option(help: "Factor on all channel counts (not mlp).")
  var widthFactor = 1.0
  @Option(help: "Where residual blocks change shape: zero-padding or projection.")
  var shortcut = Architecture.Shortcut.zeroPadding
  @Option(help: "Non-linearity of the hidden layers.")
  var activation = Activation.relu
  @Flag(inversion: .prefixedNo, exclusivity: .chooseLast, help: "Batch normalization (not mlp).")
  var normalized = true

  /// The architecture that the options name.
  func architecture() throws -> Architecture {
    try attempt {
      try Architecture(
        name: model, widths: try NumberList.read(widths, option: "widths") { Int($0) },
        widthFactor: widthFactor, shortcut: shortcut, normalized: normalized, activation: activation)
    }
  }
}
