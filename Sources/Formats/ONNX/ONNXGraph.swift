/// The message `GraphProto`: the model's graph or a subgraph.
struct ONNXGraph {
  /// How deep subgraphs may be nested.
  static let deepest = 16

  let graph: ForeignGraph
  /// Values from around a subgraph that it uses, each with a node that does.
  let captured: [String: String]
  /// Values that the graph and its subgraphs make, are given or store.
  let made: Set<String>

  /// - Parameter depth: how many graphs are around this one.
  init(_ reader: WireReader, _ context: ONNXContext, depth: Int) throws(FormatError) {
    var parts = ONNXGraphParts()
    var order = ONNXNodeOrder(path: context.path)
    try parts.read(reader, context, depth: depth)
    for (index, node) in parts.nodes.enumerated() {
      try ONNXInlining.place(
        ONNXNode(node, context, index: index, depth: depth), context, into: &order)
    }
    for name in parts.given { try order.give(name) }
    let sorted = try order.sorted(outputs: parts.outputs, isOutermost: depth == 0)
    graph = ForeignGraph(
      dialect: .onnx(opsets: context.opsets), nodes: sorted.nodes, inputs: parts.inputs, stored: parts.stored,
      storedOrder: parts.storedOrder, outputs: parts.outputs, stated: parts.stated,
      producer: context.producer.isEmpty ? nil : context.producer)
    captured = sorted.captured
    made = sorted.made
  }
}
