// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
]

let strictC: [CSetting] = [
  .enableWarning("all"), .enableWarning("extra"), .treatAllWarnings(as: .error),
]

let package = Package(
  name: "landscape-benchmarks",
  targets: [
    .target(name: "CRoof", cSettings: strictC),
    // The modules themselves, by links: paths, corners and derivatives are measured without the program around them.
    .systemLibrary(name: "COneDNN"),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib"),
    .systemLibrary(name: "CNettle", pkgConfig: "nettle"),
    .systemLibrary(name: "CLibPNG", pkgConfig: "libpng"),
    .systemLibrary(name: "CJPEG", pkgConfig: "libjpeg"),
    .target(name: "CImages", dependencies: ["CLibPNG", "CJPEG"], cSettings: strictC),
    .target(name: "Tensors", dependencies: ["COneDNN"], swiftSettings: strict),
    .target(name: "Networks", dependencies: ["Tensors", "Numerics"], swiftSettings: strict),
    .target(name: "Storage", dependencies: ["CNettle", "CZlib", "Numerics"], swiftSettings: strict),
    .target(name: "Formats", dependencies: ["Storage", "Numerics"], swiftSettings: strict),
    .target(
      name: "Data", dependencies: ["Formats", "Networks", "Tensors", "Storage", "Numerics", "CImages"],
      swiftSettings: strict),
    .target(name: "Models", dependencies: ["Data", "Networks", "Tensors", "Storage"], swiftSettings: strict),
    .target(
      name: "Interchange",
      dependencies: ["Formats", "Models", "Data", "Networks", "Tensors", "Storage", "Numerics"],
      swiftSettings: strict),
    .target(
      name: "Evaluation", dependencies: ["Models", "Data", "Networks", "Tensors", "Numerics"],
      swiftSettings: strict),
    .target(name: "CVectorLoops", cSettings: strictC),
    .target(name: "Numerics", dependencies: ["CVectorLoops"], swiftSettings: strict),
    .target(name: "Regularization", dependencies: ["Numerics"], swiftSettings: strict),
    // Checked arithmetic, with its tests: 'swift test --package-path Benchmarks'.
    .target(name: "Figures", swiftSettings: strict),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
    .executableTarget(
      name: "landscape-bench",
      dependencies: [
        "CRoof", "Figures", "Numerics", "Regularization", "Evaluation", "Interchange", "Formats",
      ],
      swiftSettings: strict),
  ]
)
