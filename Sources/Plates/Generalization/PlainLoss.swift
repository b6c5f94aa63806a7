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
  private let onTrainingSamples: Objective
  private let onValidationSamples: Objective
  private let stop: StopRequest

  /// Ready to measure the networks of a run.
  init(_ run: PlateRun, in workshop: Workshop) throws {
    self.run = run
    checkpoint = try workshop.checkpoint(run)
    let samples = try workshop.samples(run.training.dataset, .train)
    let order = BatchOrder(of: run.training, count: samples.count)
    let model = checkpoint.model
    func objective(_ indices: [Int]) -> Objective {
      Objective(
        LossDefinition(
          graph: model.graph, loss: .crossEntropy, preprocessing: model.preprocessing, samples: samples,
          set: SampleSet(indices)),
        workers: PlateRun.kernelThreads, lossBatch: 64)
    }
    onTrainingSamples = objective(order.training)
    onValidationSamples = objective(order.validation)
    stop = workshop.stop
  }

  /// Over the training samples, after training.
  func onTraining() throws -> Double { try loss(checkpoint.parameters, onTrainingSamples) }

  /// Over the validation samples after each epoch of a run that keeps its parameters.
  func onValidation(_ trajectory: Trajectory) throws -> [Double] {
    try trajectory.epochs.indices.filter { trajectory.epochs[$0] > 0 }.map {
      try loss(trajectory.vector($0), onValidationSamples)
    }
  }

  private func loss(_ parameters: [Float], _ objective: Objective) throws -> Double {
    guard let loss = try objective.loss(at: parameters, stop: stop) else {
      throw TrainingError.stopped(
        path: run.name, completed: checkpoint.log.count, epochs: run.training.epochs)
    }
    return Kept.rounded(loss)
  }
}
