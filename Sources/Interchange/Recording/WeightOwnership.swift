import Formats
import Networks

/// Layers own the weights that nobody else reads, as the networks do that are trained here.
enum WeightOwnership {
  /// The nodes with weights and biases moved into the layers that alone read them.
  static func absorbed(
    _ nodes: [GraphRecorder.Node], names stored: [String: ForeignGraph.Stored]
  ) -> [GraphRecorder.Node] {
    var counts = Array(repeating: 0, count: nodes.count)
    for node in nodes { for input in node.inputs { counts[input] += 1 } }
    var result = nodes
    var isKept = Array(repeating: true, count: nodes.count)
    var names = Set(nodes.map(\.name))
    for (index, node) in nodes.enumerated() where node.operation.ownsWeights && node.inputs.count > 1 {
      let weights = node.inputs.dropFirst()
      let areAlone = weights.allSatisfy { weight in
        counts[weight] == 1 && nodes[weight].sources.first?.view != nil
          && nodes[weight].operation.as(Parameter.self) != nil
      }
      // A layer owns all of its blocks, or none.
      guard areAlone, Set(weights).count == weights.count else { continue }
      result[index].inputs = [node.inputs[0]]
      result[index].sources = weights.flatMap { nodes[$0].sources }
      for weight in weights {
        isKept[weight] = false
        names.remove(nodes[weight].name)
      }
      if let prefix = layerName(result[index].sources, stored), names.insert(prefix).inserted {
        names.remove(node.name)
        result[index].name = prefix
      }
    }
    return Pruning.renumbered(result, keeping: isKept)
  }

  /// What the names of all of a layer's blocks begin with, such as `layer1.0.conv1`.
  static func layerName(
    _ sources: [GraphRecorder.ParameterSource], _ stored: [String: ForeignGraph.Stored]
  ) -> String? {
    let names = sources.compactMap { $0.view.flatMap { stored[$0.key]?.name } }
    guard let first = names.first, let dot = first.lastIndex(of: ".") else { return nil }
    let prefix = first[...dot]
    return names.allSatisfy { $0.hasPrefix(prefix) } ? String(first[..<dot]) : nil
  }
}

extension Operation {
  /// Whether the operation owns its weights where they are no inputs.
  fileprivate var ownsWeights: Bool {
    switch base {
    case is Dense, is Convolution, is TransposedConvolution, is Embedding, is Recurrent: true
    default: false
    }
  }
}
