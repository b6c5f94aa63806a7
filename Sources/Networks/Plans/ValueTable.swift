import Tensors

/// The values of nodes while a plan is compiled.
final class ValueTable {
  private let graph: Graph
  private var memories: [Memory?]

  init(_ graph: Graph) {
    self.graph = graph
    memories = Array(repeating: nil, count: graph.nodes.count)
  }

  /// The value of a node that has been compiled and not been overwritten.
  subscript(node: Int) -> Memory {
    get {
      guard let memory = memories[node] else {
        preconditionFailure("\(graph.nodes[node].name) is read before it is computed")
      }
      return memory
    }
    set { memories[node] = newValue }
  }

  /// The value, if there is one.
  func found(_ node: Int) -> Memory? { memories[node] }

  /// Forgets a value whose memory holds another one now.
  func remove(_ node: Int) { memories[node] = nil }

  /// True when no other node's value lies in the same storage.
  func isAlone(_ node: Int) -> Bool {
    guard let own = memories[node] else { return false }
    return memories.enumerated().allSatisfy { $0 == node || $1?.storage !== own.storage }
  }
}
