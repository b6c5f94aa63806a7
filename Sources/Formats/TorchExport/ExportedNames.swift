/// Names of the `state_dict` in the order that `Module.state_dict()` gives them.
///
/// An archive lists all parameters before all buffers, and names that share a storage side by side. The order of the
/// modules is known from the names' first appearance; within each module parameters come first, then buffers, then its
/// modules. Only modules that are nothing but buffers, or that appear under a shared name alone, may come later here
/// than in PyTorch.
struct ExportedNames {
  /// Modules within one another that are told apart.
  private static let largestDepth = 256

  /// A module within another.
  private struct Step: Hashable {
    let parent: Int
    let name: Substring
  }

  /// The order of modules: that of their first appearance among these names.
  private var modules: [Step: Int] = [:]

  /// - Parameter order: names in an order that visits modules as the network does.
  init(order: some Sequence<String>) {
    for name in order { _ = path(of: name) }
  }

  /// Sorts names.
  ///
  /// - Parameter names: with whether each is a parameter; of one module in the order of their definition.
  /// - Returns: places in `names`.
  mutating func sorted(_ names: [(name: String, isParameter: Bool)]) -> [Int] {
    var keys: [[Int]] = []
    for (place, entry) in names.enumerated() {
      // Modules count from 1: what a module has itself comes before its modules.
      keys.append(path(of: entry.name) + [0, entry.isParameter ? 0 : 1, place])
    }
    return names.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
  }

  /// Numbers of the modules from the outermost to the one that has the tensor, in the order of appearance.
  private mutating func path(of name: String) -> [Int] {
    var path: [Int] = []
    let parts = name.split(separator: ".", maxSplits: Self.largestDepth, omittingEmptySubsequences: false)
    for part in parts.dropLast() {
      let step = Step(parent: path.last ?? 0, name: part)
      let number = modules[step] ?? modules.count + 1
      modules[step] = number
      path.append(number)
    }
    return path
  }
}
