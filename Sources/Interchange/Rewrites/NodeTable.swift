import Formats
import Networks

/// The nodes of a network while rewrites change them.
///
/// A rewrite puts another operation in a node's place, or has the node's readers read another node. Whatever nobody reads then
/// is dropped at once, so that the number of a node's readers is always that of the network as it is.
final class NodeTable {
  private var nodes: [GraphRecorder.Node]
  /// How many arguments of other nodes a node is.
  private var readerCounts: [Int]
  /// The node that is read in place of another one.
  private var replacements: [Int?]
  private var isDropped: [Bool]
  private var names: Set<String>
  /// The last number after each name that nodes were added near.
  private var lastNumbers: [String: Int] = [:]
  private var output: Int
  /// Added nodes without blocks of their own, by what they read.
  private var added: [[Int]: [Int]] = [:]
  /// How many nodes there were before anything was added.
  private let originalCount: Int
  private let stored: [String: ForeignGraph.Stored]

  /// - Parameter nodes: each after what it reads; the output comes last.
  init(_ nodes: [GraphRecorder.Node], stored: [String: ForeignGraph.Stored]) {
    self.nodes = nodes
    self.stored = stored
    readerCounts = Array(repeating: 0, count: nodes.count)
    replacements = Array(repeating: nil, count: nodes.count)
    isDropped = Array(repeating: false, count: nodes.count)
    names = Set(nodes.map(\.name))
    output = nodes.count - 1
    originalCount = nodes.count
    for node in nodes { for input in node.inputs { readerCounts[input] += 1 } }
  }

  // MARK: Looking

  var count: Int { nodes.count }

  /// Whether the network still has the node.
  func isThere(_ node: Int) -> Bool { !isDropped[node] }

  func shape(_ node: Int) -> ValueShape { nodes[resolved(node)].shape }

  func operation(_ node: Int) -> Operation { nodes[resolved(node)].operation }

  /// The node's operation as one of a certain kind; nil when it is of another.
  func `as`<Kind: OperationKind>(_ kind: Kind.Type, _ node: Int) -> Kind? { operation(node).as(kind) }

  func inputs(_ node: Int) -> [Int] { nodes[resolved(node)].inputs.map(resolved) }

  func name(_ node: Int) -> String { nodes[resolved(node)].name }

  func sources(_ node: Int) -> [GraphRecorder.ParameterSource] { nodes[resolved(node)].sources }

  /// Whether a single argument is the node, and nobody sees its value otherwise.
  func isReadOnce(_ node: Int) -> Bool {
    let node = resolved(node)
    return readerCounts[node] == 1 && node != resolved(output)
  }

  /// The numbers of a constant; nil for anything else.
  func numbers(_ node: Int) -> [Float]? {
    guard self.as(Parameter.self, node) != nil, case .numbers(let numbers)? = sources(node).first else {
      return nil
    }
    return numbers
  }

  /// The node that is read in its place.
  private func resolved(_ node: Int) -> Int {
    var result = node
    while let next = replacements[result] { result = next }
    // Later look-ups take one step.
    if result != node { replacements[node] = result }
    return result
  }

  // MARK: Changing

  /// Adds a node, unless one that was added does the same; nil when the inputs do not fit the operation.
  func add(
    _ operation: Operation, _ inputs: [Int], near neighbour: Int,
    owning sources: [GraphRecorder.ParameterSource] = []
  ) -> Int? {
    guard let shape = result(of: operation, inputs) else { return nil }
    let inputs = inputs.map(resolved)
    if sources.isEmpty,
      let same = added[inputs]?.first(where: { isThere($0) && nodes[$0].operation == operation }),
      self.inputs(same) == inputs
    {
      return same
    }
    for input in inputs { readerCounts[input] += 1 }
    nodes.append(
      GraphRecorder.Node(
        name: unique(name(neighbour)), operation: operation, inputs: inputs, shape: shape, sources: sources))
    if sources.isEmpty { added[inputs, default: []].append(nodes.count - 1) }
    readerCounts.append(0)
    replacements.append(nil)
    isDropped.append(false)
    return nodes.count - 1
  }

  /// Puts an operation in a node's place, where the result has the same shape.
  func replace(
    _ node: Int, with operation: Operation, _ inputs: [Int],
    owning sources: [GraphRecorder.ParameterSource] = []
  ) -> Bool {
    let node = resolved(node)
    guard result(of: operation, inputs) == nodes[node].shape else { return false }
    let old = nodes[node].inputs
    for input in inputs { readerCounts[resolved(input)] += 1 }
    nodes[node].operation = operation
    nodes[node].inputs = inputs.map(resolved)
    nodes[node].sources = sources
    release(old)
    if let prefix = WeightOwnership.layerName(sources, stored), names.insert(prefix).inserted {
      names.remove(nodes[node].name)
      nodes[node].name = prefix
    }
    return true
  }

  /// Has all readers of a node read another one, which has the same shape.
  func replace(_ node: Int, by other: Int) -> Bool {
    let (node, other) = (resolved(node), resolved(other))
    guard node != other, nodes[node].shape == nodes[other].shape else { return false }
    // A network computes something.
    if node == resolved(output), nodes[other].operation.isInput { return false }
    readerCounts[other] += readerCounts[node]
    readerCounts[node] = 0
    if node == resolved(output) { output = other }
    // What was added for a node has its name.
    if other >= originalCount { swapNames(node, other) }
    let inputs = nodes[node].inputs
    replacements[node] = other
    drop(node)
    release(inputs)
    return true
  }

  /// Gives two nodes each other's names.
  func swapNames(_ first: Int, _ second: Int) {
    let name = nodes[first].name
    nodes[first].name = nodes[second].name
    nodes[second].name = name
  }

  /// Runs a change; what it added and left without a reader is dropped.
  func attempt(_ change: () -> Bool) -> Bool {
    let mark = nodes.count
    let isDone = change()
    for node in (mark..<nodes.count).reversed()
    where !isDropped[node] && readerCounts[node] == 0 && node != output {
      drop(node)
      release(nodes[node].inputs)
    }
    return isDone
  }

  private func result(of operation: Operation, _ inputs: [Int]) -> ValueShape? {
    let shapes = inputs.map { shape($0) }
    guard operation.base.arity.contains(inputs.count), (try? operation.base.check(shapes, node: "")) != nil
    else {
      return nil
    }
    return operation.base.outputShape(of: shapes)
  }

  private func drop(_ node: Int) {
    isDropped[node] = true
    names.remove(nodes[node].name)
  }

  /// Takes a reader from each of the nodes, and drops those that were left without one.
  private func release(_ inputs: [Int]) {
    var pending = inputs
    while let input = pending.popLast().map(resolved) {
      readerCounts[input] -= 1
      guard readerCounts[input] == 0, input != resolved(output), !nodes[input].operation.isInput else {
        continue
      }
      drop(input)
      pending += nodes[input].inputs
    }
  }

  private func unique(_ name: String) -> String {
    while true {
      let number = lastNumbers[name, default: 1] + 1
      lastNumbers[name] = number
      let result = "\(name)_\(number)"
      if names.insert(result).inserted { return result }
    }
  }

  // MARK: The result

  /// The nodes that are left, each after what it reads and else in their old order; the output comes last.
  func ordered() -> [GraphRecorder.Node] {
    var positions: [Int?] = Array(repeating: nil, count: nodes.count)
    var result: [GraphRecorder.Node] = []
    let inputs = nodes.indices.filter { nodes[$0].operation.isInput }
    for root in inputs + nodes.indices.filter({ !isDropped[$0] }) {
      var pending = [root]
      while let node = pending.last {
        let own = self.inputs(node)
        let missing = positions[node] == nil ? own.filter { positions[$0] == nil } : []
        pending += missing.reversed()
        guard missing.isEmpty else { continue }
        pending.removeLast()
        guard positions[node] == nil else { continue }
        positions[node] = result.count
        var copy = nodes[node]
        copy.inputs = own.compactMap { positions[$0] }
        result.append(copy)
      }
    }
    return result
  }
}
