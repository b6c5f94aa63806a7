import Data
import Models
import Networks

extension ExportedNetwork {
  /// Every family, normalization, activation and form of dropout that can be trained here.
  static let architectures: [ExportedNetwork] = families + normalizations + activations + [regression, text]

  private static let families = [
    described("mlp", SampleShape(channels: 2)) { () throws(ArchitectureError) in
      try Architecture(
        name: "mlp", widths: [6, 5], normalization: .batch, dropout: Dropout(rate: 0.3, form: .classic),
        dropConnect: Dropout(rate: 0.25, form: .classic))
    },
    described("mlp on images", image(2, 3)) { () throws(ArchitectureError) in
      try Architecture(name: "mlp", widths: [4], dropout: Dropout(rate: 0.3))
    },
    described("plain-8", image(3, 8)) { () throws(ArchitectureError) in
      try Architecture(name: "plain-8", widthFactor: 0.2, normalized: false)
    },
    described("resnet-8", image(3, 7)) { () throws(ArchitectureError) in
      try Architecture(name: "resnet-8", widthFactor: 0.25, dropConnect: Dropout(rate: 0.5, form: .classic))
    },
    described("resnet-8 with projections", image(1, 8)) { () throws(ArchitectureError) in
      try Architecture(
        name: "resnet-8", widthFactor: 0.25, shortcut: .projection, activation: .silu,
        placement: .afterActivation,
        dropout: Dropout(rate: 0.5, form: .classic))
    },
    described("vgg9", image(1, 16)) { () throws(ArchitectureError) in
      try Architecture(name: "vgg9", widthFactor: 0.05, activation: .gelu, dropout: Dropout(rate: 0.2))
    },
  ]

  private static let normalizations = ["layer", "instance", "group:2"].flatMap { text in
    [
      described("resnet-8 with \(text)", image(2, 8)) { () throws(ArchitectureError) in
        try Architecture(name: "resnet-8", widthFactor: 0.25, normalization: Normalization(rawValue: text))
      }
    ]
      + (text == "instance"
        ? []
        : [
          described("mlp with \(text)", SampleShape(channels: 3)) { () throws(ArchitectureError) in
            try Architecture(name: "mlp", widths: [6, 8], normalization: Normalization(rawValue: text))
          }
        ])
  }

  private static let activations = (Activation.allCases + [.leakyReLU(slope: 0.3), .elu(scale: 0.5)]).flatMap
  {
    activation in
    [
      described("mlp of \(activation.rawValue)", SampleShape(channels: 2)) { () throws(ArchitectureError) in
        try Architecture(name: "mlp", widths: [4], activation: activation)
      },
      described("plain-8 of \(activation.rawValue)", image(2, 5)) { () throws(ArchitectureError) in
        try Architecture(name: "plain-8", widthFactor: 0.125, activation: activation)
      },
    ]
  }

  /// A number that is predicted, in its own unit.
  private static let regression: ExportedNetwork = {
    do {
      let graph = try Architecture(name: "mlp", widths: [4], activation: .tanh).graph(
        input: SampleShape(channels: 3), classes: 1)
      return ExportedNetwork(
        "regression", graph,
        preprocessing: PixelNormalization(
          mean: [0.5, -1, 20], deviation: [2, 0.5, 8], target: TargetStandardization(mean: 21, deviation: 3.5)
        ),
        task: PredictionTask(.number(column: "price"), loss: .meanSquaredError))
    } catch { preconditionFailure("\(error)") }
  }()

  /// A character at each position.
  private static let text: ExportedNetwork = {
    do {
      let graph = try Architecture(name: "gpt-2", widthFactor: 0.5, dropout: Dropout(rate: 0.1)).graph(
        input: SampleShape(channels: 6), classes: 5, text: true)
      return ExportedNetwork(
        "gpt-2", graph,
        task: PredictionTask(.classes(names: ["a", "b", "c", "d", "e"]), loss: .crossEntropy))
    } catch { preconditionFailure("\(error)") }
  }()

  private static func image(_ channels: Int, _ side: Int) -> SampleShape {
    SampleShape(channels: channels, height: side, width: side)
  }

  private static func described(
    _ name: String, _ input: SampleShape, _ describe: () throws(ArchitectureError) -> Architecture
  ) -> ExportedNetwork {
    let means = (0..<input.channels).map { 0.4 + 0.1 * Double($0) }
    let normalization = PixelNormalization(mean: means, deviation: means.map { $0 / 2 })
    do throws(ArchitectureError) {
      return ExportedNetwork(
        name, try describe().graph(input: input, classes: 3), preprocessing: normalization,
        task: PredictionTask(.classes(names: ["cat", "dog", "owl"]), loss: .crossEntropy))
    } catch { preconditionFailure("\(name): \(error)") }
  }
}
