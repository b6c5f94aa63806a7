import Glibc

/// A rectangle turned about its centre.
struct RotatedBox: Hashable, Sendable {
  let centre: Point
  let width: Double
  let height: Double
  /// Clockwise on the page, in radians.
  let angle: Double
  let corners: [Point]

  init(centre: Point, width: Double, height: Double, angle: Double) {
    self.centre = centre
    self.width = width
    self.height = height
    self.angle = angle
    let (c, s) = (cos(angle), sin(angle))
    corners = [(-1.0, -1.0), (1, -1), (1, 1), (-1, 1)].map { sx, sy in
      let (dx, dy) = (sx * width / 2, sy * height / 2)
      return Point(x: centre.x + dx * c - dy * s, y: centre.y + dx * s + dy * c)
    }
  }

  /// The angle of a stretch, turned by half a turn where text along it would stand on its head.
  static func uprightAngle(from start: Point, to end: Point) -> Double {
    let angle = atan2(end.y - start.y, end.x - start.x)
    if angle > .pi / 2 { return angle - .pi }
    if angle <= -.pi / 2 { return angle + .pi }
    return angle
  }

  /// Whether two boxes share some area: no side of either separates them.
  func overlaps(_ other: RotatedBox) -> Bool {
    let reach = (width + height + other.width + other.height) / 2
    if centre.distance(to: other.centre) > reach { return false }
    for angle in [angle, angle + .pi / 2, other.angle, other.angle + .pi / 2] {
      let (c, s) = (cos(angle), sin(angle))
      let mine = corners.map { $0.x * c + $0.y * s }
      let theirs = other.corners.map { $0.x * c + $0.y * s }
      if (mine.max() ?? 0) <= (theirs.min() ?? 0) || (theirs.max() ?? 0) <= (mine.min() ?? 0) { return false }
    }
    return true
  }

  /// Points spread over the box, at most `spacing` apart.
  func samples(spacing: Double) -> [Point] {
    let (c, s) = (cos(angle), sin(angle))
    let columns = max(1, Int((width / spacing).rounded(.up)))
    let rows = max(1, Int((height / spacing).rounded(.up)))
    var points: [Point] = []
    for row in 0...rows {
      for column in 0...columns {
        let dx = (Double(column) / Double(columns) - 0.5) * width
        let dy = (Double(row) / Double(rows) - 0.5) * height
        points.append(Point(x: centre.x + dx * c - dy * s, y: centre.y + dx * s + dy * c))
      }
    }
    return points
  }
}
