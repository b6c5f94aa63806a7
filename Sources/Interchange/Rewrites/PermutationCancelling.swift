import Networks

/// Permutations that undo each other around operations on numbers one by one, as conversions between orders of channels leave
/// them: `P⁻¹ f(P x)` is `f(x)`.
enum PermutationCancelling: Rewrite {
  private static let largestDepth = 8

  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard let outer = table.as(Permutation.self, node), let source = table.inputs(node).first,
      table.as(Permutation.self, source) == nil, cancels(outer.axes, source, table, depth: 0),
      let result = permuted(source, outer.axes, table)
    else { return false }
    return table.replace(node, by: result)
  }

  /// Whether a value with its axes in another order is computed without permuting data.
  private static func cancels(_ axes: [Int], _ node: Int, _ table: NodeTable, depth: Int) -> Bool {
    if let inner = table.as(Permutation.self, node) {
      return axes.map { inner.axes[$0] } == Array(axes.indices)
    }
    guard depth < largestDepth, table.isReadOnce(node), isElementwise(table.operation(node)) else {
      return false
    }
    let inputs = table.inputs(node)
    guard inputs.contains(where: { table.shape($0).batchAxis != nil }) else { return false }
    return inputs.allSatisfy { input in
      table.shape(input).batchAxis == nil
        || table.shape(input).rank == axes.count && cancels(axes, input, table, depth: depth + 1)
    }
  }

  private static func permuted(_ node: Int, _ axes: [Int], _ table: NodeTable) -> Int? {
    if table.as(Permutation.self, node) != nil { return table.inputs(node)[0] }
    let shape = table.shape(node)
    if shape.batchAxis == nil {
      var aligned = node
      if shape.rank < axes.count {
        let extents = Array(repeating: 1, count: axes.count - shape.rank) + shape.extents
        guard let result = table.add(.reshape(extents), [node], near: node) else { return nil }
        aligned = result
      }
      return table.add(Operation(Permutation(axes)), [aligned], near: node)
    }
    var inputs: [Int] = []
    for input in table.inputs(node) {
      guard let moved = permuted(input, axes, table) else { return nil }
      inputs.append(moved)
    }
    return table.add(table.operation(node), inputs, near: node)
  }

  private static func isElementwise(_ operation: Operation) -> Bool {
    switch operation.base {
    case is Affine, is Elementary, is Arithmetic, is Addition: true
    case let activation as ElementwiseActivation: activation.function != .prelu
    default: false
    }
  }
}
