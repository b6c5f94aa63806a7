extension Gallery {
  static let penalties: [any Plate] = [
    RegionsPlate(), RegionOfNetworkPlate(), PullPlate(), CornersPlate(), CoefficientPathsPlate(),
    PriorsPlate(),
  ]
}
