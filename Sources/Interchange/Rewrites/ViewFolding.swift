import Networks

/// Reshapes and permutations one after another as one, or as nothing.
enum ViewFolding: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if table.as(Reshape.self, node) != nil { return foldReshape(node, table) }
    guard let outer = table.as(Permutation.self, node) else { return false }
    let input = table.inputs(node)[0]
    if outer.axes == Array(outer.axes.indices) { return table.replace(node, by: input) }
    guard let inner = table.as(Permutation.self, input) else { return false }
    return table.replace(
      node, with: Operation(Permutation(outer.axes.map { inner.axes[$0] })), table.inputs(input))
  }

  private static func foldReshape(_ node: Int, _ table: NodeTable) -> Bool {
    let input = table.inputs(node)[0]
    if table.shape(node) == table.shape(input) { return table.replace(node, by: input) }
    if table.as(Reshape.self, input) != nil {
      return table.replace(node, with: table.operation(node), table.inputs(input))
    }
    return foldTransposition(node, input, table)
  }

  /// Matrices that are transposed with all axes before them as one.
  private static func foldTransposition(_ node: Int, _ middle: Int, _ table: NodeTable) -> Bool {
    guard let permutation = table.as(Permutation.self, middle),
      permutation.axes == transposition(rank: permutation.axes.count),
      let inner = table.inputs(middle).first, table.as(Reshape.self, inner) != nil
    else { return false }
    let source = table.inputs(inner)[0]
    let (before, after) = (table.shape(source), table.shape(node))
    guard MatrixShape.areSame(before, table.shape(inner)), MatrixShape.areSame(table.shape(middle), after),
      before.rank == after.rank, before.batchAxis == after.batchAxis,
      before.extents.dropLast(2) == after.extents.dropLast(2)
    else { return false }
    return table.replace(node, with: Operation(Permutation(transposition(rank: before.rank))), [source])
  }

  /// The axes with the last two exchanged.
  static func transposition(rank: Int) -> [Int] {
    guard rank >= 2 else { return Array(0..<rank) }
    return Array(0..<rank - 2) + [rank - 1, rank - 2]
  }
}
