import Networks

/// A normalization whose scale and shift are constants of 1 and 0 has none: they are no parameters.
enum IdleScale: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    guard let operation = withoutScale(table.operation(node)) else { return false }
    let areIdle = zip(table.sources(node), [Float(1), 0]).allSatisfy { source, idle in
      if case .numbers(let numbers) = source { numbers.allSatisfy { $0 == idle } } else { false }
    }
    return areIdle && table.replace(node, with: operation, table.inputs(node))
  }

  private static func withoutScale(_ operation: Operation) -> Operation? {
    switch operation.base {
    case let norm as GroupNormalization where norm.affine:
      .groupNormalization(GroupNormalization(groups: norm.groups, epsilon: norm.epsilon, affine: false))
    case let norm as LayerNormalization where norm.affine:
      .layerNormalization(LayerNormalization(epsilon: norm.epsilon, affine: false))
    case let norm as RootMeanSquareNormalization where norm.affine:
      .rmsNormalization(RootMeanSquareNormalization(epsilon: norm.epsilon, affine: false))
    default: nil
    }
  }
}
