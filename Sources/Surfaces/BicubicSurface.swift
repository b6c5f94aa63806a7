/// A plane's loss between its grid points: bicubic with a continuous gradient.
///
/// Catmull & Rom's cubics (1974) along both axes; beyond the border values go on linearly, and outside of the grid the
/// nearest point's value counts.
package struct BicubicSurface: Sendable {
  private let x: Axis
  private let y: Axis
  private let values: [Double]

  /// The loss of a plane; nil for a line, and where a value is missing or has diverged.
  package init?(_ surface: Surface) {
    guard let y = surface.y, surface.loss.allSatisfy(\.isFinite) else { return nil }
    x = surface.x
    self.y = y
    values = surface.loss
  }

  /// A plane from its axes and its values, `[row = β][column = α]`; nil unless all are finite.
  package init?(x: Axis, y: Axis, values: [Double]) {
    precondition(
      values.count == x.count * y.count, "\(values.count) values on \(y.count) × \(x.count) points")
    guard values.allSatisfy(\.isFinite) else { return nil }
    self.x = x
    self.y = y
    self.values = values
  }

  /// Value and gradient at `(α, β)`.
  package func evaluate(_ alpha: Double, _ beta: Double) -> (value: Double, dx: Double, dy: Double) {
    let (column, s, width) = Self.locate(alpha, on: x)
    let (row, t, height) = Self.locate(beta, on: y)
    let (a, da) = Self.weights(s)
    let (b, db) = Self.weights(t)
    var result = (value: 0.0, dx: 0.0, dy: 0.0)
    for j in 0..<4 {
      var (sum, slope) = (0.0, 0.0)
      for i in 0..<4 {
        let z = value(column + i - 1, row + j - 1)
        sum += a[i] * z
        slope += da[i] * z
      }
      result.value += b[j] * sum
      result.dx += b[j] * slope / width
      result.dy += db[j] * sum / height
    }
    return result
  }

  /// The cell of a coordinate, the position in it 0…1, and the spacing.
  private static func locate(_ coordinate: Double, on axis: Axis) -> (
    cell: Int, fraction: Double, spacing: Double
  ) {
    let spacing = (axis.upper - axis.lower) / Double(axis.count - 1)
    let position = min(Double(axis.count - 1), max(0, (coordinate - axis.lower) / spacing))
    let cell = min(axis.count - 2, Int(position))
    return (cell, position - Double(cell), spacing)
  }

  /// Weights of the four neighbours, and their derivatives.
  private static func weights(_ t: Double) -> (SIMD4<Double>, SIMD4<Double>) {
    let (t2, t3) = (t * t, t * t * t)
    return (
      SIMD4(-t3 + 2 * t2 - t, 3 * t3 - 5 * t2 + 2, -3 * t3 + 4 * t2 + t, t3 - t2) * 0.5,
      SIMD4(-3 * t2 + 4 * t - 1, 9 * t2 - 10 * t, -9 * t2 + 8 * t + 1, 3 * t2 - 2 * t) * 0.5
    )
  }

  /// A grid value; one step beyond the border on the straight line through the last two.
  private func value(_ column: Int, _ row: Int) -> Double {
    if column < 0 { return 2 * value(0, row) - value(1, row) }
    if column >= x.count { return 2 * value(x.count - 1, row) - value(x.count - 2, row) }
    if row < 0 { return 2 * value(column, 0) - value(column, 1) }
    if row >= y.count { return 2 * value(column, y.count - 1) - value(column, y.count - 2) }
    return values[row * x.count + column]
  }
}
