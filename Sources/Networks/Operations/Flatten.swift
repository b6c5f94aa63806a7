import Tensors

/// Reads a sample's numbers, `C×H×W` for images, as one vector.
package struct Flatten: OperationKind {
  package static let kind = "flatten"

  package init() {}

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    inputs[0].batchAxis == 0 && inputs[0].extents[0] == 1 ? .vector(inputs[0].count) : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { FlattenRules(node, inputs[0]) }
}

extension Operation {
  package static let flatten = Operation(Flatten())
}

/// Reads `[n, C, H, W]` as `[n, C·H·W]`; all four rules are the same change of layout, there or back.
private final class FlattenRules: NodeRules {
  private let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  private func matrix(
    _ plan: PlanCompiler, _ element: ElementType = .float32
  ) throws(KernelError) -> Layout {
    try .plain([plan.batch, plan.graph.values[node].count], element)
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let source = plan.values[input]
    return try plan.convert(source, to: matrix(plan, source.layout.element), .forward)
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    guard let tangent = plan.tangents[input] else { return nil }
    return try plan.convert(tangent, to: matrix(plan), .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    [try plan.convert(gradient, to: plan.values[input].layout, .backward)]
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [nil] }
    return [try plan.convert(change, to: plan.values[input].layout, .tangentBackward)]
  }
}
