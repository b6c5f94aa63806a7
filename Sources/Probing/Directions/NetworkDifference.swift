import Networks

/// The first thing in which the parameters of two networks differ.
package enum NetworkDifference: Hashable, Sendable {
  /// Blocks of different names at the same place.
  case name(expected: String, found: String)
  case shape(block: String, expected: [Int], found: [Int])
  /// A block that the other network has not, at the end.
  case missing(block: String)
  /// A block that only the other network has, at the end.
  case more(block: String)
  /// Such as a bias in place of a scale.
  case role(block: String)
  /// A tensor that belongs to the network and is not trained.
  case constant(block: String)

  /// Compares block by block; nil where both have the same parameters.
  package init?(_ expected: ParameterLayout, _ found: ParameterLayout) {
    for (a, b) in zip(expected.blocks, found.blocks) {
      guard a.name == b.name else {
        self = .name(expected: a.name, found: b.name)
        return
      }
      guard a.shape == b.shape else {
        self = .shape(block: a.name, expected: a.shape, found: b.shape)
        return
      }
      guard a.role == b.role else {
        self = .role(block: a.name)
        return
      }
    }
    if let block = expected.blocks.dropFirst(found.blocks.count).first {
      self = .missing(block: block.name)
    } else if let block = found.blocks.dropFirst(expected.blocks.count).first {
      self = .more(block: block.name)
    } else {
      return nil
    }
  }
}
