import Tensors

/// A block of the flat vector as a value: what several nodes read, what is added to values, or what weights are computed
/// from.
///
/// The block has the node's name. Everything that depends on such nodes alone is a weight expression: inference computes
/// it once per load, and derivatives pass through it as through any other node.
package struct Parameter: OperationKind {
  package static let kind = "parameter"

  package let shape: [Int]
  package let role: ParameterRole

  package init(shape: [Int], role: ParameterRole) {
    self.shape = shape
    self.role = role
  }

  package var arity: ClosedRange<Int> { 0...0 }

  package func outputShape(of _: [ValueShape]) -> ValueShape? {
    if case .weight(let filters) = role {
      guard filters > 0, let first = shape.first, first > 0, first % filters == 0 || filters % first == 0
      else {
        return nil
      }
    }
    return shape.isEmpty ? nil : ValueShape(shape, batchAxis: nil)
  }

  package func parameters(of _: [ValueShape]) -> [ParameterSpecification] {
    [ParameterSpecification(suffix: "", shape: shape, role: role)]
  }

  package func rules(node: Int, inputs _: [Int]) -> any NodeRules {
    ParameterRules(node, isTrainable: role.isTrainable)
  }
}

extension Operation {
  package static func parameter(_ parameter: Parameter) -> Operation { Operation(parameter) }
}

private final class ParameterRules: NodeRules {
  private let node: Int
  /// False for what neither moves along a direction nor gets a gradient.
  private let isTrainable: Bool

  init(_ node: Int, isTrainable: Bool) {
    self.node = node
    self.isTrainable = isTrainable
  }

  private func block(_ plan: PlanCompiler) -> Int { plan.layout.indices(of: node)[0] }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory { try plan.parameter(block(plan)) }

  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    isTrainable ? plan.direction(block(plan)) : nil
  }

  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    guard isTrainable else { return [] }
    plan.gradients[block(plan)] = try plan.plain(gradient, .backward)
    return []
  }

  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    if isTrainable, let change {
      plan.gradientTangents[block(plan)] = try plan.plain(change, .tangentBackward)
    }
    return []
  }
}
