import Networks

/// Attention, `softmax(scale·Q Kᵀ + mask) V`, written out.
///
/// Scales may stand before or after the first product, masks be added or chosen by a condition, and heads be an axis or part of
/// that of the samples.
enum AttentionForm: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard table.as(MatrixProduct.self, node) != nil else { return false }
    let (weights, values) = (table.inputs(node)[0], table.inputs(node)[1])
    guard let scores = AttentionScores(normalizedIn: weights, table) else { return false }
    let (queries, transposed) = (table.inputs(scores.product)[0], table.inputs(scores.product)[1])
    let shapes = [queries, transposed, values, scores.product, node].map { table.shape($0) }
    guard shapes.allSatisfy({ $0.batchAxis == 0 && $0.rank >= 3 }) else { return false }
    let form = HeadForm(
      scores: table.shape(scores.product), masks: scores.masks.map { ($0, table.shape($0.node)) })
    var scale = scores.scale
    var inputs: [Int] = []
    for (position, part) in [queries, transposed, values].enumerated() {
      guard var value = withoutScale(part, &scale, isScaled: position < 2, table, depth: 0) else {
        return false
      }
      if position == 1 {
        guard let keys = Transposition.of(value, table, depth: 0) else { return false }
        value = keys
      }
      guard let input = form.value(value, table) else { return false }
      inputs.append(input)
    }
    guard let masks = form.masks(scores.masks, table) else { return false }
    if let mask = masks.sum { inputs.append(mask) }
    let operation = Operation.attention(scale: Float(scale), causal: masks.isCausal)
    guard var result = table.add(operation, inputs, near: node) else { return false }
    if table.shape(result) != table.shape(node) {
      guard let reshaped = table.add(.reshape(table.shape(node).extents), [result], near: node) else {
        return false
      }
      table.swapNames(result, reshaped)
      result = reshaped
    }
    return table.replace(node, by: result)
  }

  /// A value before it is multiplied by a number, under views as well.
  private static func withoutScale(
    _ node: Int, _ scale: inout Double, isScaled: Bool, _ table: NodeTable, depth: Int
  ) -> Int? {
    guard isScaled, depth < 6, table.isReadOnce(node) else { return node }
    switch table.operation(node).base {
    case let affine as Affine where affine.shift == 0:
      scale *= Double(affine.scale)
      return withoutScale(table.inputs(node)[0], &scale, isScaled: true, table, depth: depth + 1)
    case is Permutation, is Reshape:
      let input = table.inputs(node)[0]
      guard let inner = withoutScale(input, &scale, isScaled: true, table, depth: depth + 1) else {
        return nil
      }
      return inner == input ? node : table.add(table.operation(node), [inner], near: node)
    default: return node
    }
  }
}
