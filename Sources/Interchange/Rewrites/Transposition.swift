import Networks

/// Matrices with rows as columns.
enum Transposition {
  /// A node for the transposed matrices of another, with the permutation where others are already.
  static func of(_ node: Int, _ table: NodeTable, depth: Int) -> Int? {
    let rank = table.shape(node).rank
    let order = ViewFolding.transposition(rank: rank)
    if let inner = table.as(Permutation.self, node) {
      let axes = order.map { inner.axes[$0] }
      let input = table.inputs(node)[0]
      return axes == Array(axes.indices)
        ? input : table.add(Operation(Permutation(axes)), [input], near: node)
    }
    if depth < 4, let reshape = table.as(Reshape.self, node), let input = table.inputs(node).first,
      MatrixShape.areSame(table.shape(input), table.shape(node)),
      let transposed = of(input, table, depth: depth + 1)
    {
      let extents = reshape.extents.dropLast(2) + [reshape.extents[rank - 1], reshape.extents[rank - 2]]
      return table.add(.reshape(Array(extents), batchAxis: reshape.batchAxis), [transposed], near: node)
    }
    return table.add(Operation(Permutation(order)), [node], near: node)
  }
}
