extension Gallery {
  static let signals: [any Plate] = [
    VanishingGradientPlate()
  ]
}
