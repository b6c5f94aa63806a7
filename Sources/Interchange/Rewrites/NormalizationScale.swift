import Networks

/// A normalization owns the scale and the shift that follow it and that nobody else reads.
enum NormalizationScale: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard let function = table.as(Arithmetic.self, node)?.function, function == .multiply || function == .add
    else {
      return false
    }
    let inputs = table.inputs(node)
    return absorb(inputs[1], after: inputs[0], function, at: node, table)
      || absorb(inputs[0], after: inputs[1], function, at: node, table)
  }

  private static func absorb(
    _ vector: Int, after value: Int, _ function: Arithmetic.Function, at node: Int, _ table: NodeTable
  ) -> Bool {
    guard table.shape(vector).batchAxis == nil, table.shape(value) == table.shape(node),
      table.isReadOnce(value)
    else {
      return false
    }
    var (norm, view) = (value, Operation?.none)
    switch table.operation(value).base {
    case is Permutation, is Reshape:
      view = table.operation(value)
      norm = table.inputs(value)[0]
      guard table.isReadOnce(norm) else { return false }
    default: break
    }
    guard let operation = extended(table.operation(norm), by: function) else { return false }
    let shape = table.shape(norm)
    let width = shape.extents[shape.rank - 1]
    guard isOverLastAxis(table.shape(vector), of: norm, seenThrough: view, as: table.shape(node), table),
      let owned = OwnedSource(of: vector, as: [width], in: table)
    else { return false }
    let sources = table.sources(norm) + [owned.source]
    guard view != nil else {
      return table.replace(node, with: operation, table.inputs(norm), owning: sources)
    }
    // The norm keeps its place before the view.
    return table.replace(norm, with: operation, table.inputs(norm), owning: sources)
      && table.replace(node, by: value)
  }

  /// Whether a vector has one number for each position of a normalization's last axis.
  private static func isOverLastAxis(
    _ vector: ValueShape, of norm: Int, seenThrough view: Operation?, as shape: ValueShape, _ table: NodeTable
  ) -> Bool {
    let width = table.shape(norm).extents[table.shape(norm).rank - 1]
    guard vector.count == width, vector.rank <= shape.rank else { return false }
    let own = Array(repeating: 1, count: shape.rank - vector.rank) + vector.extents
    if view?.as(Reshape.self) != nil {
      // The last axes as one: all of them, and nothing before.
      var (axis, count) = (shape.rank, 1)
      while count < width, axis > 0 {
        axis -= 1
        count *= shape.extents[axis]
      }
      return count == width && shape.batchAxis.map { $0 < axis } ?? false
        && Array(own[axis...]) == Array(shape.extents[axis...])
    }
    guard
      let axis = view?.as(Permutation.self)?.axes.firstIndex(of: shape.rank - 1)
        ?? (view == nil ? shape.rank - 1 : nil)
    else { return false }
    return own[axis] == width && shape.extents[axis] == width
  }

  /// The operation with a scale, or a shift after it.
  private static func extended(_ operation: Operation, by function: Arithmetic.Function) -> Operation? {
    switch (operation.base, function) {
    case (let norm as LayerNormalization, .multiply) where !norm.affine:
      .layerNormalization(LayerNormalization(epsilon: norm.epsilon, bias: false))
    case (let norm as LayerNormalization, .add) where norm.affine && !norm.bias:
      .layerNormalization(LayerNormalization(epsilon: norm.epsilon))
    case (let norm as RootMeanSquareNormalization, .multiply) where !norm.affine:
      .rmsNormalization(RootMeanSquareNormalization(epsilon: norm.epsilon))
    default: nil
    }
  }
}
