/// The assignment of rows to columns, each to one, with the greatest sum of a square table.
///
/// Shortest augmenting paths with dual variables (Jonker and Volgenant 1987, doi:10.1007/BF02278710), in `O(n³)`.
package struct LinearAssignment: Hashable, Sendable {
  /// The column of each row.
  package let columns: [Int]
  /// The sum of the chosen entries.
  package let sum: Double

  /// - Parameter gains: n × n finite numbers, row by row.
  package init(maximizing gains: [Double], order n: Int) {
    precondition(gains.count == n * n, "\(gains.count) entries in a table of order \(n)")
    var rowPotentials = [Double](repeating: 0, count: n)
    var columnPotentials = [Double](repeating: 0, count: n + 1)
    // The row of each column; column n stands for the row that is being assigned.
    var rows = [Int](repeating: -1, count: n + 1)
    for row in 0..<n {
      rows[n] = row
      var distances = [Double](repeating: .infinity, count: n)
      var previous = [Int](repeating: n, count: n)
      var isDone = [Bool](repeating: false, count: n + 1)
      var column = n
      repeat {
        isDone[column] = true
        let here = rows[column]
        var (least, next) = (Double.infinity, n)
        for j in 0..<n where !isDone[j] {
          let reduced = -gains[here * n + j] - rowPotentials[here] - columnPotentials[j]
          if reduced < distances[j] { (distances[j], previous[j]) = (reduced, column) }
          if distances[j] < least { (least, next) = (distances[j], j) }
        }
        for j in 0...n {
          if isDone[j] {
            rowPotentials[rows[j]] += least
            columnPotentials[j] -= least
          } else if j < n {
            distances[j] -= least
          }
        }
        column = next
      } while rows[column] != -1
      while column != n {
        rows[column] = rows[previous[column]]
        column = previous[column]
      }
    }
    var columns = [Int](repeating: 0, count: n)
    for column in 0..<n { columns[rows[column]] = column }
    self.columns = columns
    sum = columns.enumerated().reduce(0) { $0 + gains[$1.offset * n + $1.element] }
  }
}
