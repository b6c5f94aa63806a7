import Tensors

/// An arithmetic operation on two values, number by number.
///
/// Extents are aligned at the end; where one is 1 or missing, its numbers are used for all positions of the other.
package struct Arithmetic: OperationKind {
  package static let kind = "arithmetic"

  package enum Function: String, Codable, Hashable, Sendable {
    case add
    case subtract
    case multiply
    case divide
    /// The larger number; of two equal ones each gets half of the derivative. NaN where one is NaN.
    case maximum
    /// The smaller number, in the same way.
    case minimum
    /// The first to the power of the second.
    case power
  }

  package let function: Function

  package init(_ function: Function) { self.function = function }

  package var arity: ClosedRange<Int> { 2...2 }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? { ValueShape.repeated(inputs) }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules {
    switch function {
    case .add, .subtract, .multiply, .divide: ArithmeticRules(node, inputs, function)
    case .maximum: PairwiseRules(node, inputs, .maximum)
    case .minimum: PairwiseRules(node, inputs, .minimum)
    case .power: PairwiseRules(node, inputs, .power)
    }
  }

  package func expansion(of _: [ValueShape]) -> Expansion? {
    var expansion = Expansion(inputs: 2, parameters: 0)
    switch function {
    case .add, .multiply, .maximum, .minimum, .power: return nil
    case .subtract:
      let negative = expansion.add("negative", .affine(scale: -1), 1)
      _ = expansion.add("sum", .arithmetic(.add), 0, negative)
    case .divide:
      let inverse = expansion.add("inverse", .elementary(.reciprocal), 1)
      _ = expansion.add("product", .arithmetic(.multiply), 0, inverse)
    }
    return expansion
  }
}

extension Operation {
  package static func arithmetic(_ function: Arithmetic.Function) -> Operation {
    Operation(Arithmetic(function))
  }
}

extension ValueShape {
  /// The shape with extents of 1 before its own.
  func aligned(to rank: Int) -> ValueShape {
    let missing = rank - self.rank
    return ValueShape(
      Array(repeating: 1, count: missing) + extents, batchAxis: batchAxis.map { $0 + missing },
      element: element)
  }

  /// What values of numbers become together: extents are aligned at the end, and equal, or 1 in one of them.
  static func repeated(_ shapes: [ValueShape]) -> ValueShape? {
    guard shapes.allSatisfy({ $0.element == .float32 }) else { return nil }
    let rank = shapes.map(\.rank).max() ?? 0
    var result = shapes[0].aligned(to: rank)
    for shape in shapes.dropFirst() {
      guard let next = broadcast(result, shape.aligned(to: rank), axes: 0..<rank) else { return nil }
      result = next
    }
    return result
  }

  /// What two shapes of one rank become together: extents along `axes` are equal, or 1 in one of them.
  ///
  /// Nil when they do not fit, or have their batches along different axes.
  static func broadcast(_ a: ValueShape, _ b: ValueShape, axes: Range<Int>) -> ValueShape? {
    var extents = a.extents
    let batchAxes = Set([a.batchAxis, b.batchAxis].compactMap(\.self).filter(axes.contains))
    guard batchAxes.count <= 1 else { return nil }
    for axis in axes {
      let (first, second) = (a.extents[axis], b.extents[axis])
      if batchAxes.contains(axis), a.batchAxis == axis, b.batchAxis == axis {
        guard first == second else { return nil }
      } else if batchAxes.contains(axis) {
        // The one that is the same for all samples has nothing of its own along their axis.
        guard (a.batchAxis == axis ? second : first) == 1 else { return nil }
        extents[axis] = max(first, second)
      } else {
        guard first == second || first == 1 || second == 1 else { return nil }
        extents[axis] = max(first, second)
      }
    }
    return ValueShape(extents, batchAxis: batchAxes.first)
  }
}

/// - tangent: `ȧ + ḃ`, or `ȧ b + a ḃ`
/// - backward: `ȳ` to both, or `ȳ b` and `ȳ a`, summed over what an operand is repeated along
/// - its derivative: `ȳ'`, or `ȳ' b + ȳ ḃ` and `ȳ' a + ȳ ȧ`
private final class ArithmeticRules: NodeRules {
  private let node: Int
  private let inputs: [Int]
  private let function: Arithmetic.Function
  private typealias Term = ProductSumStep.Term

  init(_ node: Int, _ inputs: [Int], _ function: Arithmetic.Function) {
    self.node = node
    self.inputs = inputs
    self.function = function
  }

  private func extents(_ plan: PlanCompiler) -> [Int] { plan.graph.values[node].extents(batch: plan.batch) }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    if let result = try inOrder(plan) { return result }
    let (a, b) = (
      try plan.plain(plan.values[inputs[0]], .forward), try plan.plain(plan.values[inputs[1]], .forward)
    )
    let extents = extents(plan)
    if let result = try libraryKernel(a, b, extents, plan) { return result }
    switch function {
    case .add: return try plan.productSum([Term(a), Term(b)], over: extents, to: extents, .forward)
    case .subtract:
      return try plan.productSum([Term(a), Term(b, factor: -1)], over: extents, to: extents, .forward)
    case .multiply: return try plan.productSum([Term(a, b)], over: extents, to: extents, .forward)
    case .maximum, .minimum, .power: preconditionFailure("\(function) has rules of its own")
    case .divide:
      let inverse = try plan.reserve(b.layout)
      plan.append(
        ClosureStep {
          let (x, y) = (b.buffer, inverse.buffer)
          for i in x.indices { y[i] = 1 / x[i] }
        }, touching: [b, inverse], .forward)
      return try plan.productSum([Term(a, inverse)], over: extents, to: extents, .forward)
    }
  }

  /// The result for images in whatever order they are, for inference: of a like one, or of a number for each channel.
  private func inOrder(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let (a, b) = (plan.values[inputs[0]], plan.values[inputs[1]])
    let (extents, other) = (a.layout.extents, b.layout.extents)
    guard plan.isInference, extents.count == 4, extents == self.extents(plan), !a.layout.isPlain,
      a.layout.element == .float32, a.layout.channelBlock != nil
    else { return nil }
    if a.layout.isSame(as: b.layout) { return try libraryKernel(a, b, extents, plan) }
    guard function == .add || function == .multiply, other.count == 4, [1, extents[0]].contains(other[0]),
      other[1...] == [extents[1], 1, 1]
    else { return nil }
    let table = try plan.plain(b, .forward)
    let result = try plan.reserve(a.layout)
    plan.append(
      ChannelNumberStep(a, table, multiplies: function == .multiply, to: result),
      touching: [a, table, result], .forward)
    return result
  }

  /// The library's kernel, where it has a fast one: the second operand may be repeated, the first not.
  private func libraryKernel(
    _ a: Memory, _ b: Memory, _ extents: [Int], _ plan: PlanCompiler
  ) throws(KernelError) -> Memory? {
    guard a.layout.extents == extents, b.layout.extents.count == extents.count else { return nil }
    let name: BinaryFunction =
      switch function {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      case .maximum, .minimum, .power: preconditionFailure("\(function) has rules of its own")
      }
    let kernel = try KernelDescription.binary(plan.schedule.device, name, a.layout, b.layout, to: a.layout)
    guard !kernel.isReference else { return nil }
    let result = try plan.reserve(a.layout)
    try plan.append(kernel, [(.source, a), (.secondSource, b), (.destination, result)], .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    var terms: [Term] = []
    for (own, other) in [(0, 1), (1, 0)] {
      guard let tangent = plan.tangents[inputs[own]] else { continue }
      let moved = try plan.plain(tangent, .tangent)
      terms.append(
        function == .add ? Term(moved) : Term(moved, try plan.plain(plan.values[inputs[other]], .tangent)))
    }
    guard !terms.isEmpty else { return nil }
    return try plan.productSum(terms, over: extents(plan), to: extents(plan), .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try terms(plan, .backward) { other throws(KernelError) in
      [try self.term(gradient, plan.values[other], plan, .backward)]
    }
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    try terms(plan, .tangentBackward) { other throws(KernelError) in
      var result: [Term] = []
      if let change { result.append(try self.term(change, plan.values[other], plan, .tangentBackward)) }
      if self.function == .multiply, let tangent = plan.tangents[other] {
        result.append(try self.term(gradient, tangent, plan, .tangentBackward))
      }
      return result
    }
  }

  /// `ȳ`, or `ȳ` times the other operand.
  private func term(
    _ gradient: Memory, _ other: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Term {
    let gradient = try plan.plain(gradient, phase)
    return function == .add ? Term(gradient) : Term(gradient, try plan.plain(other, phase))
  }

  /// For each operand the sum of terms, over what it is repeated along.
  private func terms(
    _ plan: PlanCompiler, _ phase: PlanCompiler.Phase, _ body: (_ other: Int) throws(KernelError) -> [Term]
  ) throws(KernelError) -> [Memory?] {
    var result: [Memory?] = []
    for (own, other) in [(0, 1), (1, 0)] {
      let terms = plan.needsGradient(inputs[own]) ? try body(inputs[other]) : []
      let target = plan.graph.values[inputs[own]].extents(batch: plan.batch)
      result.append(
        terms.isEmpty ? nil : try plan.productSum(terms, over: extents(plan), to: target, phase))
    }
    return result
  }
}
