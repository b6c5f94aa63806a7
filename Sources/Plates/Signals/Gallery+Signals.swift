extension Gallery {
  static let signals: [any Plate] = [
    ActivationFunctionsPlate(),
    VanishingGradientPlate(),
    ExplodingGradientPlate(),
    ZigZagPlate(),
    DeadUnitsPlate(),
    InitializationPlate(),
    SymmetryPlate(),
    LossesPlate(),
    OutlierPlate(),
    GradientCheckPlate(),
  ]
}
