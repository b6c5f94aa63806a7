import Evaluation
import Networks
import Numerics
import Tensors

/// A network with its data and directions: everything that the workers of a probe share.
struct ProbedNetwork: Sendable {
  let definition: LossDefinition
  let layout: ParameterLayout
  let parameters: [Float]
  let subspace: Subspace
  let batchNormalization: BatchNormalizationMode
  /// What it is evaluated with; where a mean is estimated, its anchors.
  var precision: Precision

  /// Samples of a batch where the loss of the unperturbed network is checked.
  private static let checkBatch = 32

  /// What estimates statistics again at every point; nil when they stay as they are.
  func recalibration() throws(KernelError) -> Recalibration? {
    batchNormalization == .recalibrate ? try Recalibration(definition) : nil
  }

  /// The unperturbed network's outcome by the unfused kernels that training's derivatives use; nil when asked to stop.
  ///
  /// What overflows has diverged, as on the grid.
  func checkpointOutcome(stop: StopRequest) throws(KernelError) -> LossSums? {
    let size = min(Self.checkBatch, definition.set.count)
    let evaluator = try DerivativeEvaluator(definition, batchSize: size)
    let recalibration = try recalibration()
    var point = parameters
    if let recalibration {
      let completed = point.withUnsafeMutableBufferPointer {
        recalibration.replaceStatistics(in: $0, stop: stop)
      }
      guard completed else { return nil }
    }
    return point.withUnsafeBufferPointer { point in
      var total = LossSums()
      for batch in MicroBatch.division(of: definition.set, size: size) {
        if stop.isStopping { return nil }
        total += VectorMath.isFinite(point) ? evaluator.outcome(of: batch, at: point) : .diverged(count: 1)
        guard total.lossSum.isFinite else { return .diverged(count: definition.set.count) }
      }
      return total
    }
  }
}
