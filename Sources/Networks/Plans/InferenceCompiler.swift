import Tensors

/// Turns a graph into the fused kernels of an `InferencePlan`.
enum InferenceCompiler {
  /// Appends all steps, commits the storage and returns the outputs; see `PlanCompiler.outputs(for:)`.
  static func compile(
    _ plan: PlanCompiler, _ loss: LossFunction
  ) throws(KernelError) -> (outputs: Memory, positions: Int) {
    let graph = plan.graph
    var done: Set<Int> = []
    for node in graph.nodes.indices where !done.contains(node) {
      if let join = NormalizedJoin(from: node, in: plan) {
        try plan.compileForward(join.nodes[join.nodes.count - 1], join.rules)
        done.formUnion(join.nodes)
        continue
      }
      let rules = graph.nodes[node].operation.base.rules(node: node, inputs: graph.nodes[node].inputs)
      let group = FusedGroup(from: node, in: plan)
      if let rules = rules as? any FusedRules {
        try plan.compileForward(group.last, FusedForward(rules, group.epilogues))
      } else if FusionTable.readsBFloat16(graph.nodes[node].operation) {
        try plan.compileForward(node, rules)
      } else {
        try plan.compileForwardOnFloats(node, rules)
      }
      done.formUnion(group.nodes)
      // The sum was formed in its operand's memory, whose old content is gone.
      if let addend = group.epilogues.addend { plan.values.remove(addend) }
    }
    let (outputs, positions) = try plan.outputs(for: loss)
    plan.schedule.keep(outputs)
    try plan.schedule.commit()
    return (outputs, positions)
  }
}

/// A producer with its epilogues, as the rules of its group's last node.
private final class FusedForward: ForwardRules {
  private let rules: any FusedRules
  private let epilogues: Epilogues

  init(_ rules: any FusedRules, _ epilogues: Epilogues) {
    self.rules = rules
    self.epilogues = epilogues
  }

  func forward(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    try rules.forward(plan, fusing: epilogues)
  }
}
