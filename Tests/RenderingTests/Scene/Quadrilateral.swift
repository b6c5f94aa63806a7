import Glibc
import Rendering

/// A convex polygon on the page, such as the box of a text.
struct Quadrilateral {
  let name: String
  let corners: [Point]

  init(_ name: String, corners: [Point]) {
    self.name = name
    self.corners = corners
  }

  init(
    _ name: String, anchor: Point, pivot: Point, width: Double, height: Double, angle: Double
  ) {
    self.name = name
    corners = [(0.0, 0.0), (1, 0), (1, 1), (0, 1)].map { u, v in
      let (dx, dy) = ((u - pivot.x) * width, (v - pivot.y) * height)
      return Point(
        x: anchor.x + dx * cos(angle) - dy * sin(angle), y: anchor.y + dx * sin(angle) + dy * cos(angle))
    }
  }

  /// Whether two convex polygons share more than a sliver: no side of either keeps them apart.
  func overlaps(_ other: Quadrilateral) -> Bool {
    let slack = 0.01
    for polygon in [corners, other.corners] {
      for (from, to) in zip(polygon, polygon.dropFirst() + polygon.prefix(1)) {
        let (nx, ny) = (from.y - to.y, to.x - from.x)
        let length = hypot(nx, ny)
        if length == 0 { continue }
        let mine = corners.map { ($0.x * nx + $0.y * ny) / length }
        let theirs = other.corners.map { ($0.x * nx + $0.y * ny) / length }
        if (mine.max() ?? 0) <= (theirs.min() ?? 0) + slack
          || (theirs.max() ?? 0) <= (mine.min() ?? 0) + slack
        {
          return false
        }
      }
    }
    return true
  }
}
