extension Gallery {
  static let depth: [any Plate] = [
    BatchNormalizationPlate(),
    BatchStatisticsPlate(),
    NormalizationAxesPlate(),
    SmallBatchesPlate(),
    DepthDegradationPlate(),
    SkipConnectionsPlate(),
    SkipConnectionScenesPlate(),
  ]
}
