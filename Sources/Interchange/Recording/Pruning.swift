/// Leaving out nodes whose values nobody needs.
enum Pruning {
  /// The nodes that the output depends on, in their order, and all inputs; the output comes last.
  static func reachable(from output: Int, in nodes: [GraphRecorder.Node]) -> [GraphRecorder.Node] {
    var isNeeded = Array(repeating: false, count: nodes.count)
    isNeeded[output] = true
    for index in nodes.indices.reversed() where isNeeded[index] {
      for input in nodes[index].inputs { isNeeded[input] = true }
    }
    for index in nodes.indices where nodes[index].operation.isInput { isNeeded[index] = true }
    return renumbered(nodes, keeping: isNeeded)
  }

  /// The nodes that are kept, with their inputs' new indices.
  static func renumbered(_ nodes: [GraphRecorder.Node], keeping isKept: [Bool]) -> [GraphRecorder.Node] {
    var position = Array(repeating: 0, count: nodes.count)
    var result: [GraphRecorder.Node] = []
    for index in nodes.indices where isKept[index] {
      position[index] = result.count
      var node = nodes[index]
      node.inputs = node.inputs.map { position[$0] }
      result.append(node)
    }
    return result
  }
}
