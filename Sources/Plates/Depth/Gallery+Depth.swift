extension Gallery {
  static let depth: [any Plate] = [
    BatchNormalizationPlate(),
    BatchStatisticsPlate(),
    NormalizationAxesPlate(),
    SmallBatchesPlate(),
    FilterNormalizationPlate(),
    DepthDegradationPlate(),
    SkipConnectionsPlate(),
    SkipConnectionScenesPlate(),
    TransformerPlate(),
    WholeDataPlate(),
  ]
}
