import Networks

/// What a node of a network's graph is.
struct LayerReport: Encodable {
  private let name: String
  private let operation: String
  private let shape: String
  private let inputs: [String]
  private let parameters: Int

  /// All nodes of a graph, in its order.
  static func all(of graph: Graph, _ layout: ParameterLayout) -> [LayerReport] {
    let nodes = graph.nodes
    return nodes.indices.map { index in
      LayerReport(
        name: nodes[index].name, operation: nodes[index].operation.name, shape: "\(graph.shapes[index])",
        inputs: nodes[index].inputs.map { nodes[$0].name },
        parameters: layout.blocks(of: index).reduce(0) { $0 + $1.range.count })
    }
  }

  /// A table with a line for each node.
  static func lines(of layers: [LayerReport]) -> [String] {
    let width = layers.map(\.name.count).max() ?? 0
    return layers.map { layer in
      let parameters = layer.parameters > 0 ? layer.parameters.grouped : ""
      return "  \(layer.name.padded(to: width))  \(layer.operation.padded(to: 22))  "
        + "\(layer.shape.padded(to: 10))  \(parameters.padded(to: 10, right: true))  "
        + layer.inputs.joined(separator: ", ")
    }
  }
}
