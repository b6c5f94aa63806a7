import Networks

/// A sum of two values of one shape as the operation that a layer's kernel can absorb.
enum ResidualSum: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard table.operation(node) == .arithmetic(.add) else { return false }
    let inputs = table.inputs(node)
    guard table.shape(inputs[0]) == table.shape(inputs[1]), table.shape(node).batchAxis != nil else {
      return false
    }
    return table.replace(node, with: .add, inputs)
  }
}
