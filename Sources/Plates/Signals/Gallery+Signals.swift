extension Gallery {
  static let signals: [any Plate] = [
    ActivationFunctionsPlate(),
    VanishingGradientPlate(),
    ExplodingGradientPlate(),
    ZigZagPlate(),
    InitializationPlate(),
    SymmetryPlate(),
    LossesPlate(),
    OutlierPlate(),
    GradientCheckPlate(),
  ]
}
