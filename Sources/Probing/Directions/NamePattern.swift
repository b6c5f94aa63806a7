/// A pattern of names, such as `layer4.*`: `*` stands for any text, also none, and `?` for one character.
package struct NamePattern: Hashable, Sendable {
  private let pattern: [Character]

  package init(_ text: String) { pattern = Array(text) }

  /// Whether a whole name is of the pattern; case counts.
  package func matches(_ name: String) -> Bool {
    let name = Array(name)
    var (place, next) = (0, 0)
    /// The last star, and where in the name what it stands for ends so far.
    var star: (pattern: Int, end: Int)?
    while place < name.count {
      if next < pattern.count, pattern[next] == "*" {
        star = (next, place)
        next += 1
      } else if next < pattern.count, pattern[next] == "?" || pattern[next] == name[place] {
        next += 1
        place += 1
      } else if let last = star {
        // The star stands for one character more; earlier stars need not change.
        star = (last.pattern, last.end + 1)
        (next, place) = (last.pattern + 1, last.end + 1)
      } else {
        return false
      }
    }
    return pattern[next...].allSatisfy { $0 == "*" }
  }
}
