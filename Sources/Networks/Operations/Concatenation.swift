import Numerics
import Tensors

/// Values one after another along an axis, which is not that of the batch.
package struct Concatenation: OperationKind {
  package static let kind = "concatenate"

  package let axis: Int

  package init(axis: Int) { self.axis = axis }

  package var arity: ClosedRange<Int> { 1...1024 }
  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let first = inputs[0]
    guard first.extents.indices.contains(axis), axis != first.batchAxis, first.element == .float32 else {
      return nil
    }
    func withoutAxis(_ shape: ValueShape) -> [Int] {
      shape.extents.enumerated().filter { $0.offset != axis }.map(\.element)
    }
    let isLike = inputs.allSatisfy {
      $0.rank == first.rank && $0.batchAxis == first.batchAxis && $0.element == first.element
        && withoutAxis($0) == withoutAxis(first)
    }
    guard isLike, let total = inputs.map({ $0.extents[axis] }).checkedSum() else { return nil }
    var extents = first.extents
    extents[axis] = total
    return first.with(extents)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ConcatenationRules(node, inputs, axis) }
}

extension Operation {
  package static func concatenate(axis: Int) -> Operation { Operation(Concatenation(axis: axis)) }
}

private final class ConcatenationRules: LinearRules {
  let node: Int
  private let inputs: [Int]
  private let axis: Int

  init(_ node: Int, _ inputs: [Int], _ axis: Int) {
    self.node = node
    self.inputs = inputs
    self.axis = axis
  }

  /// Where each input starts along the axis, and how far it reaches.
  private func parts(_ plan: PlanCompiler) -> [(start: Int, count: Int)] {
    var start = 0
    return inputs.map { input in
      let count = plan.graph.values[input].extents[axis]
      defer { start += count }
      return (start, count)
    }
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    let extents = plan.graph.values[node].extents(batch: plan.batch)
    // In the order of images that all inputs share.
    let isChannelsLast =
      plan.isInference && extents.count == 4
      && inputs.allSatisfy {
        $0.map { $0.layout.strides != nil && $0.layout.channelOrder == .channelsLast } ?? false
      }
    let layout = try isChannelsLast ? Layout.images(extents, .channelsLast) : .plain(extents)
    let result = inputs.contains { $0 == nil } ? try plan.zeros(layout, phase) : try plan.reserve(layout)
    for (input, part) in zip(inputs, parts(plan)) {
      guard let input else { continue }
      let target = try plan.slice(result, axis: axis, start: part.start, count: part.count, phase)
      try plan.copy(input, into: target, phase)
    }
    return result
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    var terms: [Memory?] = []
    for part in parts(plan) {
      terms.append(try plan.slice(gradient, axis: axis, start: part.start, count: part.count, phase))
    }
    return terms
  }
}
