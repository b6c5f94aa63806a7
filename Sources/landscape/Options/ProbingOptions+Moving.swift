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
}
