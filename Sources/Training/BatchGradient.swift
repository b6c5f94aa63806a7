import Data
import Evaluation
import Networks
import Numerics
import Tensors

/// The gradient of a run's loss: batches of its samples, changed at random and put through the compiled network.
final class BatchGradient {
  private let samples: Samples
  private let order: BatchOrder
  private let normalization: PixelNormalization
  private let augmentation: Augmentation
  private let seed: UInt64
  private let augmenter: Augmenter?
  private let plan: DifferentiationPlan
  /// For the last batch of an epoch when the samples do not divide evenly.
  private let remainder: DifferentiationPlan?

  /// Samples of a batch but the last.
  var batchSize: Int { plan.batchSize }

  init(
    _ graph: Graph, _ configuration: TrainingConfiguration, _ samples: Samples, _ order: BatchOrder,
    _ normalization: PixelNormalization
  ) throws(TrainingError) {
    self.samples = samples
    self.order = order
    self.normalization = normalization
    augmentation = configuration.augmentation
    seed = configuration.seed
    augmenter =
      augmentation.isIdentity ? nil : Augmenter(augmentation, shape: samples.shape, normalization)
    let batch = min(configuration.batchSize, order.training.count)
    let rest = order.training.count % batch
    plan = try Self.plan(graph, configuration, batch)
    remainder = rest > 0 ? try Self.plan(graph, configuration, rest) : nil
  }

  private static func plan(
    _ graph: Graph, _ configuration: TrainingConfiguration, _ batch: Int
  ) throws(TrainingError) -> DifferentiationPlan {
    try computing { () throws(KernelError) in
      try DifferentiationPlan(
        graph: graph, loss: configuration.loss, batchSize: batch, statistics: .batch,
        threads: configuration.kernelThreads)
    }
  }

  /// The gradient of the mean loss over batches.
  ///
  /// - Parameters:
  ///   - statistics: where running statistics are to be moved towards each batch's; nowhere when nil.
  /// - Returns: the batches' sums; the gradient is right only where the sum of losses is finite.
  func gradient(
    of batches: [ArraySlice<Int>], epoch: Int, at parameters: UnsafeBufferPointer<Float>,
    into gradient: UnsafeMutableBufferPointer<Float>,
    updating statistics: UnsafeMutableBufferPointer<Float>? = nil
  ) -> LossSums {
    var total = LossSums()
    var sum = batches.count > 1 ? VectorSum(count: gradient.count) : nil
    for batch in batches {
      let plan = batch.count == plan.batchSize ? plan : remainder ?? plan
      fill(plan, batch, epoch: epoch)
      plan.setMasks(seed: seed, step: maskStep(batch, epoch: epoch))
      let outcome = plan.gradient(at: parameters, into: gradient)
      total += outcome
      guard outcome.lossSum.isFinite, VectorMath.isFinite(UnsafeBufferPointer(gradient)) else {
        total.lossSum = .infinity
        return total
      }
      if let statistics { plan.updateRunningStatistics(in: statistics) }
      sum?.add(UnsafeBufferPointer(gradient), weight: Double(batch.count))
    }
    sum?.writeMean(to: gradient)
    return total
  }

  /// A number of its own for each batch of a run; the same for all gradients of one step.
  private func maskStep(_ batch: ArraySlice<Int>, epoch: Int) -> UInt64 {
    UInt64(epoch) << 32 | UInt64(batch.startIndex / plan.batchSize)
  }

  private func fill(_ plan: DifferentiationPlan, _ batch: ArraySlice<Int>, epoch: Int) {
    samples.fill(plan, with: batch, using: normalization)
    guard let augmenter, let images = plan.inputs[0].floats.baseAddress else { return }
    for (position, index) in batch.enumerated() {
      var generator = order.augmentation(epoch: epoch, sample: index)
      augmenter.apply(to: images + position * samples.shape.count, &generator)
    }
  }
}
