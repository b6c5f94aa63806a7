/// A graph in which every operation has derivatives of its own.
struct ExpandedGraph {
  let graph: Graph
  /// For each node of the original graph, the node that has its value.
  let nodes: [Int]
  /// For each node here, the node of the original graph that it stands for or belongs to.
  let origins: [Int]

  /// Replaces operations by their expansions, as often as there are any; blocks of parameters keep names, order and roles.
  init(_ original: Graph) {
    var current = ExpandedGraph(
      graph: original, nodes: Array(original.nodes.indices), origins: Array(original.nodes.indices))
    while let next = current.expandedOnce() { current = next }
    self = current
  }

  private init(graph: Graph, nodes: [Int], origins: [Int]) {
    self.graph = graph
    self.nodes = nodes
    self.origins = origins
  }

  /// The graph with the expansions of its nodes in their place; nil when there are none.
  private func expandedOnce() -> ExpandedGraph? {
    let expansions = graph.nodes.map { node in
      node.operation.base.expansion(of: node.inputs.map { graph.values[$0] })
    }
    guard expansions.contains(where: { $0 != nil }) else { return nil }
    var result: [Graph.Node] = []
    var own: [Int] = []
    var positions: [Int] = []
    for (index, node) in graph.nodes.enumerated() {
      let inputs = node.inputs.map { positions[$0] }
      if let expansion = expansions[index] {
        result += Self.nodes(of: expansion, for: node, graph, inputs: inputs, from: result.count)
      } else {
        result.append(Graph.Node(name: node.name, operation: node.operation, inputs: inputs))
      }
      own += Array(repeating: origins[index], count: result.count - own.count)
      positions.append(result.count - 1)
    }
    do throws(GraphError) {
      return ExpandedGraph(graph: try Graph(nodes: result), nodes: nodes.map { positions[$0] }, origins: own)
    } catch {
      preconditionFailure("an expansion makes no graph: \(error)")
    }
  }

  /// An expansion's nodes, its parameters first; `start` is the index of the first of them.
  private static func nodes(
    of expansion: Expansion, for node: Graph.Node, _ graph: Graph, inputs: [Int], from start: Int
  ) -> [Graph.Node] {
    let blocks = node.operation.base.parameters(of: node.inputs.map { graph.values[$0] })
    precondition(
      blocks.count == expansion.parameterCount && inputs.count == expansion.inputCount,
      "the expansion of \(node.name) has other inputs")
    var result = blocks.map { block in
      Graph.Node(
        name: "\(node.name).\(block.suffix)",
        operation: .parameter(Parameter(shape: block.shape, role: block.role)), inputs: [])
    }
    for (position, part) in expansion.nodes.enumerated() {
      let isLast = position == expansion.nodes.count - 1
      result.append(
        Graph.Node(
          name: isLast ? node.name : "\(node.name)/\(part.name)", operation: part.operation,
          inputs: part.inputs.map { $0 < inputs.count ? inputs[$0] : start + $0 - inputs.count }))
    }
    return result
  }
}
