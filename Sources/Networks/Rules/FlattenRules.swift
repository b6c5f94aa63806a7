import Tensors

/// Reads `[n, C, H, W]` as `[n, C·H·W]`; all four rules are the same change of layout, there or back.
final class FlattenRules: NodeRules {
  private let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  private func matrix(_ plan: PlanCompiler) throws(KernelError) -> Layout {
    try .plain([plan.batch, plan.graph.shapes[node].count])
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try plan.convert(plan.values[input], to: matrix(plan), .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try plan.convert(tangent, to: matrix(plan), .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory] {
    [try plan.convert(gradient, to: plan.values[input].layout, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [nil] }
    return [try plan.convert(change, to: plan.values[input].layout, .tangentBackward)]
  }
}
