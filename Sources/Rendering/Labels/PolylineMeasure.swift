/// A line on the page with the distance of each of its corners from its start.
struct PolylineMeasure: Sendable {
  /// The corners; a ring's first one is repeated at the end.
  let points: [Point]
  private let distances: [Double]

  init(_ points: some Collection<Point>, isClosed: Bool) {
    var points = Array(points)
    if isClosed, let first = points.first { points.append(first) }
    self.points = points
    var distances: [Double] = []
    distances.reserveCapacity(points.count)
    var sum = 0.0
    var previous = points.first
    for point in points {
      if let previous { sum += previous.distance(to: point) }
      distances.append(sum)
      previous = point
    }
    self.distances = distances
  }

  var length: Double { distances.last ?? 0 }

  /// The point at a distance from the start along the line.
  func point(at distance: Double) -> Point {
    let index = segment(at: distance)
    let (a, b) = (points[index], points[index + 1])
    let span = distances[index + 1] - distances[index]
    let share = span > 0 ? min(1, max(0, (distance - distances[index]) / span)) : 0
    return Point(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
  }

  /// What is left of the line without some stretches, which are increasing and disjoint.
  func pieces(without gaps: [ClosedRange<Double>]) -> [[Point]] {
    var pieces: [[Point]] = []
    var start = 0.0
    for gap in gaps + [length...length] {
      if gap.lowerBound > start { pieces.append(stretch(from: start, to: gap.lowerBound)) }
      start = gap.upperBound
    }
    return pieces
  }

  private func stretch(from start: Double, to end: Double) -> [Point] {
    let (first, last) = (segment(at: start), segment(at: end))
    var result = [point(at: start)]
    if first < last { result += points[(first + 1)...last] }
    result.append(point(at: end))
    return result
  }

  /// Index of the corner before a distance, never the last one.
  private func segment(at distance: Double) -> Int {
    var (low, high) = (0, points.count - 2)
    while low < high {
      let middle = (low + high + 1) / 2
      if distances[middle] <= distance { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
