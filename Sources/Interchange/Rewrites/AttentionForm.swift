import Networks
import Numerics

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
    let form = HeadForm(scores: table.shape(scores.product), masks: scores.masks.map { ($0, table.shape($0.node)) })
    var scale = scores.scale
    var inputs: [Int] = []
    for (position, part) in [queries, transposed, values].enumerated() {
      guard var value = withoutScale(part, &scale, isScaled: position < 2, table, depth: 0) else { return false }
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
      guard let reshaped = table.add(.reshape(table.shape(node).extents), [result], near: node) else { return false }
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
      guard let inner = withoutScale(input, &scale, isScaled: true, table, depth: depth + 1) else { return nil }
      return inner == input ? node : table.add(table.operation(node), [inner], near: node)
    default: return node
    }
  }
}

/// Matrices with rows as columns.
private enum Transposition {
  /// A node for the transposed matrices of another, with the permutation where others are already.
  static func of(_ node: Int, _ table: NodeTable, depth: Int) -> Int? {
    let rank = table.shape(node).rank
    let order = ViewFolding.transposition(rank: rank)
    if let inner = table.as(Permutation.self, node) {
      let axes = order.map { inner.axes[$0] }
      let input = table.inputs(node)[0]
      return axes == Array(axes.indices) ? input : table.add(Operation(Permutation(axes)), [input], near: node)
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

/// How heads are an axis of their own beside the samples.
private struct HeadForm {
  /// Whether scores are `[n, heads, Q, K]` as they are.
  private let isDirect: Bool
  private let lead: [Int]

  init(scores: ValueShape, masks: [(mask: AttentionScores.Mask, shape: ValueShape)]) {
    lead = Array(scores.extents.dropLast(2))
    isDirect =
      scores.rank == 4
      && masks.allSatisfy { mask, shape in
        mask.view == scores && (shape.batchAxis != nil || shape.rank < 4 || shape.extents[0] == 1)
      }
  }

  /// Matrices as `[n, heads, …, …]`.
  func value(_ node: Int, _ table: NodeTable) -> Int? {
    let extents = table.shape(node).extents
    if isDirect { return extents.count == 4 ? node : nil }
    guard extents.dropLast(2).reduce(1, *) == lead.reduce(1, *) else { return nil }
    return table.add(.reshape([1, lead.reduce(1, *)] + extents.suffix(2)), [node], near: node)
  }

  /// Masks that are added, as one, and whether one of them excludes just what comes later.
  func masks(_ masks: [AttentionScores.Mask], _ table: NodeTable) -> (sum: Int?, isCausal: Bool)? {
    var (sum, isCausal) = (Int?.none, false)
    for mask in masks {
      guard let added = mask.added(table) else { return nil }
      if let numbers = table.numbers(added) {
        if numbers.allSatisfy({ $0 == 0 }) { continue }
        if CausalMask.matches(numbers, table.shape(added).extents, rows: mask.view.extents[mask.view.rank - 2]) {
          isCausal = true
          continue
        }
      }
      guard let placed = placed(added, mask.view, table) else { return nil }
      guard let first = sum else {
        sum = placed
        continue
      }
      guard let both = table.add(.arithmetic(.add), [first, placed], near: first)
        ?? table.add(.arithmetic(.add), [placed, first], near: first) else { return nil }
      sum = both
    }
    return (sum, isCausal)
  }

  /// A mask in the form of the heads: extents of 1 stay where no axes are joined.
  private func placed(_ mask: Int, _ view: ValueShape, _ table: NodeTable) -> Int? {
    var node = mask
    var shape = table.shape(mask)
    if shape.rank < view.rank {
      guard shape.batchAxis == nil else { return nil }
      let extents = Array(repeating: 1, count: view.rank - shape.rank) + shape.extents
      guard let aligned = table.add(.reshape(extents), [node], near: mask) else { return nil }
      (node, shape) = (aligned, table.shape(aligned))
    }
    let rank = view.rank
    let isShared = shape.extents.dropLast(2).allSatisfy { $0 == 1 }
    for axis in 0..<rank where shape.extents[axis] == 1 && view.extents[axis] > 1 && axis != shape.batchAxis {
      // Rows may be shared, columns and joined axes not.
      guard axis == rank - 1 || axis < rank - 2 && !isDirect && !isShared else { continue }
      let gather = Operation(Gather(axis: axis, indices: Array(repeating: 0, count: view.extents[axis])))
      guard let repeated = table.add(gather, [node], near: mask) else { return nil }
      node = repeated
    }
    guard !isDirect else { return node }
    let extents = table.shape(node).extents
    return table.add(.reshape([1, extents.dropLast(2).reduce(1, *)] + extents.suffix(2)), [node], near: mask)
  }
}
