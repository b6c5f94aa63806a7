import Tensors

/// A network compiled for its loss alone, as fast as the machine allows: what probing runs at every grid point.
///
/// Batch normalization is folded into the convolution or dense layer before it (with running statistics), rectifiers
/// and residual sums are fused into the kernels, and activations share storage small enough to stay in cache for
/// small batches. `load` takes a whole parameter vector; nothing is allocated by it or by `evaluate`. One plan per
/// worker thread.
package final class InferencePlan: Executor {
  package let graph: Graph
  package let layout: ParameterLayout
  package let batchSize: Int
  package let inputs: [PlanInput]

  package let precision: Precision

  private let plan: PlanCompiler
  private let head: LossHead
  private var loadIsSuspect = false
  private var passIsSuspect = false

  /// Compiles the network.
  ///
  /// - Parameters:
  ///   - precision: what numbers the kernels read and write.
  ///   - threads: how many the kernels use.
  ///   - order: the memory order of all image values, in place of what the kernels prefer on this processor; for
  ///     tests of our loops in orders that this processor does not choose.
  /// - Throws: `KernelError` when memory is short, the kernel library refuses a shape, or the processor the precision.
  package init(
    graph: Graph, loss: LossFunction, batchSize: Int, precision: Precision = .exact, threads: Int = 1,
    order: ChannelOrder? = nil
  ) throws(KernelError) {
    precondition(batchSize > 0, "a batch of \(batchSize)")
    self.graph = graph
    self.batchSize = batchSize
    self.precision = precision
    plan = try PlanCompiler(
      graph: graph, batch: batchSize, purpose: .inference, statistics: .running, order: order,
      precision: precision, threads: threads)
    layout = plan.layout
    let (outputs, positions) = try InferenceCompiler.compile(plan, loss)
    head = LossHead(loss, outputs: outputs, batch: batchSize, positions: positions)
    inputs = plan.planInputs
  }

  /// What the outputs are measured by.
  package var loss: LossFunction { head.loss }

  /// The weight of each sample of the batch; 1 unless set, and 0 for one that is not to count.
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

  /// How often an evaluation runs each kernel, by the kernel's name; loops of ours count as `loop`.
  package var kernelCounts: [String: Int] {
    plan.schedule.kernelCounts(phase: PlanCompiler.Phase.forward.rawValue)
  }

  /// How the kernels of an evaluation are implemented, in the library's own words, or `loop` for ours, by the kernel's name.
  package var kernelImplementations: [String: Set<String>] {
    plan.schedule.kernelImplementations(phase: PlanCompiler.Phase.forward.rawValue)
  }

  /// What the kernel library computes by its slow reference.
  package var referenceKernels: Set<String> { plan.schedule.referenceKernels }

  /// Floats of storage that the plan holds.
  package var storageCount: Int { plan.schedule.storageCount }

  /// Makes the network that of another parameter vector.
  package func load(_ parameters: UnsafeBufferPointer<Float>) {
    precondition(parameters.count == layout.count, "\(parameters.count) parameters for \(layout.count)")
    plan.source.parameters = parameters.baseAddress
    plan.watch.load = false
    loadIsSuspect = raisesExceptions { plan.schedule.run(phase: PlanCompiler.Phase.load.rawValue) }
    if plan.watch.load { loadIsSuspect = true }
    plan.source.parameters = nil
  }

  /// Loss and accuracy of the first `count` samples of the batch with the loaded parameters.
  package func evaluate(count: Int) -> LossSums {
    precondition((1...batchSize).contains(count), "\(count) of \(batchSize) samples")
    plan.watch.forward = false
    passIsSuspect = raisesExceptions {
      plan.schedule.run(phase: PlanCompiler.Phase.forward.rawValue)
      head.count = count
      head.evaluate()
    }
    if plan.watch.forward { passIsSuspect = true }
    return head.outcome
  }

  /// What the steps of a load and of an evaluation take, in their order: for benchmarks.
  package func times(
    loading parameters: UnsafeBufferPointer<Float>
  ) -> (load: [(step: String, time: Duration)], forward: [(step: String, time: Duration)]) {
    precondition(parameters.count == layout.count, "\(parameters.count) parameters for \(layout.count)")
    plan.source.parameters = parameters.baseAddress
    defer { plan.source.parameters = nil }
    let load = plan.schedule.times(phase: PlanCompiler.Phase.load.rawValue)
    return (load, plan.schedule.times(phase: PlanCompiler.Phase.forward.rawValue))
  }

  /// Whether a number may have left the range of `Float` in the last load or the last evaluation, for all that the processor
  /// and, in a plan for `bfloat16`, the values tell (`OverflowWatch`).
  ///
  /// With more than one kernel thread always true: the record of the others cannot be read.
  package var isSuspect: Bool { loadIsSuspect || passIsSuspect }

  private func raisesExceptions(_ body: () -> Void) -> Bool {
    _ = ArithmeticExceptions.take()
    body()
    return ArithmeticExceptions.take() || plan.schedule.device.threads > 1
  }
}
