/// The points that a surface has values at, by their coordinates along its directions.
package enum Grid: Hashable, Sendable {
  /// All combinations of the axes' coordinates; those of the first axis change fastest.
  case axes([Axis])
  /// Any points, each with one coordinate for each of so many directions.
  case points([[Double]], dimensions: Int)

  /// Directions that coordinates are along.
  package var dimensions: Int {
    switch self {
    case .axes(let axes): axes.count
    case .points(_, let dimensions): dimensions
    }
  }

  /// Number of points.
  package var count: Int {
    switch self {
    case .axes(let axes): axes.reduce(1) { $0 * $1.count }
    case .points(let points, _): points.count
    }
  }

  /// The axes; none where the points are arbitrary.
  package var axes: [Axis] {
    guard case .axes(let axes) = self else { return [] }
    return axes
  }

  /// Extents of an array with a value for each point, slowest first.
  package var shape: [Int] {
    switch self {
    case .axes(let axes): axes.reversed().map(\.count)
    case .points(let points, _): [points.count]
    }
  }

  /// Coordinates of a point, one for each direction.
  package func coordinates(of index: Int) -> [Double] {
    precondition((0..<count).contains(index), "no point \(index) among \(count)")
    switch self {
    case .points(let points, _): return points[index]
    case .axes(let axes):
      var rest = index
      return axes.map { axis in
        defer { rest /= axis.count }
        return axis.value(rest % axis.count)
      }
    }
  }

  /// The first point whose coordinates are all 0, if there is one.
  package var centreIndex: Int? {
    switch self {
    case .points(let points, _): return points.firstIndex { $0.allSatisfy { $0 == 0 } }
    case .axes(let axes):
      var (index, stride) = (0, 1)
      for axis in axes {
        guard let zero = axis.zeroIndex else { return nil }
        index += zero * stride
        stride *= axis.count
      }
      return index
    }
  }
}
