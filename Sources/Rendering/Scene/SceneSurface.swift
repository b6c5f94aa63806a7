/// The height field in its box, as the triangles that are drawn.
///
/// A cell without infinite corners consists of four triangles around its centre, whose value is the bilinear
/// one: the mean of the corners' measures. So the picture of a mirrored field is the mirrored picture. A cell
/// with one diverged corner keeps the triangle of the other three; a cell with more has none.
struct SceneSurface: Sendable {
  /// What there is of a cell.
  enum Cell: Hashable, Sendable {
    /// A corner is missing.
    case missing
    case finite
    /// This corner alone diverged: 0 lower left, then counter-clockwise.
    case oneDiverged(Int)
    case diverged
  }

  let box: SceneBox
  let heights: SceneHeights
  let x: [Double]
  let y: [Double]
  /// `[rows × columns]`, in the scale's measure, none below the box.
  let measures: [Double]

  init(_ grid: ContourGrid, box: SceneBox, heights: SceneHeights) {
    self.box = box
    self.heights = heights
    x = grid.x
    y = grid.y
    measures = grid.values.map(heights.clamped)
  }

  var columns: Int { x.count }
  var cellRows: Int { max(0, y.count - 1) }
  var cellColumns: Int { max(0, x.count - 1) }

  /// Column and row of a cell's corner, 0 lower left, then counter-clockwise.
  @inline(__always)
  func corner(_ corner: Int, row: Int, column: Int) -> (column: Int, row: Int) {
    (column + (corner == 1 || corner == 2 ? 1 : 0), row + (corner >= 2 ? 1 : 0))
  }

  /// What there is of the cell between rows `row`, `row + 1` and columns `column`, `column + 1`.
  func cell(row: Int, column: Int) -> Cell {
    guard row >= 0, column >= 0, row < cellRows, column < cellColumns else { return .missing }
    let base = row * columns + column
    let (a, b) = (measures[base], measures[base + 1])
    let (d, c) = (measures[base + columns], measures[base + columns + 1])
    let sum = a + b + c + d
    if sum.isFinite { return .finite }
    if a.isNaN || b.isNaN || c.isNaN || d.isNaN { return .missing }
    let infinite = [a, b, c, d].indices.filter { [a, b, c, d][$0] == .infinity }
    if infinite.isEmpty { return .finite }
    return infinite.count == 1 ? .oneDiverged(infinite[0]) : .diverged
  }

  /// Whether a cell exists and all its corners are above the limit.
  func isAbove(row: Int, column: Int) -> Bool {
    guard column < cellColumns else { return false }
    let (base, limit) = (row * columns + column, heights.limit)
    return measures[base] > limit && measures[base + 1] > limit && measures[base + columns] > limit
      && measures[base + columns + 1] > limit
  }

  /// Measure at the centre of a cell without infinite corners.
  @inline(__always)
  func centreMeasure(row: Int, column: Int) -> Double {
    let base = row * columns + column
    // Quarters first: the sum of four finite numbers need not be finite.
    return (0.25 * measures[base] + 0.25 * measures[base + columns + 1])
      + (0.25 * measures[base + 1] + 0.25 * measures[base + columns])
  }

  /// Place of a measure at a point of the base; what is above the limit comes to lie on the lid.
  func place(_ x: Double, _ y: Double, measure: Double) -> SIMD3<Double> {
    box.place(x, y, height: measure > heights.limit ? 1 : heights.height(ofMeasure: measure))
  }
}
