extension Gallery {
  static let signals: [any Plate] = [
    ActivationFunctionsPlate(),
    VanishingGradientPlate(),
    ExplodingGradientPlate(),
    InitializationPlate(),
    LossesPlate(),
    OutlierPlate(),
  ]
}
