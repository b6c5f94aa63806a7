extension Gallery {
  static let penalties: [any Plate] = []
}
