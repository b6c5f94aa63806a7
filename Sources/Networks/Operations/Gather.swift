import Tensors

/// Positions of one axis, which is not that of the batch, in any order and as often as wanted: reversals, strides, repetitions
/// and look-ups at fixed positions.
package struct Gather: OperationKind {
  package static let kind = "gather"

  package let axis: Int
  package let indices: [Int]

  package init(axis: Int, indices: [Int]) {
    self.axis = axis
    self.indices = indices
  }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard shape.element == .float32, shape.extents.indices.contains(axis), axis != shape.batchAxis,
      !indices.isEmpty, indices.allSatisfy((0..<shape.extents[axis]).contains)
    else { return nil }
    var extents = shape.extents
    extents[axis] = indices.count
    return shape.with(extents)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { GatherRules(node, inputs[0], self) }
}

extension Operation {
  package static func gather(axis: Int, _ indices: [Int]) -> Operation {
    Operation(Gather(axis: axis, indices: indices))
  }
}

/// Copies positions; the adjoint adds up what came from one position.
private final class GatherRules: LinearRules {
  let node: Int
  private let input: Int
  private let gather: Gather

  init(_ node: Int, _ input: Int, _ gather: Gather) {
    self.node = node
    self.input = input
    self.gather = gather
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("positions of nothing") }
    let source = try plan.plain(input, phase)
    let result = try plan.reserve(.plain(plan.graph.values[node].extents(batch: plan.batch)))
    let (outer, extent, inner) = source.layout.extents.split(at: gather.axis...gather.axis)
    plan.append(
      ClosureStep { [indices = gather.indices] in
        var (from, to) = (source.pointer, result.pointer)
        for _ in 0..<outer {
          if inner == 1 {
            for (i, index) in indices.enumerated() { to[i] = from[index] }
          } else {
            for (i, index) in indices.enumerated() {
              (to + i * inner).update(from: from + index * inner, count: inner)
            }
          }
          from += extent * inner
          to += indices.count * inner
        }
      }, touching: [source, result], phase)
    return result
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    let bar = try plan.plain(gradient, phase)
    let result = try plan.reserve(.plain(plan.graph.values[input].extents(batch: plan.batch)))
    let (outer, extent, inner) = result.layout.extents.split(at: gather.axis...gather.axis)
    plan.append(
      ClosureStep { [indices = gather.indices] in
        result.buffer.update(repeating: 0)
        var (from, to) = (bar.pointer, result.pointer)
        for _ in 0..<outer {
          for index in indices {
            let target = to + index * inner
            for i in 0..<inner { target[i] += from[i] }
            from += inner
          }
          to += extent * inner
        }
      }, touching: [bar, result], phase)
    return [result]
  }
}

extension [Int] {
  /// The products of the extents before a range of axes, in it, and after it.
  func split(at axes: ClosedRange<Int>) -> (outer: Int, extent: Int, inner: Int) {
    (
      self[..<axes.lowerBound].reduce(1, *), self[axes].reduce(1, *),
      self[(axes.upperBound + 1)...].reduce(1, *)
    )
  }
}
