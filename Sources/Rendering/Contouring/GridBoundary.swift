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
    let cells = CompleteCells(of: grid)
    var edges: [Edge] = []
    let columns = grid.columns
    for row in 0..<grid.cellRows {
      for column in 0..<grid.cellColumns where cells[row, column] {
        let below = cells[row - 1, column]
        let above = cells[row + 1, column]
        let before = cells[row, column - 1]
        let after = cells[row, column + 1]
        if below && above && before && after { continue }
        let corner = row * columns + column
        let left = cells.upperPass(row, column)
        let right = cells.upperPass(row, column + 1)
        if !below {
          edges.append(
            Edge(start: corner, end: corner + 1, edge: 2 * corner, startPass: left, endPass: right))
        }
        if !after {
          edges.append(
            Edge(
              start: corner + 1, end: corner + columns + 1, edge: 2 * (corner + 1) + 1, startPass: right,
              endPass: 0))
        }
        if !above {
          edges.append(
            Edge(
              start: corner + columns + 1, end: corner + columns, edge: 2 * (corner + columns), startPass: 0,
              endPass: 0))
        }
        if !before {
          edges.append(
            Edge(start: corner + columns, end: corner, edge: 2 * corner + 1, startPass: 0, endPass: left))
        }
      }
    }
    self.edges = edges
  }
}

/// Which cells have all four values; those outside the grid have none.
private struct CompleteCells {
  private let flags: [Bool]
  private let rows: Int
  private let columns: Int

  init(of grid: ContourGrid) {
    rows = grid.cellRows
    columns = grid.cellColumns
    var flags = Array(repeating: true, count: rows * columns)
    for (index, value) in grid.values.enumerated() where value.isNaN && !flags.isEmpty {
      let row = index / grid.columns
      let column = index - row * grid.columns
      for cellRow in max(0, row - 1)...min(row, rows - 1) {
        for cellColumn in max(0, column - 1)...min(column, columns - 1) {
          flags[cellRow * columns + cellColumn] = false
        }
      }
    }
    self.flags = flags
  }

  subscript(row: Int, column: Int) -> Bool {
    row >= 0 && column >= 0 && row < rows && column < columns && flags[row * columns + column]
  }

  /// The pass through a grid point that belongs to a cell above it: 1 where cells touch only diagonally, else 0.
  func upperPass(_ row: Int, _ column: Int) -> Int {
    let lowerLeft = self[row - 1, column - 1]
    let lowerRight = self[row - 1, column]
    let upperLeft = self[row, column - 1]
    let upperRight = self[row, column]
    return lowerLeft == upperRight && lowerRight == upperLeft && lowerLeft != lowerRight ? 1 : 0
  }
}
