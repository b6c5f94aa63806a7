import Tensors

/// A network compiled to be looked into: passes that show the values of chosen nodes as they arise.
///
/// Values are shown in row-major order whatever the kernels' own, and those of a node before a rectifier are its own even
/// where training lets one kernel compute both. A node's storage is used again once its readers are done, so that many
/// nodes of a large network can be seen in little memory. Not for use by two threads at once.
package final class ObservationPlan {
  package let graph: Graph
  package let layout: ParameterLayout
  package let batchSize: Int
  package let statistics: BatchStatistics
  /// What is to be filled before a pass, the samples first.
  package let inputs: [PlanInput]

  /// Receives a node's index and its values, which last until it returns.
  package typealias Receiver = (_ node: Int, _ values: UnsafeBufferPointer<Float>) -> Void

  private final class Watch {
    var receive: Receiver?
  }

  private let plan: PlanCompiler
  private let watch: Watch

  /// Compiles the network as far as its output; no loss is computed.
  ///
  /// - Parameters:
  ///   - statistics: what batch normalization uses, and whether dropout drops, as in training or inference.
  ///   - nodes: indices of the nodes to be seen; 0 is the samples themselves.
  ///   - dropsOut: false for the batch's statistics of a network that drops nothing.
  ///   - threads: how many the kernels use.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(
    graph: Graph, batchSize: Int, statistics: BatchStatistics, observing nodes: Set<Int>,
    dropsOut: Bool = true, threads: Int = 1
  ) throws(KernelError) {
    precondition(batchSize > 0, "a batch of \(batchSize)")
    precondition(nodes.allSatisfy(graph.nodes.indices.contains), "no such nodes: \(nodes.sorted())")
    self.graph = graph
    self.batchSize = batchSize
    self.statistics = statistics
    let expanded = ExpandedGraph(graph)
    plan = try PlanCompiler(
      graph: expanded.graph, batch: batchSize, purpose: .derivatives(curvature: false),
      statistics: statistics, dropsOut: dropsOut, observed: Set(nodes.map { expanded.nodes[$0] }),
      origins: expanded.origins, threads: threads)
    layout = plan.layout
    watch = Watch()
    for (index, node) in expanded.graph.nodes.enumerated() {
      try plan.compileForward(index, node.operation.base.rules(node: index, inputs: node.inputs))
      if plan.observed.contains(index) { try Self.show(index, as: expanded.origins[index], plan, watch) }
    }
    try plan.schedule.commit()
    inputs = plan.planInputs
  }

  /// Appends the step that shows a node's values under its index in the graph that the caller knows.
  private static func show(
    _ node: Int, as origin: Int, _ plan: PlanCompiler, _ watch: Watch
  ) throws(KernelError) {
    let plain = try plan.plain(plan.values[node], .forward)
    plan.append(
      ClosureStep { watch.receive?(origin, UnsafeBufferPointer(plain.buffer)) }, touching: [plain], .forward)
  }

  /// Chooses the masks that dropout and DropConnect use in the passes from now on, as `DifferentiationPlan.setMasks`.
  package func setMasks(seed: UInt64, step: UInt64) { plan.masks.stream = MaskStream(seed: seed, step: step) }

  /// Floats of storage that the plan holds.
  package var storageCount: Int { plan.schedule.storageCount }

  /// Passes the batch through the network.
  ///
  /// - Parameters:
  ///   - parameters: the flat vector θ.
  ///   - receive: called for each observed node in the order of the graph, with its values `[batch, C, H, W]`.
  package func pass(at parameters: UnsafeBufferPointer<Float>, _ receive: Receiver) {
    plan.copy(parameters)
    withoutActuallyEscaping(receive) { receive in
      watch.receive = receive
      plan.schedule.run(phase: PlanCompiler.Phase.forward.rawValue)
      watch.receive = nil
    }
  }
}
