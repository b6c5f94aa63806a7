/// Numbering of the segments between neighbouring grid points, and where a level crosses one.
///
/// Edge `2v` runs from grid point `v` to its right neighbour, edge `2v + 1` to its upper neighbour.
enum GridEdge {
  /// Position of the crossing of `threshold` on an edge; both cells beside it get the very same point.
  @inline(__always)
  static func crossing(
    _ edge: Int, threshold: Double, columns: Int,
    x: UnsafeBufferPointer<Double>, y: UnsafeBufferPointer<Double>, values: UnsafeBufferPointer<Double>
  ) -> Point {
    let start = edge >> 1
    let row = start / columns
    let column = start - row * columns
    if edge & 1 == 0 {
      let t = fraction(values[start], values[start + 1], threshold)
      return Point(x: mix(x[column], x[column + 1], t), y: y[row])
    }
    let t = fraction(values[start], values[start + columns], threshold)
    return Point(x: x[column], y: mix(y[row], y[row + 1], t))
  }

  /// Where `threshold` lies between `a` and `b`, 0…1; one of them is below it and the other is not.
  @inline(__always)
  static func fraction(_ a: Double, _ b: Double, _ threshold: Double) -> Double {
    if a.isInfinite { return b.isInfinite ? 0.5 : 1 }
    if b.isInfinite { return 0 }
    return min(1, max(0, (threshold - a) / (b - a)))
  }

  /// `a` for 0 and `b` for 1, exactly.
  @inline(__always)
  private static func mix(_ a: Double, _ b: Double, _ t: Double) -> Double {
    t == 1 ? b : a + (b - a) * t
  }
}
