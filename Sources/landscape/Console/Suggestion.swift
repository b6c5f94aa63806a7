/// The valid name that a mistyped one probably means.
enum Suggestion {
  /// The nearest of the names by edit distance, or nil when none is near.
  static func nearest(to name: String, among names: [String]) -> String? {
    let best = names.map { ($0, distance(Array(name.lowercased()), Array($0.lowercased()))) }
      .min { $0.1 < $1.1 }
    guard let best, best.1 <= max(2, name.count / 2) else { return nil }
    return best.0
  }

  /// `; did you mean 'X'?` where there is a near name, and the whole choice.
  static func text(for name: String, among names: [String]) -> String {
    let choice = "choose from \(names.joined(separator: ", "))"
    return nearest(to: name, among: names).map { "did you mean '\($0)'? (\(choice))" } ?? choice
  }

  /// Levenshtein's distance: insertions, deletions and replacements, and exchanges of neighbours as one.
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      for (j, y) in b.enumerated() {
        var cost = min(row[j] + 1, rows[i][j + 1] + 1, rows[i][j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { cost = min(cost, rows[i - 1][j - 1] + 1) }
        row.append(cost)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}
