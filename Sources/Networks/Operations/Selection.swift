import Tensors

/// Of a condition, `a` and `b`: the number of `a` where the condition is not 0, else that of `b`; repeated as in `Arithmetic`.
///
/// What is not taken does not matter, not even where it is NaN; derivatives go to what is.
package struct Selection: OperationKind {
  package static let kind = "selection"

  package init() {}

  package var arity: ClosedRange<Int> { 3...3 }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? { ValueShape.repeated(inputs) }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { SelectionRules(node, inputs) }
}

extension Operation {
  package static let selection = Operation(Selection())
}

/// Linear in both values.
private final class SelectionRules: NodeRules {
  private let node: Int
  private let inputs: [Int]

  init(_ node: Int, _ inputs: [Int]) {
    self.node = node
    self.inputs = inputs
  }

  private func extents(_ plan: PlanCompiler) -> [Int] { plan.graph.values[node].extents(batch: plan.batch) }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try select(plan.values[inputs[1]], plan.values[inputs[2]], plan, .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let (a, b) = (plan.tangents[inputs[1]], plan.tangents[inputs[2]])
    guard a != nil || b != nil else { return nil }
    return try select(a, b, plan, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try parts(of: gradient, plan, .backward)
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [] }
    return try parts(of: change, plan, .tangentBackward)
  }

  /// One of two values, 0 where a value is nil.
  private func select(
    _ a: Memory?, _ b: Memory?, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let extents = extents(plan)
    let condition = try plan.repeated(plan.values[inputs[0]], over: extents, phase)
    let first = try a.map { a throws(KernelError) in try plan.repeated(a, over: extents, phase) }
    let second = try b.map { b throws(KernelError) in try plan.repeated(b, over: extents, phase) }
    let result = try plan.reserve(.plain(extents))
    plan.append(
      ClosureStep {
        let (c, x, y, target) = (condition.pointer, first?.pointer, second?.pointer, result.pointer)
        let count = result.buffer.count
        if let x, let y {
          for i in 0..<count { target[i] = c[i] != 0 ? x[i] : y[i] }
        } else {
          for i in 0..<count { target[i] = (c[i] != 0 ? x : y)?[i] ?? 0 }
        }
      }, touching: [condition, first, second, result].compactMap(\.self), phase)
    return result
  }

  /// The parts of a gradient that reach the values, each summed over what it is repeated along.
  private func parts(
    of gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    var result: [Memory?] = [nil]
    for own in 1...2 {
      guard plan.needsGradient(inputs[own]) else {
        result.append(nil)
        continue
      }
      let part = try select(own == 1 ? gradient : nil, own == 2 ? gradient : nil, plan, phase)
      let target = plan.graph.values[inputs[own]].extents(batch: plan.batch)
      result.append(try plan.productSum([.init(part)], over: extents(plan), to: target, phase))
    }
    return result
  }
}
