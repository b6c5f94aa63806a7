/// A sign at a point of a plot.
package enum Marker: String, CaseIterable, Hashable, Sendable {
  /// The trained point.
  case star
  /// The lowest grid point.
  case ring
  /// A value of a series.
  case disc
  case square
  case diamond
  /// An optimum.
  case cross

  /// Half its extent in points, outline included.
  var radius: Double {
    switch self {
    case .star: 8.5
    case .ring: 5
    case .disc, .square, .diamond, .cross: 4
    }
  }

  /// Draws the sign light inside and dark outside, so that it shows on every colour; with a colour, in that colour on
  /// the theme's background.
  func draw(on canvas: any Canvas, at centre: Point, colour: Colour? = nil, background: Colour = .white) {
    let inner = colour ?? .white
    let outer = colour == nil ? Colour.black : background
    switch self {
    case .star: draw(.star(centre: centre, corners: 5, outer: 7.5, inner: 3.1), inner, outer, on: canvas)
    case .ring:
      let path = Path.circle(centre: centre, radius: 3.6)
      canvas.stroke(path, with: Stroke(outer, width: 3))
      canvas.stroke(path, with: Stroke(inner, width: 1.3))
    case .disc: draw(.circle(centre: centre, radius: 2.8), inner, outer, on: canvas)
    case .square: draw(.square(centre: centre, radius: 2.6), inner, outer, on: canvas)
    case .diamond:
      draw(.star(centre: centre, corners: 2, outer: 3.8, inner: 3.8), inner, outer, on: canvas)
    case .cross:
      var path = Path()
      for sign in [-1.0, 1] {
        path.addLine(
          from: Point(x: centre.x - 3.2, y: centre.y - 3.2 * sign),
          to: Point(x: centre.x + 3.2, y: centre.y + 3.2 * sign))
      }
      canvas.stroke(path, with: Stroke(outer, width: 3.4))
      canvas.stroke(path, with: Stroke(inner, width: 1.6))
    }
  }

  private func draw(_ path: Path, _ inner: Colour, _ outer: Colour, on canvas: any Canvas) {
    canvas.stroke(path, with: Stroke(outer, width: 2))
    canvas.fill(path, with: inner)
  }
}
