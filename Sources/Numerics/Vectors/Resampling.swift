import CVectorLoops

/// A linear map from images to images of another size, one axis after the other.
package struct Resampling: Sendable {
  /// How the numbers along one axis are made of those along another: number `i` is `Σₖ weights[i·taps + k]·x[starts[i] + k]`.
  package struct Axis: Hashable, Sendable {
    /// Numbers that are read.
    package let from: Int
    package let starts: [Int32]
    package let weights: [Float]

    /// - Parameter terms: of each number that is made, the first that it reads and their weights: one at least, and all
    ///   in the range.
    package init(from: Int, _ terms: [(start: Int, weights: [Float])]) {
      let taps = terms.map(\.weights.count).max() ?? 0
      precondition(taps > 0 && terms.allSatisfy { $0.start >= 0 && $0.start + $0.weights.count <= from })
      self.from = from
      // All have as many terms as the longest, by zeros on the side where there is room.
      starts = terms.map { Int32(min($0.start, from - taps)) }
      weights = terms.flatMap { start, weights in
        let before = start - min(start, from - taps)
        return Array(repeating: 0, count: before) + weights
          + Array(repeating: 0, count: taps - before - weights.count)
      }
    }

    /// Numbers that are made.
    package var to: Int { starts.count }

    fileprivate func withUnsafeAxis<Result>(_ body: (UnsafePointer<vl_axis>) -> Result) -> Result {
      starts.withUnsafeBufferPointer { starts in
        weights.withUnsafeBufferPointer { weights in
          var axis = vl_axis(
            from: from, to: starts.count, taps: weights.count / max(1, starts.count),
            starts: starts.baseAddress,
            weights: weights.baseAddress)
          return withUnsafePointer(to: &axis, body)
        }
      }
    }
  }

  package let rows: Axis
  package let columns: Axis

  package init(rows: Axis, columns: Axis) {
    self.rows = rows
    self.columns = columns
  }

  /// Images `[count][to rows][to columns][lanes]` from `[count][from rows][from columns][lanes]`.
  ///
  /// - Parameter row: room for `from columns · lanes` numbers.
  package func apply(
    _ x: UnsafePointer<Float>, count: Int, lanes: Int, row: UnsafeMutablePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (small, large) = (rows.from * columns.from * lanes, rows.to * columns.to * lanes)
    rows.withUnsafeAxis { rows in
      columns.withUnsafeAxis { columns in
        for i in 0..<count { vl_resample(result + i * large, x + i * small, row, rows, columns, lanes) }
      }
    }
  }

  /// The transposed map, from gradients of the results to those of what they were made of.
  package func applyAdjoint(
    _ x: UnsafePointer<Float>, count: Int, lanes: Int, row: UnsafeMutablePointer<Float>,
    into result: UnsafeMutablePointer<Float>
  ) {
    let (small, large) = (rows.from * columns.from * lanes, rows.to * columns.to * lanes)
    rows.withUnsafeAxis { rows in
      columns.withUnsafeAxis { columns in
        for i in 0..<count {
          vl_resample_adjoint(result + i * small, x + i * large, row, rows, columns, lanes)
        }
      }
    }
  }
}
