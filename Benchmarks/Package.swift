// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "landscape-benchmarks",
  targets: [
    .target(name: "CRoof"),
    .executableTarget(
      name: "landscape-bench", dependencies: ["CRoof"],
      swiftSettings: [
        .swiftLanguageMode(.v6), .treatAllWarnings(as: .error), .enableUpcomingFeature("ExistentialAny"),
      ]),
  ]
)
