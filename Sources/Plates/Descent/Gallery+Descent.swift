extension Gallery {
  static let descent: [any Plate] = [
    OptimizersPlate(), OptimizersNetworkPlate(),
  ]
}
