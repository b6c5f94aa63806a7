extension Gallery {
  static let depth: [any Plate] = [
    DepthDegradationPlate(),
    SkipConnectionsPlate(),
    SkipConnectionScenesPlate(),
  ]
}
