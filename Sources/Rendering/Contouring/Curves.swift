/// Polylines and rings in one flat array of points.
package struct Curves: Hashable, Sendable {
  /// The points of all curves, one curve after the other.
  ///
  /// A ring does not repeat its first point.
  package private(set) var points: [Point] = []
  /// Index of each curve's first point; curve `i` is `points[starts[i]..<end of i]`.
  package private(set) var starts: [Int] = []
  /// Whether each curve is a ring.
  package private(set) var isClosed: [Bool] = []
  private var openStart = 0

  /// No curves.
  package init() {}

  /// Number of curves.
  package var count: Int { starts.count }
  package var isEmpty: Bool { starts.isEmpty }

  /// The points of a curve.
  package subscript(index: Int) -> ArraySlice<Point> {
    points[starts[index]..<(index + 1 < starts.count ? starts[index + 1] : openStart)]
  }

  /// Length of a curve, its closing piece included.
  package func length(of index: Int) -> Double {
    let curve = self[index]
    guard let first = curve.first, let last = curve.last else { return 0 }
    var sum = isClosed[index] ? last.distance(to: first) : 0
    for (a, b) in zip(curve, curve.dropFirst()) { sum += a.distance(to: b) }
    return sum
  }

  /// Signed area of a ring: positive when it runs counter-clockwise (x to the right, y up).
  package func area(of index: Int) -> Double {
    let curve = self[index]
    guard isClosed[index], let origin = curve.first, var previous = curve.last else { return 0 }
    var sum = 0.0
    for point in curve {
      sum += (previous.x - origin.x) * (point.y - origin.y) - (point.x - origin.x) * (previous.y - origin.y)
      previous = point
    }
    return sum / 2
  }

  /// Adds the curves of another set.
  package mutating func add(_ other: Curves) {
    for index in 0..<other.count {
      for point in other[index] { append(point) }
      finish(closed: other.isClosed[index])
    }
  }

  /// Adds a point to the curve under construction, unless it equals the one before.
  @inline(__always)
  mutating func append(_ point: Point) {
    if points.count > openStart && points[points.count - 1] == point { return }
    points.append(point)
  }

  /// Ends the curve under construction, or drops it when it has collapsed.
  mutating func finish(closed: Bool) {
    if closed && points.count > openStart + 1 && points[points.count - 1] == points[openStart] {
      points.removeLast()
    }
    guard points.count - openStart >= (closed ? 3 : 2) else {
      points.removeSubrange(openStart...)
      return
    }
    starts.append(openStart)
    isClosed.append(closed)
    openStart = points.count
  }
}
