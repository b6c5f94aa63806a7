import Networks

/// Layer normalization, `(x − μ)/√(σ² + ε)`, and normalization by the root of the mean square, `x/√(⟨x²⟩ + ε)`, written out, over
/// the last axes or one other axis.
///
/// The scale may multiply any factor; `NormalizationScale` gives it to the node.
enum NormalizationForm: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if table.operation(node) == .arithmetic(.add) { return applyToSum(node, table) }
    guard let product = ProductForm(of: node, in: table), table.shape(node).batchAxis != nil else {
      return false
    }
    let roots = product.factors.compactMap { factor in
      RootMeanSquare(inverse: factor, in: table).map { (factor, $0) }
    }
    let divisors = product.divisors.compactMap { divisor in
      RootMeanSquare(root: divisor, in: table).map { (divisor, $0) }
    }
    for (part, root) in roots + divisors {
      var rest = product.factors.filter { $0 != part }
      guard product.divisors.allSatisfy({ $0 == part }), let position = rest.firstIndex(of: root.value) else {
        continue
      }
      rest.remove(at: position)
      guard rest.count <= 1, table.shape(root.value) == table.shape(node),
        var result = root.normalization(in: table, near: node)
      else { continue }
      if !isClose(product.coefficient, 1) {
        let scale = Operation.affine(scale: Float(product.coefficient))
        guard let scaled = table.add(scale, [result], near: node) else { return false }
        result = scaled
      }
      guard let scale = rest.first else { return table.replace(node, by: result) }
      return table.replace(node, with: .arithmetic(.multiply), [result, scale])
    }
    return false
  }

  /// `x·g + (β − μ·g)` with `g = γ/√(σ² + ε)`, as TensorFlow has it.
  private static func applyToSum(_ node: Int, _ table: NodeTable) -> Bool {
    let inputs = table.inputs(node)
    for (scaled, shift) in [(inputs[0], inputs[1]), (inputs[1], inputs[0])] {
      guard table.operation(scaled) == .arithmetic(.multiply),
        table.operation(shift) == .arithmetic(.subtract)
      else {
        continue
      }
      let (beta, moved) = (table.inputs(shift)[0], table.inputs(shift)[1])
      guard table.operation(moved) == .arithmetic(.multiply) else { continue }
      let (first, second) = (table.inputs(scaled), table.inputs(moved))
      for (x, gain) in [(first[0], first[1]), (first[1], first[0])] {
        guard let mean = [(second[0], second[1]), (second[1], second[0])].first(where: { $0.1 == gain })?.0
        else { continue }
        // The gain is the inverse root, or that and a scale.
        let parts = table.operation(gain) == .arithmetic(.multiply) ? table.inputs(gain) : [gain]
        for (position, part) in parts.enumerated() {
          guard let root = RootMeanSquare(inverse: part, in: table), let centre = root.centre(in: table),
            centre.x == x,
            centre.mean == mean, table.shape(x) == table.shape(node),
            var result = root.normalization(in: table, near: node)
          else { continue }
          if parts.count > 1 {
            guard let product = table.add(.arithmetic(.multiply), [result, parts[1 - position]], near: node)
            else {
              return false
            }
            result = product
          }
          return table.replace(node, with: .arithmetic(.add), [result, beta])
        }
      }
    }
    return false
  }
}
