import Networks

/// Layer normalization, `(x − μ)/√(σ² + ε)`, and normalization by the root of the mean square, `x/√(⟨x²⟩ + ε)`, written out, over
/// the last axes or one other axis.
///
/// The scale may multiply any factor; `NormalizationScale` gives it to the node.
enum NormalizationForm: Rewrite {
  static func apply(at node: Int, in table: NodeTable) -> Bool {
    if table.operation(node) == .arithmetic(.add) { return applyToSum(node, table) }
    guard let product = ProductForm(of: node, in: table), table.shape(node).batchAxis != nil else { return false }
    let roots = product.factors.compactMap { factor in
      RootMeanSquare(inverse: factor, in: table).map { (factor, $0) }
    }
    let divisors = product.divisors.compactMap { divisor in RootMeanSquare(root: divisor, in: table).map { (divisor, $0) } }
    for (part, root) in roots + divisors {
      var rest = product.factors.filter { $0 != part }
      guard product.divisors.allSatisfy({ $0 == part }), let position = rest.firstIndex(of: root.value) else { continue }
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
      guard table.operation(scaled) == .arithmetic(.multiply), table.operation(shift) == .arithmetic(.subtract) else {
        continue
      }
      let (beta, moved) = (table.inputs(shift)[0], table.inputs(shift)[1])
      guard table.operation(moved) == .arithmetic(.multiply) else { continue }
      let (first, second) = (table.inputs(scaled), table.inputs(moved))
      for (x, gain) in [(first[0], first[1]), (first[1], first[0])] {
        guard let mean = [(second[0], second[1]), (second[1], second[0])].first(where: { $0.1 == gain })?.0 else { continue }
        // The gain is the inverse root, or that and a scale.
        let parts = table.operation(gain) == .arithmetic(.multiply) ? table.inputs(gain) : [gain]
        for (position, part) in parts.enumerated() {
          guard let root = RootMeanSquare(inverse: part, in: table), let centre = root.centre(in: table), centre.x == x,
            centre.mean == mean, table.shape(x) == table.shape(node),
            var result = root.normalization(in: table, near: node)
          else { continue }
          if parts.count > 1 {
            guard let product = table.add(.arithmetic(.multiply), [result, parts[1 - position]], near: node) else {
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

/// `√(⟨y²⟩ + ε)` with the mean over axes.
private struct RootMeanSquare {
  /// `y`.
  let value: Int
  let epsilon: Float
  let axes: [Int]

  /// What a node is one over; nil when it is no such root.
  init?(inverse node: Int, in table: NodeTable) {
    guard let function = table.as(Elementary.self, node)?.function, let input = table.inputs(node).first else { return nil }
    switch function {
    case .reciprocalSquareRoot: self.init(squared: input, in: table)
    case .reciprocal: self.init(root: input, in: table)
    default: return nil
    }
  }

  init?(root node: Int, in table: NodeTable) {
    guard table.as(Elementary.self, node)?.function == .squareRoot else { return nil }
    self.init(squared: table.inputs(node)[0], in: table)
  }

  private init?(squared node: Int, in table: NodeTable) {
    guard let affine = table.as(Affine.self, node), affine.shift > 0, let mean = table.inputs(node).first,
      let reduction = table.as(Reduction.self, mean), let square = table.inputs(mean).first,
      table.as(Elementary.self, square)?.function == .square
    else { return nil }
    let shape = table.shape(square)
    let count = reduction.axes.reduce(1) { $0 * shape.extents[$1] }
    // A sum is a mean when it is divided by the count.
    let factor: Double
    switch reduction.function {
    case .mean: factor = 1
    case .sum: factor = Double(count)
    case .maximum, .minimum, .product: return nil
    }
    guard isClose(Double(affine.scale) * factor, 1), count > 1 else { return nil }
    value = table.inputs(square)[0]
    epsilon = affine.shift
    axes = reduction.axes.sorted()
  }

  /// `x` and its mean over the same axes, where the value is their difference.
  func centre(in table: NodeTable) -> (x: Int, mean: Int)? {
    guard table.operation(value) == .arithmetic(.subtract) else { return nil }
    let inputs = table.inputs(value)
    guard let reduction = table.as(Reduction.self, inputs[1]), reduction.function == .mean, reduction.axes.sorted() == axes,
      table.inputs(inputs[1]) == [inputs[0]]
    else { return nil }
    return (inputs[0], inputs[1])
  }

  /// A node that computes the value divided by the root.
  func normalization(in table: NodeTable, near node: Int) -> Int? {
    let centre = centre(in: table)
    let operation: Operation =
      centre == nil
      ? .rmsNormalization(RootMeanSquareNormalization(epsilon: epsilon, affine: false))
      : .layerNormalization(LayerNormalization(epsilon: epsilon, affine: false))
    let x = centre?.x ?? value
    let shape = table.shape(x)
    if axes == [shape.rank - 1] { return table.add(operation, [x], near: node) }
    if axes.count == 1 {
      // The axis moves to the end and back.
      let order = Array(0..<shape.rank).filter { $0 != axes[0] } + axes
      let back = order.indices.map { axis in order.firstIndex(of: axis) ?? 0 }
      return table.add(Operation(Permutation(order)), [x], near: node)
        .flatMap { table.add(operation, [$0], near: node) }
        .flatMap { table.add(Operation(Permutation(back)), [$0], near: node) }
    }
    guard axes == Array(shape.rank - axes.count..<shape.rank), let batchAxis = shape.batchAxis,
      batchAxis < shape.rank - axes.count
    else { return nil }
    let lead = Array(shape.extents.dropLast(axes.count))
    let flat = Operation.reshape(lead + [shape.extents.suffix(axes.count).reduce(1, *)], batchAxis: batchAxis)
    return table.add(flat, [x], near: node)
      .flatMap { table.add(operation, [$0], near: node) }
      .flatMap { table.add(.reshape(shape.extents, batchAxis: batchAxis), [$0], near: node) }
  }
}
