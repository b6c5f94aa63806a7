import Numerics

/// Chooses points whose losses tell those of the others: the columns of a matrix that explain the most of the rest, one by
/// one.
///
/// Greedy column-subset selection: the next column is the one after whose projection the least variance is left (pivoted
/// Cholesky with the pivot that gains most; Farahat et al. 2011, *ICDM*).
enum AnchorChoice {
  /// Positions of the chosen columns, in the order of their choice.
  ///
  /// - Parameters:
  ///   - columns: relative losses of the same samples at each point.
  ///   - first: the column that is chosen in any case.
  ///   - count: how many to choose at most; fewer where nothing is left to explain.
  static func order(_ columns: [[Double]], first: Int, count: Int) -> [Int] {
    let centred = columns.map { column in
      let mean = column.mean
      return column.map { $0 - mean }
    }
    var gram = centred.map { column in centred.map { column.dot($0) } }
    let total = gram.indices.reduce(0) { $0 + gram[$1][$1] }
    let ridge = CalibrationPhase.ridge * total / Double(max(1, gram.count))
    guard total > 0 else { return [first] }
    var chosen: [Int] = []
    var isChosen = [Bool](repeating: false, count: columns.count)
    var next = first
    while chosen.count < min(count, columns.count) {
      chosen.append(next)
      isChosen[next] = true
      let pivot = gram[next]
      let scale = 1 / (pivot[next] + ridge)
      for row in gram.indices { gram[row].add(pivot, times: -pivot[row] * scale) }
      var best = -1.0
      for candidate in gram.indices where !isChosen[candidate] {
        let gain = gram[candidate].dot(gram[candidate]) / (max(0, gram[candidate][candidate]) + ridge)
        if gain > best { (best, next) = (gain, candidate) }
      }
      guard best > 1e-12 * total else { break }
    }
    return chosen
  }
}
