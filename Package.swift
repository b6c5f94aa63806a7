// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is built with: the Swift 6 language mode, and no warning let through.
let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// The same for C.
let strictC: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
]

/// A module of the pipeline; the order of the list below is the order of the data flow.
func module(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], excluding excluded: [String] = []) -> Target {
  .testTarget(name: name, dependencies: dependencies, exclude: excluded, swiftSettings: strict)
}

let package = Package(
  name: "landscape",
  products: [.executable(name: "landscape", targets: ["landscape"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // C libraries, each with exactly one Swift importer.
    .systemLibrary(name: "COneDNN", providers: [.apt(["libdnnl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle", providers: [.apt(["nettle-dev"])]),
    .systemLibrary(name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg", providers: [.apt(["libjpeg-dev"])]),
    .target(name: "CPNG", dependencies: ["CLibPNG", "CDeflate"], cSettings: strictC),

    .target(name: "CImages", dependencies: ["CLibPNG", "CJPEG"], cSettings: strictC),

    // Loops of ours, compiled for several instruction sets.
    .target(name: "CVectorLoops", cSettings: strictC),

    // data + model → evaluation → { training, probing } → surface → figure → PNG
    module("Numerics", ["CVectorLoops"]),
    module("Tensors", ["COneDNN"]),
    module("Networks", ["Tensors", "Numerics"]),
    module("Regularization", ["Numerics"]),
    module("Storage", ["CNettle", "CZlib", "Numerics"]),
    // Files of other programs: archives, tensors, and networks as they wrote them.
    module("Formats", ["Storage", "Numerics"]),
    module("Surfaces", ["Formats", "Storage"]),
    module("Data", ["Formats", "Networks", "Tensors", "Storage", "Numerics", "CImages"]),
    module("Models", ["Data", "Networks", "Tensors", "Storage"]),
    // Networks of other programs, translated to ours.
    module("Interchange", ["Formats", "Models", "Data", "Networks", "Tensors", "Storage", "Numerics"]),
    module("Evaluation", ["Models", "Data", "Networks", "Tensors", "Numerics"]),
    module(
      "Training",
      [
        "Evaluation", "Models", "Data", "Networks", "Tensors", "Numerics", "Regularization", "Storage",
        "Surfaces",
      ]),
    // Means over a population from small samples.
    module("Estimation", ["Numerics"]),
    module(
      "Probing",
      [
        "Estimation", "Evaluation", "Models", "Data", "Networks", "Numerics", "Tensors", "Formats", "Storage",
        "Surfaces",
      ]),
    module("Rendering", ["Surfaces", "Storage", "Regularization", "CCairo", "CPNG"]),
    // The page to explore surfaces in a browser; its scripts are built into the program.
    .target(
      name: "Explorer", dependencies: ["Rendering", "Surfaces", "Storage"],
      resources: [.embedInCode("Page")], swiftSettings: strict),
    module(
      "Plates",
      [
        "Numerics", "Tensors", "Networks", "Storage", "Surfaces", "Regularization", "Data", "Models",
        "Interchange", "Evaluation", "Training", "Probing", "Rendering",
      ]),
    .executableTarget(
      name: "landscape",
      dependencies: [
        "Tensors", "Networks", "Storage", "Surfaces", "Regularization", "Formats", "Data", "Models",
        "Interchange", "Estimation", "Evaluation", "Training", "Probing", "Rendering", "Explorer", "Plates",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport", dependencies: ["Data", "Networks", "Numerics", "Tensors"],
      path: "Tests/TestSupport", swiftSettings: strict),
    tests("NumericsTests", ["Numerics"], excluding: ["Scripts"]),
    tests("TensorsTests", ["Tensors"]),
    tests(
      "NetworksTests", ["Networks", "Numerics", "Tensors", "Models", "TestSupport"], excluding: ["Scripts"]),
    tests("StorageTests", ["Storage", "TestSupport"]),
    tests("FormatsTests", ["Formats", "Storage", "TestSupport"], excluding: ["Scripts", "Fixtures"]),
    tests("RegularizationTests", ["Regularization", "Numerics"], excluding: ["Scripts"]),
    tests(
      "DataTests", ["Data", "Formats", "Networks", "Storage", "TestSupport"],
      excluding: ["Fixtures", "Scripts"]),
    tests("ModelsTests", ["Models", "Data", "Networks", "Storage", "TestSupport"]),
    tests(
      "InterchangeTests",
      [
        "Interchange", "Data", "Formats", "Models", "Networks", "Numerics", "Probing", "Storage", "Surfaces",
        "Tensors",
        "TestSupport",
      ],
      excluding: ["Scripts", "Fixtures"]),
    // ONNX's own cases, where their package is installed.
    tests("NodeTests", ["Interchange", "Formats", "Storage"], excluding: ["Manifest"]),
    tests("EstimationTests", ["Estimation", "Numerics"]),
    tests(
      "EvaluationTests",
      ["Evaluation", "Models", "Data", "Networks", "Numerics", "Storage", "TestSupport"],
      excluding: ["Scripts"]),
    tests(
      "TrainingTests",
      [
        "Training", "Evaluation", "Models", "Data", "Networks", "Tensors", "Numerics", "Storage", "Surfaces",
        "TestSupport",
      ], excluding: ["Scripts"]),
    tests(
      "SurfacesTests", ["Surfaces", "Formats", "Storage", "TestSupport"], excluding: ["Scripts", "Fixtures"]),
    tests(
      "ProbingTests",
      [
        "Probing", "Training", "Estimation", "Evaluation", "Models", "Data", "Networks", "Tensors", "Formats",
        "Storage",
        "Surfaces", "TestSupport",
      ], excluding: ["Scripts", "Fixtures"]),
    tests(
      "RenderingTests", ["Rendering", "Surfaces", "Storage", "Regularization", "Numerics", "TestSupport"],
      excluding: ["Scripts", "Baselines"]),
    tests("ExplorerTests", ["Explorer", "Rendering", "Surfaces", "Storage", "TestSupport"]),
    tests(
      "PlatesTests",
      [
        "Plates", "Data", "Evaluation", "Models", "Networks", "Probing", "Regularization", "Rendering",
        "Storage", "Surfaces", "Training", "TestSupport",
      ]),
    tests(
      "landscapeTests",
      [
        "landscape", "Data", "Formats", "Models", "Networks", "Rendering", "Storage", "Surfaces",
        "TestSupport",
      ],
      excluding: ["Help", "Scripts"]),
  ]
)
