extension Gallery {
  static let descent: [any Plate] = [
    BatchSizePlate(), SaddlePlate(), OptimizersPlate(), OptimizersNetworkPlate(), StepSizesPlate(),
    SchedulesPlate(), WeightDecayPlate(),
  ]
}
