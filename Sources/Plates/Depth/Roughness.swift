import Glibc

/// How much of the ups and downs of a loss is more than a valley needs.
///
/// Along each row and each column of the grid the logarithm of the loss rises and falls by `V = Σ|Δ ln L|` in all. A
/// single valley that leads from the line's first value `a` down to its least one `m` and up to its last one `b` needs
/// `a + b − 2m` of that. With both summed over all lines, roughness is `1 − Σ(a + b − 2m)/ΣV`: 0 when the loss has one
/// valley along every line, and near 1 when nearly all its ups and downs are bumps. It does not change when the loss is
/// multiplied by a number or raised to a power. Points where the loss is not finite are left out of their lines.
package struct Roughness: Hashable, Sendable {
  /// Between 0 and 1; 0 where the loss is constant.
  package let share: Double
  /// Grid points inside the grid with a loss below that of all eight neighbours.
  package let minima: Int

  /// - Parameters:
  ///   - loss: on a grid, row by row.
  ///   - columns: points in a row.
  package init(of loss: [Double], columns: Int) {
    precondition(columns > 0 && loss.count % columns == 0, "\(loss.count) values in rows of \(columns)")
    let rows = loss.count / columns
    var (total, needed) = (0.0, 0.0)
    func add(_ line: [Double]) {
      let values = line.filter { $0.isFinite && $0 > 0 }.map { log($0) }
      guard let first = values.first, let last = values.last, let least = values.min() else { return }
      total += zip(values, values.dropFirst()).reduce(0) { $0 + abs($1.1 - $1.0) }
      needed += first + last - 2 * least
    }
    for row in 0..<rows { add(Array(loss[row * columns..<(row + 1) * columns])) }
    for column in 0..<columns { add((0..<rows).map { loss[$0 * columns + column] }) }
    share = total > 0 ? max(0, 1 - needed / total) : 0
    minima = Self.minima(loss, columns: columns, rows: rows)
  }

  private static func minima(_ loss: [Double], columns: Int, rows: Int) -> Int {
    var count = 0
    for row in 1..<max(1, rows - 1) {
      for column in 1..<max(1, columns - 1) {
        let place = row * columns + column
        let neighbours = [-columns - 1, -columns, -columns + 1, -1, 1, columns - 1, columns, columns + 1]
        if neighbours.allSatisfy({ loss[place] < loss[place + $0] }) { count += 1 }
      }
    }
    return count
  }
}
