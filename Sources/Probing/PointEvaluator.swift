import Networks
import Tensors
import Training

/// The network at hand, on the samples at hand, at any parameters: what a worker owns.
final class PointEvaluator {
  /// Samples a kernel call takes: small enough for the activations to stay in the second-level cache.
  static let microBatch = 8

  /// Samples that share statistics when batch normalization is recalibrated.
  static let recalibrationBatch = 64

  private let probe: ProbedNetwork
  private let plan: InferencePlan
  private let recalibration: DifferentiationPlan?
  private let point: AlignedBuffer
  private let proof: OverflowProof
  /// The unfused network, made when an overflow is suspected for the first time.
  private var unfused: DifferentiationPlan?

  /// Compiles the network for the calling thread, with one kernel thread.
  init(_ probe: ProbedNetwork) throws(KernelError) {
    self.probe = probe
    KernelThreads.set(1)
    plan = try InferencePlan(graph: probe.graph, loss: probe.loss, batchSize: Self.microBatch)
    recalibration = try probe.recalibrationPlan()
    point = AlignedBuffer(count: probe.parameters.count)
    proof = OverflowProof(parameterCount: probe.parameters.count)
  }

  /// Loss and accuracy at `θ + α d₁ + β d₂`; nil when asked to stop.
  ///
  /// Where a parameter or an activation leaves the range of `Float` the loss is infinite and the accuracy zero, whatever
  /// the network's outputs.
  ///
  /// - Throws: `KernelError` when memory is short.
  func outcome(alpha: Double, beta: Double, stop: StopRequest) throws(KernelError) -> Outcome? {
    move(alpha, beta)
    if let recalibration, !probe.recalibrate(point.buffer, with: recalibration, stop: stop) { return nil }
    guard OverflowProof.isFinite(point.elements) else { return .diverged(count: probe.indices.count) }
    _ = ArithmeticExceptions.take()
    plan.load(point.elements)
    let loadIsSuspect = ArithmeticExceptions.take()
    var total = Outcome()
    for start in stride(from: 0, to: probe.indices.count, by: plan.batchSize) {
      if stop.isStopping { return nil }
      let batch = probe.indices[start..<min(start + plan.batchSize, probe.indices.count)]
      probe.samples.copyNormalized(batch, using: probe.normalization, into: plan.images)
      probe.samples.copyLabels(batch, into: plan.labels)
      total += plan.evaluate(count: batch.count)
      let overflowIsSuspected = ArithmeticExceptions.take() || loadIsSuspect
      guard total.lossSum.isFinite else { return .diverged(count: probe.indices.count) }
      if overflowIsSuspected, try overflows(batch) { return .diverged(count: probe.indices.count) }
    }
    return total
  }

  /// Writes `θ + α d₁ + β d₂` to `point`.
  private func move(_ alpha: Double, _ beta: Double) {
    probe.parameters.withUnsafeBufferPointer { theta in
      probe.directions[0].components.withUnsafeBufferPointer { first in
        guard probe.directions.count > 1 else {
          VectorMath.combine(theta, Float(alpha), first, 0, first, into: point.buffer)
          return
        }
        probe.directions[1].components.withUnsafeBufferPointer { second in
          VectorMath.combine(theta, Float(alpha), first, Float(beta), second, into: point.buffer)
        }
      }
    }
  }

  /// True when the suspicion that samples overflow on their way through the network is justified.
  private func overflows(_ batch: ArraySlice<Int>) throws(KernelError) -> Bool {
    let network: DifferentiationPlan
    if let unfused {
      network = unfused
    } else {
      network = try DifferentiationPlan(
        graph: probe.graph, loss: probe.loss, batchSize: Self.microBatch, statistics: .running)
      unfused = network
    }
    probe.samples.copyNormalized(batch, using: probe.normalization, into: network.images)
    probe.samples.copyLabels(batch, into: network.labels)
    let result = proof.holds(for: network, at: point.elements)
    _ = ArithmeticExceptions.take()
    return result
  }
}
