import Tensors

/// A network compiled for the statistics of its batch normalization over batches of one size: what recalibration runs.
///
/// It has the forward kernels of a `DifferentiationPlan` with the batch's statistics, and so its bits, but keeps no value for
/// longer than until its readers are done, and ends at the last normalization. It drops nothing. Not for use by two
/// threads at once.
package final class StatisticsPlan {
  package let layout: ParameterLayout
  package let batchSize: Int
  /// What is to be filled before a pass, the samples first, in the order of the graph's input nodes.
  package let inputs: [PlanInput]

  private let plan: PlanCompiler

  /// Compiles the network; nil when it has no batch normalization.
  ///
  /// - Parameter threads: how many the kernels use.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init?(graph: Graph, batchSize: Int, threads: Int = 1) throws(KernelError) {
    precondition(batchSize > 0, "a batch of \(batchSize)")
    let expanded = ExpandedGraph(graph)
    let nodes = expanded.graph.nodes
    guard let last = nodes.lastIndex(where: { $0.operation.as(BatchNormalization.self) != nil }) else {
      return nil
    }
    self.batchSize = batchSize
    plan = try PlanCompiler(
      graph: expanded.graph, batch: batchSize, purpose: .derivatives(curvature: false), statistics: .batch,
      dropsOut: false, origins: expanded.origins, threads: threads)
    layout = plan.layout
    for (index, node) in nodes[...last].enumerated() {
      try plan.compileForward(index, node.operation.base.rules(node: index, inputs: node.inputs))
    }
    try plan.schedule.commit()
    inputs = plan.planInputs
  }

  /// Floats of storage that the plan holds.
  package var storageCount: Int { plan.schedule.storageCount }

  /// Passes the batch through the network.
  ///
  /// - Parameter parameters: the flat vector θ, whose running statistics are not read.
  package func pass(at parameters: UnsafeBufferPointer<Float>) {
    plan.copy(parameters)
    plan.schedule.run(phase: PlanCompiler.Phase.forward.rawValue)
  }

  /// Moves the running statistics in `parameters` towards those of the last batch:
  /// `running ← (1 − m)·running + m·batch`, with the unbiased variance, as PyTorch does.
  ///
  /// - Parameter momentum: `m`; each layer's own when nil. `1/k` for the `k`-th batch gives the plain mean.
  package func updateRunningStatistics(
    in parameters: UnsafeMutableBufferPointer<Float>, momentum: Double? = nil
  ) {
    plan.updateRunningStatistics(in: parameters, momentum: momentum)
  }
}
