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
  /// Whether arithmetic exceptions say something here: kernels that raise them at the unperturbed network, where
  /// nothing overflows, would make every point look diverged.
  private let heedsExceptions: Bool

  /// Compiles the network for the calling thread, with one kernel thread.
  init(_ probe: ProbedNetwork) throws(KernelError) {
    self.probe = probe
    KernelThreads.set(1)
    let plan = try InferencePlan(graph: probe.graph, loss: probe.loss, batchSize: Self.microBatch)
    self.plan = plan
    recalibration = try probe.recalibrationPlan()
    point = AlignedBuffer(count: probe.parameters.count)
    _ = ArithmeticExceptions.take()
    probe.parameters.withUnsafeBufferPointer { plan.load($0) }
    let batch = probe.indices.prefix(Self.microBatch)
    probe.samples.copyNormalized(batch, using: probe.normalization, into: plan.images)
    _ = plan.evaluate(count: batch.count)
    heedsExceptions = !ArithmeticExceptions.take()
  }

  /// Loss and accuracy at `θ + α d₁ + β d₂`; nil when asked to stop.
  ///
  /// The loss is infinite when a number on the way to it left the range of `Float`, whatever the network's
  /// outputs; no sample of a micro-batch in which that happened counts as correct.
  func outcome(alpha: Double, beta: Double, stop: StopRequest) -> Outcome? {
    _ = ArithmeticExceptions.take()
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
    if let recalibration, !probe.recalibrate(point.buffer, with: recalibration, stop: stop) { return nil }
    plan.load(point.elements)
    let parametersOverflowed = ArithmeticExceptions.take()
    var total = Outcome()
    for start in stride(from: 0, to: probe.indices.count, by: plan.batchSize) {
      if stop.isStopping { return nil }
      let batch = probe.indices[start..<min(start + plan.batchSize, probe.indices.count)]
      probe.samples.copyNormalized(batch, using: probe.normalization, into: plan.images)
      probe.samples.copyLabels(batch, into: plan.labels)
      let outcome = plan.evaluate(count: batch.count)
      let overflowed = ArithmeticExceptions.take() || parametersOverflowed
      total += overflowed && heedsExceptions ? .diverged(count: batch.count) : outcome
    }
    return total
  }
}
