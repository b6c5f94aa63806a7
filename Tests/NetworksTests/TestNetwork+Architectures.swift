import Models
import Networks

extension TestNetwork {
  /// Every architecture, small, plain and with options.
  static let architectures: [TestNetwork] = usual + optional + narrow

  private static let usual = [
    architecture("mlp", SampleShape(channels: 2), widths: [6, 5]),
    architecture("plain-8", SampleShape(channels: 3, height: 8, width: 8), factor: 0.25),
    architecture("plain-8", SampleShape(channels: 1, height: 6, width: 6), factor: 0.2, normalized: false),
    architecture("resnet-8", SampleShape(channels: 1, height: 7, width: 7), factor: 0.5),
    architecture(
      "resnet-8", SampleShape(channels: 3, height: 8, width: 8), factor: 0.3, shortcut: .projection),
    architecture("vgg9", SampleShape(channels: 1, height: 16, width: 16), factor: 0.05),
  ].compactMap(\.self)

  private static let optional: [TestNetwork] = [
    described("normalized mlp with dropout", SampleShape(channels: 2)) { () throws(ArchitectureError) in
      try Architecture(
        name: "mlp", widths: [6, 5], activation: .prelu, normalization: .batch, dropout: Dropout(rate: 0.3),
        dropConnect: Dropout(rate: 0.3, form: .classic))
    },
    described("mlp normalized after its activations", SampleShape(channels: 3)) {
      () throws(ArchitectureError) in
      try Architecture(
        name: "mlp", widths: [6, 8], activation: .elu, normalization: .group(2), placement: .afterActivation)
    },
    described("resnet-8 with layer normalization", square(8)) { () throws(ArchitectureError) in
      try Architecture(
        name: "resnet-8", widthFactor: 0.25, activation: .leakyReLU, normalization: .layer,
        dropout: Dropout(rate: 0.5, form: .classic))
    },
    described("resnet-8 with groups after its activations", square(8)) { () throws(ArchitectureError) in
      try Architecture(
        name: "resnet-8", widthFactor: 0.25, shortcut: .projection, activation: .silu,
        normalization: .group(2), placement: .afterActivation)
    },
    described("resnet-8 with batch normalization after its activations", square(8)) {
      () throws(ArchitectureError) in
      try Architecture(
        name: "resnet-8", widthFactor: 0.25, shortcut: .projection, placement: .afterActivation,
        dropConnect: Dropout(rate: 0.5))
    },
    described("vgg9 with instance normalization", square(16)) { () throws(ArchitectureError) in
      try Architecture(
        name: "vgg9", widthFactor: 0.05, activation: .gelu, normalization: .instance,
        dropout: Dropout(rate: 0.2))
    },
    described("language model", SampleShape(channels: 5), text: true) { () throws(ArchitectureError) in
      try Architecture(name: "gpt-1", widthFactor: 0.25, dropout: Dropout(rate: 0.2))
    },
  ]

  /// Networks that begin with a single channel, and images of four pixels: extents of 1 everywhere.
  private static let narrow: [TestNetwork] = [
    described("one channel, batch normalization", square(5)) { () throws(ArchitectureError) in
      try Architecture(name: "resnet-8", widthFactor: 0.0625)
    },
    described("one channel, layer normalization", square(5)) { () throws(ArchitectureError) in
      try Architecture(name: "plain-8", widthFactor: 0.0625, normalization: .layer)
    },
    described("one channel, instance normalization", square(8)) { () throws(ArchitectureError) in
      try Architecture(name: "resnet-8", widthFactor: 0.0625, normalization: .instance)
    },
    described("one channel, normalized after its activations", square(5)) { () throws(ArchitectureError) in
      try Architecture(
        name: "resnet-8", widthFactor: 0.0625, shortcut: .projection, activation: .prelu,
        normalization: .layer, placement: .afterActivation)
    },
    described("three channels of four pixels", square(2)) { () throws(ArchitectureError) in
      try Architecture(name: "resnet-8", widthFactor: 0.1875, normalization: .group(1))
    },
  ]

  private static func square(_ side: Int) -> SampleShape {
    SampleShape(channels: 1, height: side, width: side)
  }

  private static func described(
    _ name: String, _ input: SampleShape, text: Bool = false,
    _ describe: () throws(ArchitectureError) -> Architecture
  ) -> TestNetwork {
    do throws(ArchitectureError) {
      return TestNetwork(name, try describe().graph(input: input, classes: 3, text: text), batch: 3)
    } catch {
      preconditionFailure("\(name): \(error)")
    }
  }

  private static func architecture(
    _ name: String, _ input: SampleShape, widths: [Int] = [], factor: Double = 1,
    shortcut: Architecture.Shortcut = .zeroPadding, normalized: Bool = true
  ) -> TestNetwork? {
    let architecture = try? Architecture(
      name: name, widths: widths, widthFactor: factor, shortcut: shortcut, normalized: normalized)
    guard let graph = try? architecture?.graph(input: input, classes: 3) else { return nil }
    return TestNetwork("\(name) of width \(factor), \(shortcut.rawValue)", graph, batch: 3)
  }
}
