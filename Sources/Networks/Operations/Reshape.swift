import Numerics
import Tensors

/// The same numbers in row-major order with other extents.
///
/// Extents are those for one sample; the axis of the batch may hold several rows per sample, as when attention heads join
/// the batch.
package struct Reshape: OperationKind {
  package static let kind = "reshape"

  package let extents: [Int]
  /// The result's axis of the batch; not used for values that are the same for all samples.
  package let batchAxis: Int

  package init(_ extents: [Int], batchAxis: Int = 0) {
    self.extents = extents
    self.batchAxis = batchAxis
  }

  package var acceptsStrides: Bool { true }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    let shape = inputs[0]
    guard extents.allSatisfy({ $0 > 0 }), extents.checkedProduct() == shape.count else { return nil }
    guard let axis = shape.batchAxis else {
      return ValueShape(extents, batchAxis: nil, element: shape.element)
    }
    // What comes before the batch must stay before it.
    guard extents.indices.contains(batchAxis),
      extents[..<batchAxis].reduce(1, *) == shape.extents[..<axis].reduce(1, *)
    else { return nil }
    return ValueShape(extents, batchAxis: batchAxis, element: shape.element)
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { ReshapeRules(node, inputs[0]) }

  private enum CodingKeys: String, CodingKey {
    case extents
    case batchAxis = "batch-axis"
  }
}

extension Operation {
  package static func reshape(_ extents: [Int], batchAxis: Int = 0) -> Operation {
    Operation(Reshape(extents, batchAxis: batchAxis))
  }
}

private final class ReshapeRules: LinearRules {
  let node: Int
  private let input: Int

  init(_ node: Int, _ input: Int) {
    self.node = node
    self.input = input
  }

  func apply(
    _ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> Memory {
    guard let input = inputs[0] else { preconditionFailure("a reshape of nothing") }
    return try plan.reshaped(input, to: plan.graph.values[node].extents(batch: plan.batch), phase)
  }

  func adjoint(
    _ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase
  ) throws(KernelError) -> [Memory?] {
    [try plan.reshaped(gradient, to: plan.graph.values[input].extents(batch: plan.batch), phase)]
  }
}
