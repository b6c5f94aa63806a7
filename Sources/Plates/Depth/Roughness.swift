/// How much of a loss on a grid is more than a valley: the share of the grid's rows and columns along which it has more
/// than one.
///
/// A valley is a point, or a run of equal ones, with a lower loss than its neighbours along the line; at an end there is
/// one neighbour. A convex loss has one valley along every line, and so has every loss that falls to a bottom and rises
/// from there. Roughness does not change when the loss goes through an increasing function, such as the logarithm.
package struct Roughness: Hashable, Sendable {
  /// Rows and columns with more than one valley.
  package let rough: Int
  /// Rows and columns.
  package let lines: Int

  /// - Parameters:
  ///   - loss: on a grid, row by row; what diverged is infinite.
  ///   - columns: points in a row.
  package init(of loss: [Double], columns: Int) {
    precondition(columns > 0 && loss.count % columns == 0, "\(loss.count) values in rows of \(columns)")
    let rows = loss.count / columns
    let across = (0..<rows).map { Array(loss[$0 * columns..<($0 + 1) * columns]) }
    let along = (0..<columns).map { column in (0..<rows).map { loss[$0 * columns + column] } }
    rough = (across + along).count { Self.valleys($0) > 1 }
    lines = rows + columns
  }

  /// Between 0 and 1.
  package var share: Double { lines > 0 ? Double(rough) / Double(lines) : 0 }

  private static func valleys(_ line: [Double]) -> Int {
    // Runs of equal values count once.
    let steps = zip(line, line.dropFirst()).filter { $0 != $1 }.map { $1 > $0 }
    guard let first = steps.first, let last = steps.last else { return 1 }
    let turns = zip(steps, steps.dropFirst()).count { !$0 && $1 }
    return turns + (first ? 1 : 0) + (last ? 0 : 1)
  }
}
