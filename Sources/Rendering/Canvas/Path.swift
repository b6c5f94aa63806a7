import Glibc

/// Polylines and polygons on a page, in points, y downwards.
package struct Path: Hashable, Sendable {
  /// The corners of all parts, one part after the other.
  package private(set) var points: [Point] = []
  /// For each part the end of its corners in `points`, and whether it is closed.
  package private(set) var parts: [Part] = []

  /// A polyline or polygon.
  package struct Part: Hashable, Sendable {
    /// Index after the part's last corner.
    package let end: Int
    /// Whether a line leads back to the first corner.
    package let isClosed: Bool
  }

  /// A path without parts.
  package init() {}

  package var isEmpty: Bool { parts.isEmpty }

  /// Adds a polyline or polygon.
  package mutating func add(_ corners: some Sequence<Point>, isClosed: Bool) {
    points.append(contentsOf: corners)
    guard points.count > (parts.last?.end ?? 0) else { return }
    parts.append(Part(end: points.count, isClosed: isClosed))
  }

  /// Adds a straight line.
  package mutating func addLine(from start: Point, to end: Point) {
    add([start, end], isClosed: false)
  }

  /// Adds a rectangle.
  package mutating func add(_ rect: Rect) {
    add(
      [
        Point(x: rect.x, y: rect.y), Point(x: rect.maxX, y: rect.y), Point(x: rect.maxX, y: rect.maxY),
        Point(x: rect.x, y: rect.maxY),
      ], isClosed: true)
  }

  /// Adds all curves of a contour, moved to the page.
  package mutating func add(_ curves: Curves, at place: (Point) -> Point) {
    for index in 0..<curves.count {
      add(curves[index].lazy.map(place), isClosed: curves.isClosed[index])
    }
  }

  /// A path that is one straight line.
  package static func line(from start: Point, to end: Point) -> Path {
    var path = Path()
    path.addLine(from: start, to: end)
    return path
  }

  /// A path that is one rectangle.
  package static func rect(_ rect: Rect) -> Path {
    var path = Path()
    path.add(rect)
    return path
  }

  /// A circle, as a polygon that no eye tells from one at the size of a marker.
  package static func circle(centre: Point, radius: Double) -> Path {
    star(centre: centre, corners: 24, outer: radius, inner: radius)
  }

  /// A star with one point up; equal radii make a regular polygon of twice as many corners.
  package static func star(centre: Point, corners: Int, outer: Double, inner: Double) -> Path {
    var path = Path()
    path.add(
      (0..<2 * corners).map { index in
        let angle = Double.pi * Double(index) / Double(corners)
        let radius = index % 2 == 0 ? outer : inner
        return Point(x: centre.x + radius * sin(angle), y: centre.y - radius * cos(angle))
      }, isClosed: true)
    return path
  }

  /// An upright square.
  package static func square(centre: Point, radius: Double) -> Path {
    .rect(.square(around: centre, radius: radius))
  }

  /// An arrow's head with its tip at `tip`, coming from the side of `start`.
  package static func arrowhead(tip: Point, from start: Point, length: Double) -> Path {
    let angle = atan2(tip.y - start.y, tip.x - start.x)
    let back = { (reach: Double, turn: Double) in
      Point(x: tip.x - reach * cos(angle + turn), y: tip.y - reach * sin(angle + turn))
    }
    var path = Path()
    path.add([tip, back(length, 0.42), back(0.75 * length, 0), back(length, -0.42)], isClosed: true)
    return path
  }

  /// The corners of each part.
  package var corners: [ArraySlice<Point>] {
    var start = 0
    return parts.map { part in
      defer { start = part.end }
      return points[start..<part.end]
    }
  }
}
