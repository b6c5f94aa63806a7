extension Grid {
  /// Names of the axes that differ, or of the points where these are arbitrary; empty for the same grid.
  package func differences(from other: Grid) -> [String] {
    guard self != other else { return [] }
    let (own, others) = (axes, other.axes)
    guard !own.isEmpty, !others.isEmpty, max(own.count, others.count) <= 2 else { return ["points"] }
    return ["x", "y"].enumerated().compactMap { index, name in
      own.dropFirst(index).first == others.dropFirst(index).first ? nil : name
    }
  }
}
