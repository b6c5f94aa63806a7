import Networks

/// How heads are an axis of their own beside the samples.
struct HeadForm {
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
        if CausalMask.matches(
          numbers, table.shape(added).extents, rows: mask.view.extents[mask.view.rank - 2])
        {
          isCausal = true
          continue
        }
      }
      guard let placed = placed(added, mask.view, table) else { return nil }
      guard let first = sum else {
        sum = placed
        continue
      }
      guard
        let both = table.add(.arithmetic(.add), [first, placed], near: first)
          ?? table.add(.arithmetic(.add), [placed, first], near: first)
      else { return nil }
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
