import Data
import Evaluation
import Networks
import Storage
import Surfaces
import Training

/// Cross entropy without smoothing and without masks, whatever a run was trained by.
struct PlainLoss {
  private let run: PlateRun
  private let checkpoint: Checkpoint
  private let samples: Samples
  private let order: BatchOrder
  private let evaluation: BatchEvaluation
  private let stop: StopRequest

  /// Ready to measure the networks of a run.
  init(_ run: PlateRun, in workshop: Workshop) throws {
    self.run = run
    checkpoint = try workshop.checkpoint(run)
    samples = try workshop.samples(run.training.dataset, .train)
    order = BatchOrder(of: run.training, count: samples.count)
    evaluation = BatchEvaluation(
      graph: checkpoint.graph, loss: .crossEntropy, threads: PlateRun.kernelThreads)
    stop = workshop.stop
  }

  /// Over the training samples, after training.
  func onTraining() throws -> Double { try loss(checkpoint.parameters, order.training) }

  /// Over the validation samples after each epoch of a run that keeps its parameters.
  func onValidation(_ trajectory: Trajectory) throws -> [Double] {
    try trajectory.epochs.indices.filter { trajectory.epochs[$0] > 0 }.map {
      try loss(trajectory.vector($0), order.validation)
    }
  }

  private func loss(_ parameters: [Float], _ indices: [Int]) throws -> Double {
    let outcome = try evaluation.outcome(
      at: parameters, samples, indices: indices, checkpoint.normalization, stop: stop)
    guard let outcome else {
      throw TrainingError.stopped(
        path: run.name, completed: checkpoint.log.count, epochs: run.training.epochs)
    }
    return Kept.rounded(outcome.loss)
  }
}
