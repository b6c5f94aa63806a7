import Numerics
import Tensors

/// Zeros before and after the numbers of each axis but that of the batch.
package struct ZeroPadding: OperationKind {
  package static let kind = "pad"

  /// Zeros before the first number, by axis.
  package let before: [Int]
  /// Zeros after the last number, by axis.
  package let after: [Int]

  package init(before: [Int], after: [Int]) {
    self.before = before
    self.after = after
  }

  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard before.count == shape.rank, after.count == shape.rank, shape.element == .float32,
      (before + after).allSatisfy({ (0...Convolution.largestWindow).contains($0) }),
      shape.batchAxis.map({ before[$0] == 0 && after[$0] == 0 }) ?? true
    else { return nil }
    return shape.with(zip(zip(before, after), shape.extents).map { $0.0 + $0.1 + $1 })
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ZeroPaddingRules(node, inputs[0], self) }
}

extension Operation {
  package static func pad(before: [Int], after: [Int]) -> Operation {
    Operation(ZeroPadding(before: before, after: after))
  }
}

private final class ZeroPaddingRules: LinearRules {
  let node: Int
  private let input: Int
  private let padding: ZeroPadding

  init(_ node: Int, _ input: Int, _ padding: ZeroPadding) {
    self.node = node
    self.input = input
    self.padding = padding
  }

  /// The numbers without the zeros around them.
  private func inner(
    _ memory: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let extents = plan.graph.values[input].extents(batch: plan.batch)
    return try plan.view(memory, phase) { _, strides in
      (extents, strides, zip(padding.before, strides).reduce(0) { $0 + $1.0 * $1.1 })
    }
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a padding of nothing") }
    let result = try plan.zeros(.plain(plan.graph.values[node].extents(batch: plan.batch)), phase)
    try plan.copy(input, into: inner(result, plan, phase), phase)
    return result
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    [try inner(gradient, plan, phase)]
  }
}
