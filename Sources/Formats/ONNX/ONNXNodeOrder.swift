/// Checks that each value of a graph is made once and before it is used, and sorts the nodes where they are not sorted.
struct ONNXNodeOrder {
  private struct Item {
    let node: ForeignGraph.Node
    let captured: [String: String]
    let inner: Set<String>

    var label: String { "the node \(node.name) (\(node.operation))" }
  }

  private let path: String
  private var items: [Item] = []
  /// Values that no node makes.
  private var given: Set<String> = []

  init(path: String) { self.path = path }

  /// Adds an input or initializer.
  ///
  /// - Throws: `FormatError.corrupt` for a second one of the same name, or one without.
  mutating func give(_ name: String) throws(FormatError) {
    guard !name.isEmpty else { throw .corrupt(path: path, reason: "an input has no name") }
    guard given.insert(name).inserted else {
      throw .corrupt(path: path, reason: "two inputs are named \(name)")
    }
  }

  /// Adds a node in the order of the file.
  ///
  /// - Parameters:
  ///   - captured: values from around the node that its subgraphs use.
  ///   - inner: values that its subgraphs make.
  mutating func append(
    _ node: ForeignGraph.Node, captured: [String: String] = [:], inner: Set<String> = []
  ) {
    items.append(Item(node: node, captured: captured, inner: inner))
  }

  /// The nodes in an order in which values are made before they are used: that of the file if it is one.
  ///
  /// - Parameter isOutermost: whether there is nothing around the graph that values could come from.
  /// - Returns: the nodes, the values from around the graph with a node that uses each, and the values that it makes,
  ///   the last two empty for the outermost graph.
  /// - Throws: `FormatError.corrupt`, with the name of the node.
  func sorted(outputs: [String], isOutermost: Bool) throws(FormatError) -> (
    nodes: [ForeignGraph.Node], captured: [String: String], made: Set<String>
  ) {
    let makers = try makers()
    var captured: [String: String] = [:]
    var sources: [[Int]] = []
    sources.reserveCapacity(items.count)
    for item in items {
      var needed: [Int] = []
      func need(_ name: String, _ user: @autoclosure () -> String) {
        if given.contains(name) { return }
        if let maker = makers[name] { needed.append(maker) } else { captured[name] = user() }
      }
      for case .value(let name) in item.node.inputs { need(name, item.label) }
      for (name, user) in item.captured.sorted(by: { $0.key < $1.key }) { need(name, user) }
      sources.append(needed)
    }
    for name in outputs where !given.contains(name) && makers[name] == nil {
      captured[name] = captured[name] ?? "the list of outputs"
    }
    if isOutermost {
      if outputs.isEmpty { throw .corrupt(path: path, reason: "it has no outputs") }
      if let (name, user) = captured.min(by: { $0.key < $1.key }) {
        throw .corrupt(path: path, reason: "\(user) uses the value \(name), which nothing makes")
      }
    }
    let nodes = try order(sources).map { items[$0].node }
    // Nothing is around the outermost graph that would ask what it makes.
    if isOutermost { return (nodes, [:], []) }
    var made = given.union(makers.keys)
    for item in items { made.formUnion(item.inner) }
    return (nodes, captured, made)
  }

  /// Which node makes each value.
  private func makers() throws(FormatError) -> [String: Int] {
    var makers: [String: Int] = [:]
    for (index, item) in items.enumerated() {
      for name in item.node.outputs where !name.isEmpty {
        guard !given.contains(name), makers.updateValue(index, forKey: name) == nil else {
          throw .corrupt(path: path, reason: "\(item.label) makes the value \(name), which is there already")
        }
      }
    }
    for item in items where !item.inner.isEmpty {
      if let name = item.inner.filter({ given.contains($0) || makers[$0] != nil }).min() {
        throw .corrupt(
          path: path, reason: "a subgraph of \(item.label) makes the value \(name), which is there already")
      }
    }
    return makers
  }

  /// The nodes' indices, each after its sources.
  private func order(_ sources: [[Int]]) throws(FormatError) -> [Int] {
    let isSorted = sources.indices.allSatisfy { index in sources[index].allSatisfy { $0 < index } }
    if isSorted { return Array(sources.indices) }
    // Kahn's algorithm: a node is ready when its last source is placed.
    var users = Array(repeating: [Int](), count: sources.count)
    var missing = sources.map(\.count)
    for (index, needed) in sources.enumerated() {
      for source in needed { users[source].append(index) }
    }
    var order = sources.indices.filter { missing[$0] == 0 }
    var next = 0
    while next < order.count {
      for user in users[order[next]] {
        missing[user] -= 1
        if missing[user] == 0 { order.append(user) }
      }
      next += 1
    }
    guard order.count < sources.count else { return order }
    // What is left is on a circle or behind one: going back, the first node that comes twice is on it.
    var node = missing.firstIndex { $0 > 0 } ?? 0
    var seen: Set<Int> = []
    while seen.insert(node).inserted { node = sources[node].first { missing[$0] > 0 } ?? node }
    throw .corrupt(path: path, reason: "\(items[node].label) needs its own result")
  }
}
