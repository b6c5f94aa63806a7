import Glibc

/// A pair of weights, or a direction in their plane.
package struct Vector2: Codable, Hashable, Sendable {
  /// The first weight.
  package var x: Double
  /// The second weight.
  package var y: Double

  /// The origin.
  package static let zero = Vector2(0, 0)

  /// A vector from its coordinates.
  package init(_ x: Double, _ y: Double) {
    self.x = x
    self.y = y
  }

  /// Coordinate 0 is `x`, coordinate 1 is `y`.
  package subscript(axis: Int) -> Double {
    get { axis == 0 ? x : y }
    set {
      if axis == 0 { x = newValue } else { y = newValue }
    }
  }

  /// True when neither coordinate is NaN or infinite.
  package var isFinite: Bool { x.isFinite && y.isFinite }

  /// Euclidean norm, without overflow or underflow of the squares.
  package var norm: Double {
    let largest = max(abs(x), abs(y))
    guard largest > 0, largest.isFinite else { return largest }
    let (u, v) = (x / largest, y / largest)
    return largest * (u * u + v * v).squareRoot()
  }

  /// Turned a quarter counterclockwise: `(−y, x)`.
  package var perpendicular: Vector2 { Vector2(-y, x) }

  /// The direction of length one; the zero vector stays.
  package var normalized: Vector2 {
    let length = norm
    return length > 0 ? Vector2(x / length, y / length) : self
  }

  /// Scalar product.
  package func dot(_ other: Vector2) -> Double { x * other.x + y * other.y }

  /// Signed area `x·v − y·u` spanned with `(u, v)`; positive when the other lies counterclockwise.
  package func cross(_ other: Vector2) -> Double { x * other.y - y * other.x }

  /// The angle between the two in degrees, from 0 to 180 and accurate also near these.
  func degrees(to other: Vector2) -> Double { atan2(abs(cross(other)), dot(other)) * 180 / .pi }

  /// Euclidean distance.
  package func distance(to other: Vector2) -> Double { (self - other).norm }

  /// Sum, coordinate by coordinate.
  package static func + (a: Vector2, b: Vector2) -> Vector2 { Vector2(a.x + b.x, a.y + b.y) }
  /// Difference, coordinate by coordinate.
  package static func - (a: Vector2, b: Vector2) -> Vector2 { Vector2(a.x - b.x, a.y - b.y) }
  /// A multiple.
  package static func * (s: Double, v: Vector2) -> Vector2 { Vector2(s * v.x, s * v.y) }
  /// The opposite vector.
  package static prefix func - (v: Vector2) -> Vector2 { Vector2(-v.x, -v.y) }
}
