import Networks

/// The mask of an attention without what repeats it, as `causal` where it is the triangle, and none where it is 0.
enum AttentionMask: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard let attention = table.as(Attention.self, node) else { return false }
    let inputs = table.inputs(node)
    guard inputs.count == 4, let mask = inputs.last else { return false }
    let rest = Array(inputs[..<3])
    if let numbers = table.numbers(mask) {
      if numbers.allSatisfy({ $0 == 0 }) { return table.replace(node, with: table.operation(node), rest) }
      let (rows, columns) = (table.shape(inputs[0]).extents[2], table.shape(inputs[1]).extents[2])
      guard rows == columns, CausalMask.matches(numbers, table.shape(mask).extents, rows: rows) else {
        return false
      }
      return table.replace(node, with: .attention(scale: attention.scale, causal: true), rest)
    }
    guard let source = table.inputs(mask).first, table.shape(source).rank == 4 else { return false }
    switch table.operation(mask).base {
    case let gather as Gather
    where (1...2).contains(gather.axis) && table.shape(source).extents[gather.axis] == 1: break
    case let repetition as SampleRepetition where repetition.axis == 0: break
    default: return false
    }
    return table.replace(node, with: table.operation(node), rest + [source])
  }
}
