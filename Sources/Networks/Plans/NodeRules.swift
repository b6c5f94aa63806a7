import Tensors

/// The forward, backward and tangent rule of one node, as steps appended to a plan.
///
/// With value `y = f(x, θ)` and loss `L`, write `ẏ` for the derivative of `y` along a direction of the parameters
/// (forward mode) and `ȳ = ∂L/∂y` (reverse mode). The derivative of `ȳ` along the direction completes the exact
/// Hessian–vector product (Pearlmutter 1994, doi:10.1162/neco.1994.6.1.147): forward over reverse.
///
/// Each method is called at most once, in the order in which they are listed, each for all nodes before the next. Plans
/// for inference call `forward` alone.
package protocol NodeRules: AnyObject {
  /// `y` from the inputs' values.
  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory

  /// `ẏ`, nil when it is zero because nothing that the node depends on moves.
  func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory?

  /// The terms that the node adds to its inputs' gradients, and its parameters' gradients (into the plan).
  ///
  /// - Parameter gradient: `ȳ`, in the layout that `forward` returned.
  /// - Returns: one term for each input, in any layout: the plan converts it. Nil, or nothing at the end of the list, for
  ///   an input that needs no gradient (`PlanCompiler.needsGradient`).
  func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?]

  /// The derivative of `backward` along the direction.
  ///
  /// - Parameters:
  ///   - gradient: `ȳ`.
  ///   - change: the derivative of `ȳ`; nil when it is zero.
  /// - Returns: one term for each input, nil where it is zero.
  func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?]
}

/// Rules of an operation that plans never differentiate, because it has an expansion.
protocol ForwardRules: NodeRules {}

extension ForwardRules {
  package func tangent(_: PlanCompiler) throws(KernelError) -> Memory? { unexpanded() }
  package func backward(_: Memory, _: PlanCompiler) throws(KernelError) -> [Memory?] { unexpanded() }
  package func tangentBackward(_: Memory, _: Memory?, _: PlanCompiler) throws(KernelError) -> [Memory?] {
    unexpanded()
  }

  private func unexpanded() -> Never {
    preconditionFailure("an operation with an expansion is differentiated by it")
  }
}

/// Rules of a linear operation without parameters: one map for values and tangents, its adjoint for gradients.
protocol LinearRules: NodeRules {
  /// `A x`, for values and for tangents.
  func apply(_ inputs: [Memory?], _ plan: PlanCompiler, _ phase: PlanCompiler.Phase) throws(KernelError)
    -> Memory

  /// `Aᵀ ȳ`: one term per input.
  func adjoint(_ gradient: Memory, _ plan: PlanCompiler, _ phase: PlanCompiler.Phase) throws(KernelError)
    -> [Memory?]

  var node: Int { get }
}

extension LinearRules {
  package func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try apply(plan.graph.nodes[node].inputs.map { plan.values[$0] }, plan, .forward)
  }

  package func tangent(_ plan: PlanCompiler) throws(KernelError) -> Memory? {
    let tangents = plan.graph.nodes[node].inputs.map { plan.tangents[$0] }
    guard tangents.contains(where: { $0 != nil }) else { return nil }
    return try apply(tangents, plan, .tangent)
  }

  package func backward(_ gradient: Memory, _ plan: PlanCompiler) throws(KernelError) -> [Memory?] {
    try adjoint(gradient, plan, .backward)
  }

  package func tangentBackward(
    _ gradient: Memory, _ change: Memory?, _ plan: PlanCompiler
  ) throws(KernelError) -> [Memory?] {
    guard let change else { return [] }
    return try adjoint(change, plan, .tangentBackward)
  }
}
