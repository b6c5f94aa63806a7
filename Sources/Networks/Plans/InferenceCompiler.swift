import Tensors

/// Turns a graph into the fused kernels of an `InferencePlan`.
enum InferenceCompiler {
  /// Appends all steps, commits the storage and returns the outputs, `[batch, outputs]`, row-major.
  static func compile(_ plan: PlanCompiler) throws(KernelError) -> Memory {
    let graph = plan.graph
    var done: Set<Int> = []
    for node in graph.nodes.indices where !done.contains(node) {
      let rules = graph.nodes[node].operation.base.rules(node: node, inputs: graph.nodes[node].inputs)
      let group = FusedGroup(from: node, in: plan)
      if let rules = rules as? any FusedRules {
        try plan.compileForward(group.last, FusedForward(rules, group.epilogues))
      } else {
        try plan.compileForward(node, rules)
      }
      done.formUnion(group.nodes)
      // The sum was formed in its operand's memory, whose old content is gone.
      if let addend = group.epilogues.addend { plan.values.remove(addend) }
    }
    let outputs = try plan.outputs()
    plan.schedule.keep(outputs)
    try plan.schedule.commit()
    return outputs
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
