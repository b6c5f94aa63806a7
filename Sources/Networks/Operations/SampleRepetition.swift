import Tensors

/// A value that is the same for all samples, once for each of them: what a class token is before it joins the others.
///
/// The axis of the samples has an extent of 1 in the input.
package struct SampleRepetition: OperationKind {
  package static let kind = "repeat-for-samples"

  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.batchAxis == nil, shape.extents.indices.contains(axis), shape.extents[axis] == 1,
      shape.element == .float32
    else { return nil }
    return ValueShape(shape.extents, batchAxis: axis)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { SampleRepetitionRules(node, inputs[0]) }
}

private final class SampleRepetitionRules: LinearRules {
  let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a repetition of nothing") }
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    return try plan.productSum([.init(plan.plain(input, phase))], over: extents, to: extents, phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    return [
      try plan.productSum(
        [.init(plan.plain(gradient, phase))], over: extents, to: plan.graph.values[input].extents, phase)
    ]
  }
}
