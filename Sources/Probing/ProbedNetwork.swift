import Data
import Evaluation
import Networks
import Numerics
import Tensors

/// A trained network with its data and directions: everything that the workers of a probe share.
struct ProbedNetwork: Sendable {
  let graph: Graph
  let layout: ParameterLayout
  let loss: LossFunction
  let parameters: [Float]
  let directions: [Direction]
  let samples: Samples
  /// The samples that the loss is a mean over, rising.
  let indices: [Int]
  let normalization: PixelNormalization
  let batchNormalization: BatchNormalizationMode

  /// Chooses `count` of rising indices without replacement, in their order; all when there are no more.
  static func choose(_ count: Int, of population: [Int], seed: UInt64) -> [Int] {
    guard count < population.count else { return population }
    var generator = SeededGenerator(seed: seed, for: .probedSamples)
    return generator.shuffled(0..<population.count).prefix(count).map { population[$0] }.sorted()
  }

  // MARK: Recalibration

  /// The plan that `recalibrate` needs; nil when statistics stay as they are.
  func recalibrationPlan() throws(KernelError) -> StatisticsPlan? {
    guard batchNormalization == .recalibrate else { return nil }
    return try StatisticsPlan(
      graph: graph, batchSize: min(PointEvaluator.recalibrationBatch, indices.count))
  }

  /// Replaces the running statistics in `point` by the mean of those of whole batches of the samples.
  ///
  /// - Returns: false when asked to stop.
  func recalibrate(
    _ point: UnsafeMutableBufferPointer<Float>, with plan: StatisticsPlan, stop: StopRequest
  ) -> Bool {
    for batch in 0..<indices.count / plan.batchSize {
      if stop.isStopping { return false }
      let chosen = indices[batch * plan.batchSize..<(batch + 1) * plan.batchSize]
      samples.copyNormalized(chosen, using: normalization, into: plan.images)
      plan.pass(at: UnsafeBufferPointer(point))
      plan.updateRunningStatistics(in: point, momentum: 1 / Double(batch + 1))
    }
    return true
  }

  // MARK: The independent path

  /// The unperturbed network's outcome by the unfused kernels that training's derivatives use; nil when asked to stop.
  ///
  /// What overflows has diverged, as on the grid.
  func checkpointOutcome(stop: StopRequest) throws(KernelError) -> Outcome? {
    KernelThreads.set(1)
    let plan = try DifferentiationPlan(
      graph: graph, loss: loss, batchSize: min(32, indices.count), statistics: .running)
    let proof = try OverflowProof(parameterCount: parameters.count)
    var point = parameters
    if let recalibration = try recalibrationPlan() {
      let completed = point.withUnsafeMutableBufferPointer {
        recalibrate($0, with: recalibration, stop: stop)
      }
      guard completed else { return nil }
    }
    return point.withUnsafeBufferPointer { point in
      guard VectorMath.isFinite(point) else { return .diverged(count: indices.count) }
      _ = ArithmeticExceptions.take()
      var total = Outcome()
      for start in stride(from: 0, to: indices.count, by: plan.batchSize) {
        if stop.isStopping { return nil }
        let batch = indices[start..<min(start + plan.batchSize, indices.count)]
        samples.fill(plan, with: batch, using: normalization)
        total += plan.evaluate(at: point, count: batch.count)
        let overflowed = ArithmeticExceptions.take() && proof.holds(for: plan, at: point)
        if overflowed || !total.lossSum.isFinite { return .diverged(count: indices.count) }
      }
      return total
    }
  }
}
