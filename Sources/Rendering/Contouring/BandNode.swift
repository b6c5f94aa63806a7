/// The nodes that a band's border runs through: six for each grid point.
enum BandNode {
  /// Nodes for each grid point.
  static let count = 6
  /// Crossings of the band's lower level on the point's right (0) and upper (1) edge.
  static let low = 0
  /// Crossings of the band's upper level on the same two edges (2, 3).
  static let high = 2
  /// The grid point itself (4), and once more (5) where cells touch only diagonally.
  static let point = 4

  /// Adds the part of a border edge whose values lie in the band.
  @inline(__always)
  static func add(
    _ edge: GridBoundary.Edge, isAboveLow: (Int) -> Bool, isAboveHigh: (Int) -> Bool,
    to links: inout ContourLinks
  ) {
    let isStartLow = !isAboveLow(edge.start)
    let isEndLow = !isAboveLow(edge.end)
    let isStartHigh = isAboveHigh(edge.start)
    let isEndHigh = isAboveHigh(edge.end)
    if (isStartLow && isEndLow) || (isStartHigh && isEndHigh) { return }
    let crossing = (edge.edge >> 1) * count + (edge.edge & 1)
    let start =
      isStartLow
      ? crossing + low : isStartHigh ? crossing + high : edge.start * count + point + edge.startPass
    let end =
      isEndLow ? crossing + low : isEndHigh ? crossing + high : edge.end * count + point + edge.endPass
    links.add(from: start, to: end)
  }
}
