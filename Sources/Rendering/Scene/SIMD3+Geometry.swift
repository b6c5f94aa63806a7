extension SIMD3<Double> {
  /// The scalar product.
  @inline(__always)
  func dot(_ other: SIMD3<Double>) -> Double { x * other.x + y * other.y + z * other.z }

  /// Euclidean length.
  @inline(__always)
  var length: Double { dot(self).squareRoot() }

  /// The vector of length one in the same direction; itself when it is zero.
  @inline(__always)
  var unit: SIMD3<Double> { length > 0 ? self / length : self }
}

extension SIMD2<Double> {
  /// The scalar product.
  @inline(__always)
  func dot(_ other: SIMD2<Double>) -> Double { x * other.x + y * other.y }
}

extension Point {
  /// The point as a vector.
  var vector: SIMD2<Double> { SIMD2(x, y) }

  init(_ vector: SIMD2<Double>) { self.init(x: vector.x, y: vector.y) }
}
