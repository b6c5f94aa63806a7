import Tensors

/// The axes in another order: axis `i` of the result is axis `axes[i]` of the input.
package struct Permutation: OperationKind {
  package static let kind = "permute"

  package let axes: [Int]

  package init(_ axes: [Int]) { self.axes = axes }

  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard axes.sorted() == Array(shape.extents.indices) else { return nil }
    return ValueShape(
      axes.map { shape.extents[$0] }, batchAxis: shape.batchAxis.flatMap(axes.firstIndex(of:)),
      element: shape.element)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { PermutationRules(node, axes) }
}

extension Operation {
  package static func permute(_ axes: Int...) -> Operation { Operation(Permutation(axes)) }
}

private final class PermutationRules: LinearRules {
  let node: Int
  private let axes: [Int]

  init(_ node: Int, _ axes: [Int]) {
    self.node = node
    self.axes = axes
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a permutation of nothing") }
    return try permuted(input, axes, plan, phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let inverse = axes.indices.map { axis in axes.firstIndex(of: axis) ?? 0 }
    return [try permuted(gradient, inverse, plan, phase)]
  }

  private func permuted(
    _ memory: Memory, _ axes: [Int], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    try plan.view(memory, phase) { extents, strides in
      (axes.map { extents[$0] }, axes.map { strides[$0] }, 0)
    }
  }
}
