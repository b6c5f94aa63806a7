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
    // The modules themselves, by links: paths and corners are measured without the program around them.
    .target(name: "CVectorLoops", cSettings: strictC),
    .target(name: "Numerics", dependencies: ["CVectorLoops"], swiftSettings: strict),
    .target(name: "Regularization", dependencies: ["Numerics"], swiftSettings: strict),
    // Checked arithmetic, with its tests: 'swift test --package-path Benchmarks'.
    .target(name: "Figures", swiftSettings: strict),
    .testTarget(name: "FiguresTests", dependencies: ["Figures"], swiftSettings: strict),
    .executableTarget(
      name: "landscape-bench", dependencies: ["CRoof", "Figures", "Numerics", "Regularization"],
      swiftSettings: strict),
  ]
)
