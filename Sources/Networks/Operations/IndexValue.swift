import Tensors

/// Integers such as token ids as numbers, for networks that compare them.
package struct IndexValue: OperationKind {
  package static let kind = "index-value"

  package init() {}

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    return shape.element == .int32 ? ValueShape(shape.extents, batchAxis: shape.batchAxis) : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { IndexValueRules(inputs[0]) }
}

/// Integers do not move: there is nothing to hand on.
private final class IndexValueRules: NodeRules {
  private let input: Int

  init(_ input: Int) { self.input = input }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let indices = plan.values[input]
    let result = try plan.reserve(.plain(indices.layout.extents))
    plan.append(
      ClosureStep {
        let target = result.buffer
        for i in target.indices { target[i] = Float(indices.indices[i]) }
      }, touching: [indices, result], .forward)
    return result
  }

  func tangent(_: PlanCompiler) throws(KernelError) -> Memory? { nil }

  func backward(_: Memory, _: PlanCompiler) throws(KernelError) -> [Memory?] { [nil] }

  func tangentBackward(_: Memory, _: Memory?, _: PlanCompiler) throws(KernelError) -> [Memory?] { [nil] }
}
