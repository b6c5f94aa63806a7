/// One side of a triangle: which samples lie on the triangle's side of it.
///
/// The line is always described from its lexicographically smaller end, so that the two triangles that share
/// it compute the same number for a sample, and a sample on the line belongs to exactly one of them.
struct SampleEdge {
  private let origin: SIMD2<Double>
  private let normal: SIMD2<Double>
  private let spread: SIMD8<Float>
  private let isInverted: SIMDMask<SIMD8<Int32>>
  /// The normal, turned to the inside.
  private let inward: SIMD2<Double>

  /// - Parameters:
  ///   - start: the side's first end.
  ///   - end: its second end.
  ///   - isForward: whether the triangle's inside is where `(end − start) × (p − start) > 0`.
  @inline(__always)
  init(_ start: SIMD2<Double>, _ end: SIMD2<Double>, isForward: Bool) {
    let isSwapped = end.x < start.x || (end.x == start.x && end.y < start.y)
    let (from, to) = isSwapped ? (end, start) : (start, end)
    origin = from
    normal = SIMD2(from.y - to.y, to.x - from.x)
    spread = Float(normal.x) * SampleStrip.offsetX + Float(normal.y) * SampleStrip.offsetY
    inward = isForward != isSwapped ? normal : -normal
    isInverted = SIMDMask(repeating: isForward != isSwapped)
  }

  /// The samples of a pixel that lie inside.
  @inline(__always)
  func isInside(around centre: SIMD2<Double>) -> SIMDMask<SIMD8<Int32>> {
    let value = Float(normal.dot(centre - origin)) + spread
    return (value .< 0) .^ isInverted
  }

  /// Leaves out pixels at the ends of a row's stretch that lie wholly outside.
  @inline(__always)
  func narrow(_ columns: inout (first: Double, last: Double), row: Int) {
    guard inward.x != 0 else { return }
    let offset = Double(row) - origin.y
    // The least x, or the greatest, at which some point of the row is inside; a thousandth of a pixel to
    // spare.
    let bound = origin.x - max(inward.y * offset, inward.y * (offset + 1)) / inward.x
    if inward.x > 0 {
      columns.first = max(columns.first, bound - 1.001)
    } else {
      columns.last = min(columns.last, bound + 0.001)
    }
  }
}
