import Numerics
import Tensors

/// The product of matrices, `[…, m, k] × […, k, n] → […, m, n]`, for every matrix of a batch.
///
/// Leading extents are those of both, or 1 in one of them, whose matrix is then used for all. Transposed operands are
/// permutations before the product, which copy nothing.
package struct MatrixProduct: OperationKind {
  package static let kind = "matrix-product"

  package init() {}

  package var arity: ClosedRange<Int> { 2...2 }
  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let (a, b) = (inputs[0], inputs[1])
    guard a.rank >= 2, a.rank == b.rank, a.extents[a.rank - 1] == b.extents[a.rank - 2],
      a.element == .float32, b.element == .float32
    else { return nil }
    let lead = a.rank - 2
    guard let shape = ValueShape.broadcast(a, b, axes: 0..<lead) else { return nil }
    // The batch is among the leading axes of both, or the rows of a first matrix with a second that all samples share.
    for (value, own) in [(a, lead), (b, lead + 1)] {
      if let axis = value.batchAxis, axis >= lead, axis != own || b.batchAxis != nil { return nil }
    }
    return ValueShape(
      shape.extents[..<lead] + [a.extents[lead], b.extents[lead + 1]],
      batchAxis: shape.batchAxis ?? a.batchAxis)
  }

  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? {
    [output.count, inputs[0].extents[inputs[0].rank - 1]].checkedProduct()
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { MatrixProductRules(node, inputs) }
}

extension Operation {
  package static let matrixProduct = Operation(MatrixProduct())
}

/// - tangent: `Ẏ = Ȧ B + A Ḃ`
/// - backward: `Ā = Ȳ Bᵀ`, `B̄ = Aᵀ Ȳ`, summed over matrices that share an operand
/// - its derivative: `Ȳ' Bᵀ + Ȳ Ḃᵀ`, `Aᵀ Ȳ' + Ȧᵀ Ȳ`
private final class MatrixProductRules: NodeRules {
  private let node: Int
  private let inputs: [Int]

  init(_ node: Int, _ inputs: [Int]) {
    self.node = node
    self.inputs = inputs
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    try plan.appendProduct(plan.values[inputs[0]], plan.values[inputs[1]], to: result, .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let (first, second) = (plan.tangents[inputs[0]], plan.tangents[inputs[1]])
    guard first != nil || second != nil else { return nil }
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    if let first { try plan.appendProduct(first, plan.values[inputs[1]], to: result, .tangent) }
    if let second {
      try plan.appendProduct(
        plan.values[inputs[0]], second, to: result, adds: first != nil, .tangent)
    }
    return result
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try terms([(gradient, plan.values[inputs[0]], plan.values[inputs[1]])], plan, .backward)
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    try terms(
      [
        (change, plan.values[inputs[0]], plan.values[inputs[1]]),
        (gradient, plan.tangents[inputs[0]], plan.tangents[inputs[1]]),
      ], plan, .tangentBackward)
  }

  /// `Σ Ȳ Bᵀ` and `Σ Aᵀ Ȳ` over what is given; nothing for nil.
  private func terms(
    _ products: [(gradient: Memory?, first: Memory?, second: Memory?)], _ plan: PlanCompiler,
    _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    var first: Memory?
    var second: Memory?
    for product in products {
      guard let gradient = product.gradient else { continue }
      if plan.needsGradient(inputs[0]), let b = product.second {
        first = try add(gradient, plan.transposed(b, phase), to: first, plan, phase)
      }
      if plan.needsGradient(inputs[1]), let a = product.first {
        second = try add(plan.transposed(a, phase), gradient, to: second, plan, phase)
      }
    }
    return [
      try first.map { term throws(KernelError) in try reduced(term, inputs[0], plan, phase) },
      try second.map { term throws(KernelError) in try reduced(term, inputs[1], plan, phase) },
    ]
  }

  /// A product, added to what there is.
  private func add(
    _ a: Memory, _ b: Memory, to sum: Memory?, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let (left, right) = (a.layout.extents, b.layout.extents)
    let lead = left.count - 2
    let extents = zip(left[..<lead], right[..<lead]).map(max) + [left[lead], right[lead + 1]]
    let target: Memory
    if let sum { target = sum } else { target = try plan.reserve(.plain(extents)) }
    try plan.appendProduct(a, b, to: target, adds: sum != nil, phase)
    return target
  }

  /// Sums over the matrices that share the operand.
  private func reduced(
    _ term: Memory, _ input: Int, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let extents = plan.graph.values[input].extents(batch: plan.batch)
    guard extents != term.layout.extents else { return term }
    return try plan.productSum([.init(term)], over: term.layout.extents, to: extents, phase)
  }
}

extension PlanCompiler {
  /// Appends `result ← a × b`, or adds the product to the result.
  func appendProduct(
    _ a: Memory, _ b: Memory, to result: Memory, adds: Bool = false, _ phase: Phase
  ) throws(KernelError) {
    if try appendRoundedProduct(a, b, to: result, phase) { return }
    let post = PostOperations(accumulates: adds)
    var (a, b) = (a, b)
    var kernel = try KernelDescription.matrixProduct(
      schedule.device, post, source: a.layout, weights: b.layout, bias: nil, destination: result.layout)
    if kernel.isReference {
      a = try plain(a, phase)
      b = try plain(b, phase)
      kernel = try .matrixProduct(
        schedule.device, post, source: a.layout, weights: b.layout, bias: nil, destination: result.layout)
    }
    try append(kernel, [(.source, a), (.weights, b), (.destination, result)], phase)
  }

  /// Appends the product of both factors rounded to `bfloat16` where the plan is for that; false where it is not, or there is no
  /// fast kernel.
  private func appendRoundedProduct(
    _ a: Memory, _ b: Memory, to result: Memory, _ phase: Phase
  ) throws(KernelError) -> Bool {
    guard precision == .bfloat16, phase == .forward, !isLoading else { return false }
    let (left, right) = (a.layout.extents, b.layout.extents)
    let kernel: KernelDescription
    do throws(KernelError) {
      kernel = try .matrixProduct(
        schedule.device, source: .plain(left, .bfloat16), weights: .plain(right, .bfloat16), bias: nil,
        destination: result.layout)
    } catch .unsupported { return false }
    if kernel.isReference { return false }
    let limit = OverflowWatch.factorLimit(products: left[left.count - 1])
    let (first, second) = (try rounded(a, limit: limit), try rounded(b, limit: limit))
    try append(kernel, [(.source, first), (.weights, second), (.destination, result)], phase)
    return true
  }

  /// The last two axes exchanged, as a view.
  func transposed(_ memory: Memory, _ phase: Phase) throws(KernelError) -> Memory {
    try view(memory, phase) { extents, strides in
      let last = extents.count - 1
      return (
        extents[..<(last - 1)] + [extents[last], extents[last - 1]],
        strides[..<(last - 1)] + [strides[last], strides[last - 1]], 0
      )
    }
  }
}
