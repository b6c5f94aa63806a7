/// An upright sign on a scene's surface, hidden where the surface hides it.
package struct SceneMarker: Hashable, Sendable {
  /// What a marker looks like.
  package enum Sign: Hashable, Sendable {
    /// The trained point.
    case star
    /// Any other point.
    case dot
  }

  /// Place on the base, in data units.
  package let point: Point
  package let sign: Sign

  /// A sign at a point of the base.
  package init(_ sign: Sign, at point: Point) {
    self.sign = sign
    self.point = point
  }

  /// The sign's shape around (0, 0), in points, y downwards.
  var shape: [Point] {
    let origin = Point(x: 0, y: 0)
    switch sign {
    case .star: return Path.star(centre: origin, corners: 5, outer: 7.5, inner: 3.1).points
    case .dot: return Path.circle(centre: origin, radius: 3.2).points
    }
  }

  /// Half its extent in points, outline included.
  var radius: Double { sign == .star ? 8.5 : 4.2 }

  /// Width of the dark line around it, in points; half of it lies outside the shape.
  static let outlineWidth = 2.0
}
