extension Gallery {
  static let generalization: [any Plate] = [
    OverfittingPlate(), CapacityPlate(), AugmentedSamplesPlate(), AugmentationPlate(), MasksPlate(),
    DropoutPlate(), WeightHistogramsPlate(), WeightNormPlate(), RemediesPlate(),
  ]
}
