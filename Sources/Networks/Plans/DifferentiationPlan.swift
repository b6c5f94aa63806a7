import Tensors

/// A network compiled for derivatives of its mean loss over batches of one size.
///
/// Everything is created once: kernels, layouts, and one allocation in which tensors that are never needed at the
/// same time share storage. A pass allocates nothing. Results depend on the number of kernel threads that the
/// plan has, in the last bits. Not for use by two threads at once.
package final class DifferentiationPlan: BatchInput {
  package let graph: Graph
  package let layout: ParameterLayout
  package let batchSize: Int
  package let statistics: BatchStatistics
  package let inputs: [PlanInput]

  private let plan: PlanCompiler
  /// For each node of the graph, the node of the plan that has its value.
  private let positions: [Int]
  private let head: LossHead
  private let supportsCurvature: Bool

  /// Compiles the network.
  ///
  /// - Parameters:
  ///   - statistics: what batch normalization uses, and whether dropout drops.
  ///   - curvature: whether `hessianVectorProduct` is wanted; needs running statistics.
  ///   - dropsOut: false for the batch's statistics of a network that drops nothing, as in recalibration.
  ///   - nodes: indices of the nodes whose values and gradients are to be kept after a pass; 0 is the samples
  ///     themselves. `ObservationPlan` shows values alone in less memory.
  ///   - threads: how many the kernels use.
  ///   - order: the memory order of all image values, in place of what the kernels prefer on this processor; for
  ///     tests of our loops in orders that this processor does not choose.
  /// - Throws: `KernelError` when memory is short or the kernel library refuses a shape.
  package init(
    graph: Graph, loss: LossFunction, batchSize: Int, statistics: BatchStatistics, curvature: Bool = false,
    dropsOut: Bool = true, observing nodes: Set<Int> = [], threads: Int = 1, order: ChannelOrder? = nil
  ) throws(KernelError) {
    precondition(batchSize > 0, "a batch of \(batchSize)")
    precondition(nodes.allSatisfy(graph.nodes.indices.contains), "no such nodes: \(nodes.sorted())")
    precondition(!curvature || statistics == .running, "curvature is taken with running statistics")
    self.graph = graph
    self.batchSize = batchSize
    self.statistics = statistics
    supportsCurvature = curvature
    let expanded = ExpandedGraph(graph)
    positions = expanded.nodes
    plan = try PlanCompiler(
      graph: expanded.graph, batch: batchSize, purpose: .derivatives(curvature: curvature),
      statistics: statistics, dropsOut: dropsOut, observed: Set(nodes.map { expanded.nodes[$0] }),
      origins: expanded.origins, order: order, threads: threads)
    layout = plan.layout
    head = try Self.compile(plan, loss: loss, curvature: curvature)
    inputs = plan.planInputs
  }

  /// Appends all phases and commits the storage.
  private static func compile(
    _ plan: PlanCompiler, loss: LossFunction, curvature: Bool
  ) throws(KernelError) -> LossHead {
    let rules = plan.graph.nodes.enumerated().map { $1.operation.base.rules(node: $0, inputs: $1.inputs) }
    // A rule works in the order that its forward kernel chose; others see the value in an order that all know.
    var orders: [Layout] = []
    for (node, rule) in rules.enumerated() { orders.append(try plan.compileForward(node, rule)) }
    for node in plan.observed.sorted() {
      plan.observedValues[node] = try plan.plain(plan.values[node], .forward)
    }
    let (outputs, positions) = try plan.outputs(for: loss)
    let head = LossHead(loss, outputs: outputs, batch: plan.batch, positions: positions)
    plan.append(ClosureStep { head.evaluate() }, touching: [outputs], .forward)

    var outputTangent: Memory?
    if curvature {
      for (node, rule) in rules.enumerated() {
        let tangent = try rule.tangent(plan)
        plan.tangents.append(
          try tangent.map { found throws(KernelError) in
            try plan.convert(found, to: plan.values[node].layout, .tangent)
          })
      }
      if let tangent = plan.tangents[rules.count - 1] {
        outputTangent = try plan.convert(tangent, to: outputs.layout, .tangent)
      }
    }

    let start = try plan.reserve(outputs.layout)
    plan.append(
      ClosureStep { head.writeGradient(to: start.pointer) }, touching: [outputs, start], .backward)
    let nodeGradients = try compileBackward(plan, rules, orders, start: start)
    for node in plan.observed.sorted() {
      if let gradient = nodeGradients[node] {
        plan.observedGradients[node] = try plan.plain(gradient, .backward)
      }
    }

    if let outputTangent {
      let change = try plan.reserve(outputs.layout)
      plan.append(
        ClosureStep { head.writeGradientChange(along: outputTangent.pointer, to: change.pointer) },
        touching: [outputs, outputTangent, change], .tangentBackward)
      try compileTangentBackward(plan, rules, orders, nodeGradients, start: change)
    }
    plan.schedule.keep(outputs)
    for memory in plan.gradients + plan.gradientTangents { if let memory { plan.schedule.keep(memory) } }
    for node in plan.observed.sorted() {
      for memory in [plan.observedValues[node], plan.observedGradients[node]] {
        if let memory { plan.schedule.keep(memory) }
      }
    }
    try plan.schedule.commit()
    return head
  }

  /// Appends the backward phase; returns each node's gradient for the tangent-backward phase.
  private static func compileBackward(
    _ plan: PlanCompiler, _ rules: [any NodeRules], _ orders: [Layout], start: Memory
  ) throws(KernelError) -> [Memory?] {
    var terms = Array(repeating: [Memory](), count: rules.count)
    var gradients: [Memory?] = Array(repeating: nil, count: rules.count)
    terms[rules.count - 1] = [start]
    for node in rules.indices.reversed() {
      guard let total = try plan.sum(terms[node], .backward) else { continue }
      let gradient = try plan.convert(total, to: orders[node], .backward)
      gradients[node] = gradient
      let contributions = try rules[node].backward(gradient, plan)
      for (input, term) in zip(plan.graph.nodes[node].inputs, contributions) {
        guard let term, plan.needsGradient(input) else { continue }
        terms[input].append(try plan.convert(term, to: plan.gradientLayouts[input], .backward))
      }
    }
    return gradients
  }

  /// Appends the derivative of the backward phase along the direction.
  private static func compileTangentBackward(
    _ plan: PlanCompiler, _ rules: [any NodeRules], _ orders: [Layout], _ gradients: [Memory?],
    start: Memory
  ) throws(KernelError) {
    var terms = Array(repeating: [Memory](), count: rules.count)
    terms[rules.count - 1] = [start]
    for node in rules.indices.reversed() {
      guard let gradient = gradients[node] else { continue }
      var change: Memory?
      if let total = try plan.sum(terms[node], .tangentBackward) {
        change = try plan.convert(total, to: orders[node], .tangentBackward)
      }
      let contributions = try rules[node].tangentBackward(gradient, change, plan)
      for (input, term) in zip(plan.graph.nodes[node].inputs, contributions) {
        guard let term, plan.needsGradient(input) else { continue }
        terms[input].append(try plan.convert(term, to: plan.gradientLayouts[input], .tangentBackward))
      }
    }
  }

  /// What the outputs are measured by.
  package var loss: LossFunction { head.loss }

  /// The weight of each sample of the batch; 1 unless set, and 0 for one that is not to count.
  ///
  /// Losses are `Σ wᵢ ℓᵢ / Σ wᵢ`, and derivatives those of that.
  package var weights: UnsafeMutableBufferPointer<Float> { head.weights }

  /// The loss of each sample in the last pass, not weighted; infinite where it is not a number, 0 for weight 0.
  package var losses: UnsafeBufferPointer<Double> { UnsafeBufferPointer(head.losses) }

  /// Whether each sample was correct in the last pass, 0 or 1; with several positions, the fraction that were.
  package var correct: UnsafeBufferPointer<Double> { UnsafeBufferPointer(head.correct) }

  /// The batch's labels, one per position, to be filled before a pass when the loss compares with labels.
  package var labels: UnsafeMutableBufferPointer<Int32> { head.labels }

  /// The batch's targets `[batch, outputs]`, to be filled before a pass when the loss compares with numbers.
  package var targets: UnsafeMutableBufferPointer<Float> { head.targets }

  /// Makes the batch's labels its targets: one-hot vectors, or with a single output the label itself, 0 or 1.
  ///
  /// For losses of numbers on classified data; to be called whenever the labels were filled again. Samples then count as
  /// correct when the largest output, or with a single one its side of one half, is that of their label.
  package func setTargetsFromLabels() { head.setTargetsFromLabels() }

  /// The network's outputs in the last pass, `[batch, outputs]`; rows beyond the samples that counted mean nothing.
  package var outputs: UnsafeBufferPointer<Float> { UnsafeBufferPointer(head.outputs.buffer) }

  /// The values of an observed node in the last pass, `[batch, C, H, W]`; rows beyond the samples that counted mean
  /// nothing.
  package func values(of node: Int) -> UnsafeBufferPointer<Float> {
    guard let memory = plan.observedValues[positions[node]] else {
      preconditionFailure("node \(node) is not observed")
    }
    return UnsafeBufferPointer(memory.buffer)
  }

  /// The gradient of the mean loss with respect to an observed node's values, `[batch, C, H, W]`, in the last pass of
  /// `gradient` or `hessianVectorProduct`; nil for the samples themselves and for nodes that do not reach the output.
  package func gradients(of node: Int) -> UnsafeBufferPointer<Float>? {
    precondition(plan.observed.contains(positions[node]), "node \(node) is not observed")
    return plan.observedGradients[positions[node]].map { UnsafeBufferPointer($0.buffer) }
  }

  /// Chooses the masks that dropout and DropConnect use in the passes from now on, until other ones are chosen.
  ///
  /// A pass that is to drop other units than the one before needs another step; passes with the same seed and step drop
  /// the same ones, as two gradients of one step do. A new plan starts with seed 0 and step 0. Plans with running
  /// statistics drop nothing.
  package func setMasks(seed: UInt64, step: UInt64) { plan.masks.stream = MaskStream(seed: seed, step: step) }

  /// What the kernel library computes by its slow reference.
  package var referenceKernels: Set<String> { plan.schedule.referenceKernels }

  /// Floats of storage that the plan holds.
  package var storageCount: Int { plan.schedule.storageCount }

  /// The loss at the given parameters over the first `count` samples (all when nil); forward only.
  package func evaluate(at parameters: UnsafeBufferPointer<Float>, count: Int? = nil) -> LossSums {
    let count = count ?? batchSize
    precondition((1...batchSize).contains(count), "\(count) of \(batchSize) samples")
    plan.copy(parameters)
    head.count = count
    plan.schedule.run(phase: PlanCompiler.Phase.forward.rawValue)
    return head.outcome
  }

  /// The gradient of the mean loss over the whole batch.
  ///
  /// - Parameters:
  ///   - parameters: the flat vector θ.
  ///   - gradient: `∂L/∂θ` in the same order; zero for running statistics.
  package func gradient(
    at parameters: UnsafeBufferPointer<Float>, into gradient: UnsafeMutableBufferPointer<Float>
  ) -> LossSums {
    let outcome = evaluate(at: parameters)
    plan.schedule.run(phase: PlanCompiler.Phase.backward.rawValue)
    copy(plan.gradients, into: gradient)
    return outcome
  }

  /// The exact product of the Hessian of the mean loss with a direction (Pearlmutter 1994), together with the
  /// gradient it is the derivative of.
  ///
  /// - Parameters:
  ///   - direction: in the order of the flat vector; entries of running statistics are ignored.
  ///   - product: `∇²L · direction`; zero for running statistics.
  package func hessianVectorProduct(
    at parameters: UnsafeBufferPointer<Float>, along direction: UnsafeBufferPointer<Float>,
    gradient: UnsafeMutableBufferPointer<Float>, product: UnsafeMutableBufferPointer<Float>
  ) -> LossSums {
    precondition(supportsCurvature, "the plan was made without curvature")
    plan.copy(direction, asDirection: true)
    let outcome = evaluate(at: parameters)
    for phase in [PlanCompiler.Phase.tangent, .backward, .tangentBackward] {
      plan.schedule.run(phase: phase.rawValue)
    }
    copy(plan.gradients, into: gradient)
    copy(plan.gradientTangents, into: product)
    return outcome
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

  private func copy(_ memories: [Memory?], into vector: UnsafeMutableBufferPointer<Float>) {
    precondition(vector.count == layout.count, "\(vector.count) gradients for \(layout.count)")
    guard let target = vector.baseAddress else { return }
    for (block, memory) in zip(layout.blocks, memories) {
      let start = target + block.range.lowerBound
      if let memory {
        start.update(from: memory.pointer, count: block.range.count)
      } else {
        start.update(repeating: 0, count: block.range.count)
      }
    }
  }
}
