extension Gallery {
  static let generalization: [any Plate] = []
}
