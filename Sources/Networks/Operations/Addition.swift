import Tensors

/// The elementwise sum of two values of one shape: the residual connection.
package struct Addition: OperationKind {
  package static let kind = "add"

  package init() {}

  package var arity: ClosedRange<Int> { 2...2 }

  package func outputShape(of inputs: [ValueShape]) -> ValueShape? {
    // One vector may be an image of one pixel.
    inputs[0] == inputs[1] || inputs[0].isVector && inputs[1].isVector && inputs[0].count == inputs[1].count
      ? inputs[0] : nil
  }

  package func rules(node: Int, inputs: [Int]) -> any NodeRules { AdditionRules(node, inputs) }
}

extension Operation {
  /// The elementwise sum of two values of one shape.
  package static let add = Operation(Addition())
}

/// The residual connection `y = a + b`: tangents add, gradients are handed on to both.
///
/// When its only reader is a rectifier, the forward kernel rectifies too, and the rectifier's forward rule has
/// nothing left to do.
private final class AdditionRules: NodeRules {
  private let node: Int
  private let inputs: [Int]

  init(_ node: Int, _ inputs: [Int]) {
    self.node = node
    self.inputs = inputs
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let first = plan.values[inputs[0]]
    let second = try plan.convert(plan.values[inputs[1]], to: first.layout, .forward)
    let result = try plan.reserve(first.layout)
    try plan.append(
      .add(plan.schedule.device, first.layout, PostOperations(function: plan.rectifies(node) ? .relu : nil)),
      [(.source, first), (.secondSource, second), (.destination, result)], .forward)
    return result
  }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    var terms: [Memory] = []
    for input in inputs {
      if let tangent = plan.tangents[input] {
        terms.append(try plan.convert(tangent, to: plan.values[node].layout, .tangent))
      }
    }
    return try plan.sum(terms, .tangent)
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    inputs.map { _ in gradient }
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    inputs.map { _ in change }
  }
}
