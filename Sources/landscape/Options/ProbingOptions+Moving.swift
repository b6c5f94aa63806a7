import Probing

extension ProbingOptions {
  /// The patterns of `--only`, each once.
  static func patterns(_ only: [String]) throws -> [String] {
    let patterns = only.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }
      .map { String($0).withoutSpaces }
    guard !patterns.contains("") else {
      throw Failure(
        .usage, "--only '\(only.joined(separator: ","))': an empty pattern; write e.g. 'layer4.*'")
    }
    return Set(patterns).sorted()
  }

  /// The roles of `--include`.
  static func roles(_ include: String?) throws -> Set<IncludedRole> {
    var result: Set<IncludedRole> = []
    for name in include?.split(separator: ",").map(String.init) ?? [] {
      guard let role = IncludedRole(rawValue: name) else {
        let names = IncludedRole.allCases.map(\.rawValue)
        throw Failure(.usage, "--include '\(name)': unknown; \(Suggestion.text(for: name, among: names))")
      }
      result.insert(role)
    }
    return result
  }

  /// The eigenvectors of `--plane eigen:0,1`, of a line the one of `eigen:0`.
  static func eigenvectors(_ plane: String, isPlane: Bool) throws -> [Int] {
    let form = isPlane ? "eigen:0,1" : "eigen:0"
    let parts = plane.split(separator: ":", omittingEmptySubsequences: false)
    let numbers = parts.count == 2 ? parts[1].split(separator: ",", omittingEmptySubsequences: false) : []
    let found = numbers.compactMap { Int($0) }
    guard parts.first == "eigen", found.count == numbers.count, found.count == (isPlane ? 2 : 1),
      Set(found).count == found.count, found.allSatisfy({ (-100...100).contains($0) })
    else {
      throw Failure(
        .usage,
        "--plane '\(plane)': for a \(isPlane ? "plane" : "line") write \(form), 0 for the largest eigenvalue and "
          + "-1 for the smallest, 100 of each at most")
    }
    return found
  }
}
