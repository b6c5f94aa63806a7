import Networks

/// Keys and values that are repeated for neighbouring heads: the heads share them.
enum GroupedHeads: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard table.as(Attention.self, node) != nil else { return false }
    var inputs = table.inputs(node)
    guard let keys = shared(inputs[1], table), let values = shared(inputs[2], table),
      table.shape(keys).extents[1] == table.shape(values).extents[1]
    else { return false }
    inputs.replaceSubrange(1...2, with: [keys, values])
    return table.replace(node, with: table.operation(node), inputs)
  }

  /// Values `[n, heads, T, D]` before each was repeated for neighbouring heads.
  private static func shared(_ node: Int, _ table: NodeTable) -> Int? {
    guard let source = table.inputs(node).first else { return nil }
    let (shape, before) = (table.shape(node), table.shape(source))
    if let gather = table.as(Gather.self, node) {
      let heads = before.extents[1]
      guard gather.axis == 1, gather.indices.count % heads == 0, gather.indices.count > heads else {
        return nil
      }
      let count = gather.indices.count / heads
      return gather.indices.indices.allSatisfy { gather.indices[$0] == $0 / count } ? source : nil
    }
    guard table.as(Reshape.self, node) != nil, before.rank == 5, before.batchAxis == 0,
      let gather = table.as(Gather.self, source), gather.axis == 2, let inner = table.inputs(source).first,
      table.shape(inner).extents[2] == 1
    else { return nil }
    let heads = before.extents[1]
    let extents = [shape.extents[0], heads, shape.extents[2], shape.extents[3]]
    guard shape.extents[1] == heads * before.extents[2], before.extents[0] == shape.extents[0],
      Array(before.extents[3...]) == Array(shape.extents[2...])
    else { return nil }
    return table.add(.reshape(extents), [inner], near: node)
  }
}
