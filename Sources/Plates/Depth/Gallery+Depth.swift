extension Gallery {
  static let depth: [any Plate] = []
}
