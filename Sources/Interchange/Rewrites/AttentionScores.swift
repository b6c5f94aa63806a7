import Networks

/// What a softmax makes attention weights of: a product times a number, and masks.
struct AttentionScores {
  private(set) var scale = 1.0
  private(set) var masks: [Mask] = []
  /// The node with the products of queries and keys.
  private(set) var product: Int

  /// What excludes a score, at most, when it takes the score's place.
  private static let exclusion = -1e4
  private static let largestDepth = 16

  /// The scores of which a node has the softmax; nil where somebody else reads what is in between.
  init?(normalizedIn weights: Int, _ table: NodeTable) {
    var softmax = weights
    while table.isReadOnce(softmax), table.as(Reshape.self, softmax) != nil {
      let input = table.inputs(softmax)[0]
      guard MatrixShape.areSame(table.shape(input), table.shape(softmax)) else { return nil }
      softmax = input
    }
    guard table.isReadOnce(softmax), let operation = table.as(SoftmaxOperation.self, softmax),
      !operation.causal
    else {
      return nil
    }
    product = table.inputs(softmax)[0]
    for _ in 0..<Self.largestDepth {
      guard table.isReadOnce(product), table.shape(product).rank >= 3 else { return nil }
      if table.as(MatrixProduct.self, product) != nil { return }
      guard let next = step(from: product, table) else { return nil }
      product = next
    }
    return nil
  }

  /// The value before one operation on scores.
  private mutating func step(from node: Int, _ table: NodeTable) -> Int? {
    let (inputs, shape) = (table.inputs(node), table.shape(node))
    switch table.operation(node).base {
    case let affine as Affine where affine.shift == 0 && affine.scale != 0:
      scale *= Double(affine.scale)
      return inputs[0]
    case is Reshape:
      return MatrixShape.areSame(table.shape(inputs[0]), shape) ? inputs[0] : nil
    case let arithmetic as Arithmetic where arithmetic.function == .add:
      return addition(inputs, shape, table)
    case is Addition: return addition(inputs, shape, table)
    case is Selection:
      for (scores, other) in [(2, 1), (1, 2)] {
        guard table.shape(inputs[scores]) == shape, let numbers = table.numbers(inputs[other]),
          numbers.allSatisfy({ Double($0) * scale <= Self.exclusion }), leads(inputs[scores], table)
        else { continue }
        masks.append(Mask(node: inputs[0], view: shape, factor: 1, kind: .condition(excludes: scores == 2)))
        return inputs[scores]
      }
      return nil
    default: return nil
    }
  }

  private mutating func addition(_ inputs: [Int], _ shape: ValueShape, _ table: NodeTable) -> Int? {
    for (scores, mask) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
      guard table.shape(scores) == shape, leads(scores, table) else { continue }
      masks.append(Mask(node: mask, view: shape, factor: scale, kind: .added))
      return scores
    }
    return nil
  }

  /// Whether a value is a product, through operations on scores.
  private func leads(_ node: Int, _ table: NodeTable) -> Bool {
    var pending = [(node, 0)]
    while let (current, depth) = pending.popLast() {
      guard depth < Self.largestDepth, table.isReadOnce(current) else { continue }
      switch table.operation(current).base {
      case is MatrixProduct: return true
      case is Affine, is Reshape, is Addition, is Selection:
        pending += table.inputs(current).map { ($0, depth + 1) }
      case let arithmetic as Arithmetic where arithmetic.function == .add:
        pending += table.inputs(current).map { ($0, depth + 1) }
      default: continue
      }
    }
    return false
  }
}
