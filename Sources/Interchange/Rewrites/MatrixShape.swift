import Networks

/// Values as matrices, one for each position of the axes before the last two.
enum MatrixShape {
  /// Whether two shapes of the same numbers differ in the axes before those of the matrices only.
  static func areSame(_ a: ValueShape, _ b: ValueShape) -> Bool {
    a.rank >= 2 && b.rank >= 2 && a.extents.suffix(2) == b.extents.suffix(2) && a.count == b.count
      && [a, b].allSatisfy { ($0.batchAxis ?? -1) < $0.rank - 2 }
  }
}
