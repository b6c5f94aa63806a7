/// The border of the cells that have all four values, as directed grid edges with the cells on their left.
struct GridBoundary {
  /// A grid edge from one grid point to a neighbour.
  struct Edge {
    let start: Int
    let end: Int
    /// Number of the grid edge, see `GridEdge`.
    let edge: Int
    /// Which of the two passes through a point where two cells touch only diagonally: 0 below, 1 above.
    let startPass: Int
    let endPass: Int
  }

  let edges: [Edge]

  init(of grid: ContourGrid) {
    var edges: [Edge] = []
    let columns = grid.columns
    for row in 0..<grid.cellRows {
      for column in 0..<grid.cellColumns where grid.isComplete(row: row, column: column) {
        let corner = row * columns + column
        let left = Self.upperPass(row, column, grid)
        let right = Self.upperPass(row, column + 1, grid)
        if !grid.isComplete(row: row - 1, column: column) {
          edges.append(
            Edge(start: corner, end: corner + 1, edge: 2 * corner, startPass: left, endPass: right))
        }
        if !grid.isComplete(row: row, column: column + 1) {
          edges.append(
            Edge(
              start: corner + 1, end: corner + columns + 1, edge: 2 * (corner + 1) + 1,
              startPass: right, endPass: 0))
        }
        if !grid.isComplete(row: row + 1, column: column) {
          edges.append(
            Edge(
              start: corner + columns + 1, end: corner + columns, edge: 2 * (corner + columns),
              startPass: 0, endPass: 0))
        }
        if !grid.isComplete(row: row, column: column - 1) {
          edges.append(
            Edge(
              start: corner + columns, end: corner, edge: 2 * corner + 1, startPass: 0, endPass: left))
        }
      }
    }
    self.edges = edges
  }

  /// The pass through a grid point that belongs to a cell above it: 1 where cells touch only diagonally, else 0.
  private static func upperPass(_ row: Int, _ column: Int, _ grid: ContourGrid) -> Int {
    let lowerLeft = grid.isComplete(row: row - 1, column: column - 1)
    let lowerRight = grid.isComplete(row: row - 1, column: column)
    let upperLeft = grid.isComplete(row: row, column: column - 1)
    let upperRight = grid.isComplete(row: row, column: column)
    return lowerLeft == upperRight && lowerRight == upperLeft && lowerLeft != lowerRight ? 1 : 0
  }
}
