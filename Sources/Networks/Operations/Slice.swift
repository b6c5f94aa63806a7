import Tensors

/// A range of one axis, which is not that of the batch.
package struct Slice: OperationKind {
  package static let kind = "slice"

  package let axis: Int
  package let start: Int
  /// Positions that are taken.
  package let count: Int

  package init(axis: Int, start: Int, count: Int) {
    self.axis = axis
    self.start = start
    self.count = count
  }

  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.extents.indices.contains(axis), axis != shape.batchAxis, count > 0,
      (0..<shape.extents[axis]).contains(start), count <= shape.extents[axis] - start
    else { return nil }
    var extents = shape.extents
    extents[axis] = count
    return shape.with(extents)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { SliceRules(node, inputs[0], self) }
}

extension Operation {
  package static func slice(axis: Int, _ range: Range<Int>) -> Operation {
    Operation(Slice(axis: axis, start: range.lowerBound, count: range.count))
  }
}

private final class SliceRules: LinearRules {
  let node: Int
  private let input: Int
  private let slice: Slice

  init(_ node: Int, _ input: Int, _ slice: Slice) {
    self.node = node
    self.input = input
    self.slice = slice
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a slice of nothing") }
    return try plan.slice(input, axis: slice.axis, start: slice.start, count: slice.count, phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let result = try plan.zeros(.plain(plan.graph.values[input].extents(batch: plan.batch)), phase)
    let part = try plan.slice(result, axis: slice.axis, start: slice.start, count: slice.count, phase)
    try plan.copy(gradient, into: part, phase)
    return [result]
  }
}

extension PlanCompiler {
  /// A range of one axis, as a view.
  func slice(
    _ memory: Memory, axis: Int, start: Int, count: Int, _ phase: Phase
  ) throws(KernelError) -> Memory {
    try view(memory, phase) { extents, strides in
      var part = extents
      part[axis] = count
      return (part, strides, start * strides[axis])
    }
  }
}
