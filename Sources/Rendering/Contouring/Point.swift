/// A position in a plane: in data units while contouring, in points (1/72 inch, y downwards) on a page.
package struct Point: Hashable, Sendable {
  package var x: Double
  package var y: Double

  /// A position from its coordinates.
  package init(x: Double, y: Double) {
    self.x = x
    self.y = y
  }

  /// Euclidean distance.
  package func distance(to other: Point) -> Double {
    let dx = other.x - x
    let dy = other.y - y
    return (dx * dx + dy * dy).squareRoot()
  }
}
