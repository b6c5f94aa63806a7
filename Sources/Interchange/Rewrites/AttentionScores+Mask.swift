import Networks

extension AttentionScores {
  /// A mask of scores.
  struct Mask {
    let node: Int
    /// The shape of the scores where the mask meets them.
    let view: ValueShape
    /// What the scores are multiplied by afterwards.
    let factor: Double
    let kind: Kind

    enum Kind {
      case added
      /// A condition that is 0 for scores that do not count, or only for those.
      case condition(excludes: Bool)
    }
  }
}

extension AttentionScores.Mask {
  /// What is added to a score that does not count.
  private static let excluded: Float = -1e30

  /// A node for what is added to the scaled scores; nil where the mask is a condition of other numbers than 0 and 1.
  func added(_ table: NodeTable) -> Int? {
    switch kind {
    case .added:
      return isClose(factor, 1) ? node : table.add(.affine(scale: Float(factor)), [node], near: node)
    case .condition(let excludes):
      if let numbers = table.numbers(node) {
        let mask = numbers.map { ($0 != 0) == excludes ? Self.excluded : 0 }
        let parameter = Parameter(shape: table.shape(node).extents, role: .constant)
        return table.add(.parameter(parameter), [], near: node, owning: [.numbers(mask)])
      }
      guard Truth.isTruth(node, table) else { return nil }
      let operation = Operation.affine(
        scale: excludes ? Self.excluded : -Self.excluded, shift: excludes ? 0 : Self.excluded)
      return table.add(operation, [node], near: node)
    }
  }
}
