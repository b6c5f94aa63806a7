import Networks

/// Group normalization as exporters write it: a normalization of each group as one channel between reshapes, and a scale and a
/// shift of each channel after it.
enum GroupNormalizationForm: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if table.as(Reshape.self, node) != nil { return withoutViews(node, table) }
    guard table.operation(node) == .arithmetic(.add) else { return false }
    let inputs = table.inputs(node)
    return absorb(inputs[1], after: inputs[0], at: node, table)
      || absorb(inputs[0], after: inputs[1], at: node, table)
  }

  /// An image whose groups were channels for the normalization.
  private static func withoutViews(_ node: Int, _ table: NodeTable) -> Bool {
    let norm = table.inputs(node)[0]
    guard let operation = table.as(GroupNormalization.self, norm), !operation.affine, table.isReadOnce(norm)
    else {
      return false
    }
    let view = table.inputs(norm)[0]
    guard table.as(Reshape.self, view) != nil, let source = table.inputs(view).first,
      table.shape(source) == table.shape(node), table.shape(source).isImage,
      table.shape(view).extents[1] == operation.groups
    else { return false }
    return table.replace(node, with: table.operation(norm), [source])
  }

  private static func absorb(_ shift: Int, after scaled: Int, at node: Int, _ table: NodeTable) -> Bool {
    guard table.operation(scaled) == .arithmetic(.multiply), table.isReadOnce(scaled),
      table.shape(scaled) == table.shape(node)
    else { return false }
    let inputs = table.inputs(scaled)
    for (norm, scale) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
      guard let operation = table.as(GroupNormalization.self, norm), !operation.affine,
        table.isReadOnce(norm),
        table.shape(norm) == table.shape(node), table.shape(node).isImage
      else { continue }
      let channels = table.shape(norm).extents[1]
      let sources = [scale, shift].compactMap { vector in
        isOverChannels(table.shape(vector), channels)
          ? OwnedSource(of: vector, as: [channels], in: table)?.source : nil
      }
      guard sources.count == 2 else { return false }
      let affine = GroupNormalization(groups: operation.groups, epsilon: operation.epsilon, affine: true)
      return table.replace(node, with: .groupNormalization(affine), table.inputs(norm), owning: sources)
    }
    return false
  }

  /// `[C, 1, 1]`, possibly with an axis of 1 before.
  private static func isOverChannels(_ shape: ValueShape, _ channels: Int) -> Bool {
    shape.batchAxis == nil && shape.rank >= 3 && shape.rank <= 4 && shape.count == channels
      && shape.extents[shape.rank - 3] == channels
  }
}
