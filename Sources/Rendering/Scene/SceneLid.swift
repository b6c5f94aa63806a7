/// What is shown in place of the surface where it is above its limit or diverged: a flat lid at the top of
/// the box, and walls where the surface does not reach it.
struct SceneLid {
  private(set) var polygons: [[SceneMesh.Vertex]] = []
  private(set) var outline: [(from: SIMD3<Double>, to: SIMD3<Double>)] = []
  /// Where the surface ends at the grid's border or at a hole.
  private(set) var rim: [(from: SIMD3<Double>, to: SIMD3<Double>)] = []
  private let surface: SceneSurface
  private let period: Double

  init(_ surface: SceneSurface, hatchPeriod period: Double) {
    self.surface = surface
    self.period = period
  }

  /// Height of the lid in the box's units.
  var height: Double { surface.box.size.z }

  /// Position of the limit on the colour scale.
  var value: Float { Float(surface.heights.position(ofMeasure: surface.heights.limit)) }

  /// Adds a convex polygon at the lid's height, over corners that are counter-clockwise from above.
  mutating func add(_ corners: [SIMD3<Double>]) {
    polygons.append(
      corners.map { corner in vertex(SIMD3(corner.x, corner.y, height), normal: SIMD3(0, 0, 1)) })
  }

  mutating func addOutline(_ from: SIMD3<Double>, _ to: SIMD3<Double>) {
    if from != to { outline.append((from, to)) }
  }

  /// Adds the border between a cell's diverged corner and the rest of the cell.
  mutating func addDiagonal(_ from: Int, _ to: Int) {
    for piece in pieces(from, to) where !piece.isAbove { addWall(piece.from, piece.to) }
  }

  /// Adds the borders that run along the sides of cells.
  mutating func close() {
    let columns = surface.columns
    for row in 0..<surface.y.count {
      for column in 0..<surface.cellColumns {
        closeSide(
          row * columns + column, row * columns + column + 1, isLid(row - 1, column, sides: 2),
          isLid(row, column, sides: 0))
      }
    }
    for row in 0..<surface.cellRows {
      for column in 0..<columns {
        closeSide(
          row * columns + column, (row + 1) * columns + column, isLid(row, column - 1, sides: 1),
          isLid(row, column, sides: 3))
      }
    }
  }

  /// What a cell puts along one of its sides.
  private enum Side {
    /// No surface and no lid.
    case nothing
    /// The surface up to the limit, the lid above.
    case cut
    case lid
  }

  /// - Parameter side: 0 bottom, 1 right, 2 top, 3 left.
  private func isLid(_ row: Int, _ column: Int, sides side: Int) -> Side {
    switch surface.cell(row: row, column: column) {
    case .missing: .nothing
    case .finite: .cut
    case .oneDiverged(let corner): corner == side || corner == (side + 1) % 4 ? .lid : .cut
    case .diverged: .lid
    }
  }

  private mutating func closeSide(_ from: Int, _ to: Int, _ one: Side, _ other: Side) {
    switch (one, other) {
    case (.nothing, .cut), (.cut, .nothing):
      for piece in pieces(from, to) {
        if piece.isAbove {
          addOutline(raised(piece.from), raised(piece.to))
        } else {
          rim.append((piece.from, piece.to))
        }
      }
    case (.nothing, .lid), (.lid, .nothing):
      addOutline(raised(place(from)), raised(place(to)))
    case (.cut, .lid), (.lid, .cut):
      for piece in pieces(from, to) where !piece.isAbove { addWall(piece.from, piece.to) }
    case (.nothing, .nothing), (.cut, .cut), (.lid, .lid):
      break
    }
  }

  /// A line between two grid points, parted where it reaches the limit.
  private func pieces(
    _ from: Int, _ to: Int
  ) -> [(from: SIMD3<Double>, to: SIMD3<Double>, isAbove: Bool)] {
    let (a, b) = (surface.measures[from], surface.measures[to])
    let limit = surface.heights.limit
    let (start, end) = (place(from), place(to))
    guard (a > limit) != (b > limit) else { return [(start, end, a > limit)] }
    // A diverged end leaves the crossing at the other one.
    let share =
      a == .infinity ? 1 : b == .infinity ? 0 : (limit / 2 - a / 2) / (b / 2 - a / 2)
    var crossing = start + (end - start) * share
    crossing.z = height
    return [(start, crossing, a > limit), (crossing, end, b > limit)]
  }

  private func place(_ index: Int) -> SIMD3<Double> {
    surface.place(
      surface.x[index % surface.columns], surface.y[index / surface.columns], measure: surface.measures[index]
    )
  }

  private func raised(_ point: SIMD3<Double>) -> SIMD3<Double> { SIMD3(point.x, point.y, height) }

  private mutating func addWall(_ from: SIMD3<Double>, _ to: SIMD3<Double>) {
    let direction = to - from
    let normal = SIMD3<Float>(SIMD3(direction.y, -direction.x, 0).unit)
    polygons.append([from, to, raised(to), raised(from)].map { vertex($0, normal: normal) })
    addOutline(raised(from), raised(to))
  }

  private func vertex(_ position: SIMD3<Double>, normal: SIMD3<Float>) -> SceneMesh.Vertex {
    let across = (position.x + position.y) * 0.5.squareRoot() + position.z
    return SceneMesh.Vertex(position: position, normal: normal, value: Float(across / period))
  }
}
