import Networks

/// `√(⟨y²⟩ + ε)` with the mean over axes.
struct RootMeanSquare {
  /// `y`.
  let value: Int
  let epsilon: Float
  let axes: [Int]

  /// What a node is one over; nil when it is no such root.
  init?(inverse node: Int, in table: NodeTable) {
    guard let function = table.as(Elementary.self, node)?.function, let input = table.inputs(node).first
    else { return nil }
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
    guard let reduction = table.as(Reduction.self, inputs[1]), reduction.function == .mean,
      reduction.axes.sorted() == axes,
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
