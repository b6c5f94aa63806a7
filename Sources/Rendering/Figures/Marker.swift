/// A sign at a point of a plot.
///
/// Light inside and dark outside, so that it shows on every colour.
enum Marker: Hashable, Sendable {
  /// The trained point.
  case star
  /// The lowest grid point.
  case ring

  /// Half its extent in points, outline included.
  var radius: Double { self == .star ? 8.5 : 5 }

  func draw(on canvas: any Canvas, at centre: Point) {
    switch self {
    case .star:
      let path = Path.star(centre: centre, corners: 5, outer: 7.5, inner: 3.1)
      canvas.stroke(path, with: Stroke(.black, width: 2))
      canvas.fill(path, with: .white)
    case .ring:
      let path = Path.circle(centre: centre, radius: 3.6)
      canvas.stroke(path, with: Stroke(.black, width: 3))
      canvas.stroke(path, with: Stroke(.white, width: 1.3))
    }
  }
}
