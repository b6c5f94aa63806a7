/// An upright rectangle on a page, in points (1/72 inch), y downwards.
package struct Rect: Hashable, Sendable {
  /// Left side.
  package var x: Double
  /// Top side.
  package var y: Double
  package var width: Double
  package var height: Double

  /// A rectangle from its top left corner and its extent.
  package init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// Right side.
  package var maxX: Double { x + width }
  /// Bottom side.
  package var maxY: Double { y + height }
  package var midX: Double { x + width / 2 }
  package var midY: Double { y + height / 2 }
  package var centre: Point { Point(x: midX, y: midY) }

  /// The rectangle with each side moved inwards by `margin`, never narrower than nothing.
  package func inset(by margin: Double) -> Rect {
    let dx = min(margin, width / 2)
    let dy = min(margin, height / 2)
    return Rect(x: x + dx, y: y + dy, width: width - 2 * dx, height: height - 2 * dy)
  }

  /// An upright square around a point.
  static func square(around centre: Point, radius: Double) -> Rect {
    Rect(x: centre.x - radius, y: centre.y - radius, width: 2 * radius, height: 2 * radius)
  }

  /// Whether a point lies inside or on a side.
  package func contains(_ point: Point) -> Bool {
    point.x >= x && point.x <= maxX && point.y >= y && point.y <= maxY
  }
}
