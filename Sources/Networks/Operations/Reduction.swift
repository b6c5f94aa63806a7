import Tensors

/// The sum or mean over axes, which are not that of the batch; reduced axes stay with an extent of 1.
package struct Reduction: OperationKind {
  package static let kind = "reduction"

  package enum Function: String, Codable, Hashable, Sendable {
    case sum
    case mean
  }

  package let function: Function
  /// Rising.
  package let axes: [Int]

  package init(_ function: Function, axes: [Int]) {
    self.function = function
    self.axes = axes
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard !axes.isEmpty, Set(axes).count == axes.count, shape.element == .float32,
      axes.allSatisfy({ shape.extents.indices.contains($0) && $0 != shape.batchAxis })
    else { return nil }
    return shape.with(shape.extents.enumerated().map { axes.contains($0) ? 1 : $1 })
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ReductionRules(node, inputs[0], self) }
}

extension Operation {
  package static func mean(axes: Int...) -> Operation { Operation(Reduction(.mean, axes: axes)) }
  package static func sum(axes: Int...) -> Operation { Operation(Reduction(.sum, axes: axes)) }
}

private final class ReductionRules: LinearRules {
  let node: Int
  private let input: Int
  private let reduction: Reduction

  init(_ node: Int, _ input: Int, _ reduction: Reduction) {
    self.node = node
    self.input = input
    self.reduction = reduction
  }

  /// What each number is multiplied by.
  private func factor(_ plan: PlanCompiler) -> Float {
    guard reduction.function == .mean else { return 1 }
    return 1 / Float(reduction.axes.reduce(1) { $0 * plan.graph.values[input].extents[$1] })
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let source = inputs[0] else { preconditionFailure("a sum of nothing") }
    let plain = try plan.plain(source, phase)
    return try plan.productSum(
      [.init(plain, factor: factor(plan))], over: plain.layout.extents,
      to: plan.graph.values[node].extents(batch: plan.batch), phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let extents = plan.graph.values[input].extents(batch: plan.batch)
    let plain = try plan.plain(gradient, phase)
    return [
      try plan.productSum([.init(plain, factor: factor(plan))], over: extents, to: extents, phase)
    ]
  }
}
