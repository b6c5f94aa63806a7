/// Contours one grid at any number of levels: marching squares with joined pieces.
///
/// For each level the cells that it crosses are found (a comparison per grid point, eight cells skipped at a
/// time where nothing is crossed), each contributes one directed piece or two between its sides, and pieces
/// that share a crossing are joined. A value equal to the level counts as above it, so that each level
/// crosses an edge at most once and every curve is either a ring or ends at the border. A band `lower ≤ z <
/// upper` is bounded by the lines of its lower level, those of its upper level reversed, and the parts of the
/// border whose values lie in it; all are pieces of the same kind, so the same joining gives its rings.
///
/// Known limits: positions are linear along grid edges and straight inside cells, so a curve is accurate to
/// second order in the spacing; a plateau exactly at a level is above it, and a ridge exactly at a level
/// leaves no line.
package struct Contourer {
  private let grid: ContourGrid
  private var links: ContourLinks?
  private var bandLinks: ContourLinks?
  private var boundary: GridBoundary?
  private var codes: [UInt8]
  private var lowerRow: [UInt8]
  private var upperRow: [UInt8]

  /// Prepares to contour a grid; memory is taken at the first level.
  package init(_ grid: ContourGrid) {
    self.grid = grid
    codes = Array(repeating: 0, count: grid.columns + 8)
    lowerRow = Array(repeating: 0, count: grid.columns + 8)
    upperRow = lowerRow
  }

  /// The lines on which the value crosses a level, with values at or above it on their left (x to the right,
  /// y up).
  ///
  /// A line that does not close ends at the border of the grid or of left-out cells. Lines of one level never
  /// cross.
  package mutating func lines(at level: Double) -> Curves {
    let threshold = grid.threshold(of: level)
    var links = self.links.take() ?? ContourLinks(nodes: 2 * grid.values.count)
    collect(threshold, into: &links, NodeNumbering(stride: 2, offset: 0, isReversed: false))
    var curves = Curves()
    let columns = grid.columns
    grid.withBuffers { x, y, values in
      links.join(into: &curves) { node in
        GridEdge.crossing(node, threshold: threshold, columns: columns, x: x, y: y, values: values)
      }
    }
    self.links = links
    return curves
  }

  /// The part of the grid's complete cells where `lower ≤ z < upper`, as rings.
  ///
  /// Outer rings run counter-clockwise and holes clockwise (x to the right, y up); rings do not cross, so the
  /// even-odd and the nonzero rule fill the same area. `-.infinity` and `.infinity` leave a side open; an
  /// open upper side includes `+Inf`.
  package mutating func band(from lower: Double, to upper: Double) -> Curves {
    precondition(lower < upper, "a band from \(lower) to \(upper) is empty")
    let low = lower == -.infinity ? -.infinity : grid.threshold(of: lower)
    let high = upper == .infinity ? .infinity : grid.threshold(of: upper)
    let isBelowOpen = lower == -.infinity
    let isAboveOpen = upper == .infinity
    var links = bandLinks.take() ?? ContourLinks(nodes: BandNode.count * grid.values.count)
    let boundary = self.boundary ?? GridBoundary(of: grid)
    self.boundary = boundary
    if !isBelowOpen {
      collect(
        low, into: &links, NodeNumbering(stride: BandNode.count, offset: BandNode.low, isReversed: false))
    }
    if !isAboveOpen {
      collect(
        high, into: &links, NodeNumbering(stride: BandNode.count, offset: BandNode.high, isReversed: true))
    }
    var curves = Curves()
    let columns = grid.columns
    grid.withBuffers { x, y, values in
      for edge in boundary.edges {
        BandNode.add(
          edge, isAboveLow: { isBelowOpen || values[$0] >= low },
          isAboveHigh: { !isAboveOpen && values[$0] >= high }, to: &links)
      }
      links.join(into: &curves) { node in
        let point = node / BandNode.count
        let kind = node - point * BandNode.count
        guard kind < BandNode.point else { return Point(x: x[point % columns], y: y[point / columns]) }
        return GridEdge.crossing(
          2 * point + (kind & 1), threshold: kind < BandNode.high ? low : high, columns: columns,
          x: x, y: y, values: values)
      }
    }
    bandLinks = links
    return curves
  }

  /// How a crossing on a grid edge becomes a node: `stride` nodes a grid point, edges from `offset` on.
  private struct NodeNumbering {
    let stride: Int
    let offset: Int
    let isReversed: Bool

    @inline(__always)
    func node(_ edge: Int) -> Int { (edge >> 1) * stride + (edge & 1) + offset }

    @inline(__always)
    func add(
      _ piece: (from: CellSegments.Side, to: CellSegments.Side), _ sides: CellSides,
      _ links: inout ContourLinks
    ) {
      let start = node(sides[piece.from])
      let end = node(sides[piece.to])
      if isReversed { links.add(from: end, to: start) } else { links.add(from: start, to: end) }
    }
  }

  /// The numbers of a cell's four edges.
  private struct CellSides {
    let corner: Int
    let columns: Int

    @inline(__always)
    subscript(side: CellSegments.Side) -> Int {
      switch side {
      case .bottom: 2 * corner
      case .right: 2 * (corner + 1) + 1
      case .top: 2 * (corner + columns)
      case .left: 2 * corner + 1
      }
    }
  }

  /// Adds the pieces of all complete cells that `threshold` crosses.
  private mutating func collect(
    _ threshold: Double, into links: inout ContourLinks, _ numbering: NodeNumbering
  ) {
    guard grid.cellRows > 0, grid.cellColumns > 0 else { return }
    let columns = grid.columns
    let cells = grid.cellColumns
    codes.withUnsafeMutableBufferPointer { codes in
      lowerRow.withUnsafeMutableBufferPointer { lower in
        upperRow.withUnsafeMutableBufferPointer { upper in
          grid.values.withUnsafeBufferPointer { values in
            Self.compare(values, row: 0, columns, threshold, into: upper)
            for row in 0..<grid.cellRows {
              for column in 0..<columns { lower[column] = upper[column] }
              Self.compare(values, row: row + 1, columns, threshold, into: upper)
              for column in 0..<cells {
                codes[column] =
                  lower[column] | lower[column + 1] << 1 | upper[column + 1] << 2 | upper[column] << 3
              }
              Self.visit(codes, values, row, columns, threshold, numbering, &links)
            }
          }
        }
      }
    }
  }

  @inline(__always)
  private static func compare(
    _ values: UnsafeBufferPointer<Double>, row: Int, _ columns: Int, _ threshold: Double,
    into flags: UnsafeMutableBufferPointer<UInt8>
  ) {
    let base = row * columns
    for column in 0..<columns { flags[column] = values[base + column] >= threshold ? 1 : 0 }
  }

  /// Adds the pieces of one row of cells.
  private static func visit(
    _ codes: UnsafeMutableBufferPointer<UInt8>, _ values: UnsafeBufferPointer<Double>, _ row: Int,
    _ columns: Int, _ threshold: Double, _ numbering: NodeNumbering, _ links: inout ContourLinks
  ) {
    let cells = columns - 1
    let raw = UnsafeRawBufferPointer(codes)
    var column = 0
    while column < cells {
      let eight = raw.loadUnaligned(fromByteOffset: column, as: UInt64.self)
      if column + 8 <= cells && (eight == 0 || eight == 0x0F0F_0F0F_0F0F_0F0F) {
        column += 8
        continue
      }
      for column in column..<min(column + 8, cells) {
        let code = codes[column]
        if code == 0 || code == 15 { continue }
        let corner = row * columns + column
        let (a, b) = (values[corner], values[corner + 1])
        let (d, c) = (values[corner + columns], values[corner + columns + 1])
        if a.isNaN || b.isNaN || c.isNaN || d.isNaN { continue }
        let sides = CellSides(corner: corner, columns: columns)
        if code == 5 || code == 10 {
          let connected =
            code == 5
            ? CellSegments.isConnected(high: (a, c), low: (b, d), threshold: threshold)
            : CellSegments.isConnected(high: (b, d), low: (a, c), threshold: threshold)
          let pieces = CellSegments.saddle(code, connected: connected)
          numbering.add(pieces.0, sides, &links)
          numbering.add(pieces.1, sides, &links)
        } else {
          numbering.add(CellSegments.single(code), sides, &links)
        }
      }
      column += 8
    }
  }
}
