import Glibc

/// Angles between directions.
enum Angles {
  /// Without sign, in radians, accurate also near 0 and π.
  static func between(_ a: Vector2, _ b: Vector2) -> Double { atan2(abs(a.cross(b)), a.dot(b)) }

  static func degrees(_ radians: Double) -> Double { radians * 180 / .pi }
}
