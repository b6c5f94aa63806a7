import Glibc

/// Values on a rectangular grid, as contouring sees them.
///
/// Between the grid points values are bilinear (of `log z` when `interpolation` is `.logarithmic`). A *cell*
/// is the rectangle between four neighbouring grid points. Cells with a NaN corner are left out. `+Inf` lies
/// above every level and `−Inf` below every level: a crossing next to one of them is drawn at its finite
/// neighbour, the limit of a value that grows without bound.
package struct ContourGrid: Sendable {
  /// How values between two grid points follow from theirs.
  package enum Interpolation: Sendable {
    case linear
    /// Linear in `log z`; values that are not positive lie below every level.
    case logarithmic
  }

  /// Positions of the columns, strictly increasing.
  package let x: [Double]
  /// Positions of the rows, strictly increasing.
  package let y: [Double]
  /// What is linear between grid points.
  package let interpolation: Interpolation
  /// `[rows × columns]`, row-major, in the interpolated quantity (`z` or `log z`).
  let values: [Double]

  /// - Parameters:
  ///   - x: positions of the columns, strictly increasing; may be empty.
  ///   - y: positions of the rows, strictly increasing; may be empty.
  ///   - z: values, `z[row * x.count + column]`, row 0 at `y[0]`.
  ///   - interpolation: what is linear between grid points.
  package init(x: [Double], y: [Double], z: [Double], interpolation: Interpolation = .linear) {
    precondition(z.count == x.count * y.count, "\(z.count) values on a grid of \(y.count) × \(x.count)")
    self.x = x
    self.y = y
    self.interpolation = interpolation
    switch interpolation {
    case .linear: values = z
    case .logarithmic: values = z.map { $0.isNaN ? .nan : $0 > 0 ? log($0) : -.infinity }
    }
  }

  /// A grid of values that are in the interpolated quantity already.
  init(x: [Double], y: [Double], interpolated values: [Double], _ interpolation: Interpolation) {
    self.x = x
    self.y = y
    self.values = values
    self.interpolation = interpolation
  }

  package var columns: Int { x.count }
  package var rows: Int { y.count }
  var cellRows: Int { max(0, rows - 1) }
  var cellColumns: Int { max(0, columns - 1) }

  /// A level in the interpolated quantity.
  func threshold(of level: Double) -> Double {
    switch interpolation {
    case .linear: level
    case .logarithmic: level > 0 ? log(level) : -.infinity
    }
  }

  /// The value at a grid point, in the interpolated quantity (`z` or `log z`).
  package func value(row: Int, column: Int) -> Double { values[row * columns + column] }

  /// Whether a value is `+Inf`.
  var hasDiverged: Bool { values.contains(.infinity) }

  /// The grid with diverged values as missing ones.
  var finite: ContourGrid {
    ContourGrid(x: x, y: y, interpolated: values.map { $0 == .infinity ? .nan : $0 }, interpolation)
  }

  /// Index of the last column at or left of a position; −1 when there is none.
  func column(left position: Double) -> Int { (x.firstIndex { $0 > position } ?? x.count) - 1 }

  /// Index of the last row at or below a position; −1 when there is none.
  func row(below position: Double) -> Int { (y.firstIndex { $0 > position } ?? y.count) - 1 }

  /// Whether the cell between rows `row`, `row + 1` and columns `column`, `column + 1` exists and has no NaN
  /// corner.
  package func isComplete(row: Int, column: Int) -> Bool {
    guard row >= 0, column >= 0, row < cellRows, column < cellColumns else { return false }
    let corner = row * columns + column
    return
      !(values[corner].isNaN || values[corner + 1].isNaN || values[corner + columns].isNaN
      || values[corner + columns + 1].isNaN)
  }
}
