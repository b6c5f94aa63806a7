import Data
import Evaluation
import Glibc
import Models
import Numerics
import Probing
import Storage
import Surfaces
import Training

/// Makes the runs of plates, and keeps them under the digests of their descriptions: what two plates need is run once,
/// and what was interrupted goes on.
package struct Workshop {
  package let effort: Effort
  /// Where runs are kept; an existing folder.
  package let folder: String
  /// Name and version of the program.
  package let program: String
  /// The folder that holds all of the user's data sets, where there is one.
  package let dataRoot: String?
  package let stop: StopRequest
  private let report: (Event) -> Void

  /// What happens, for whoever watches.
  package enum Event {
    case training(PlateRun, Trainer.Event)
    /// The surface around a network by a name.
    case probing(String, SurfaceProbe.Event)
    /// A file of an earlier run is damaged, and recomputed.
    case damaged(path: String)
  }

  package init(
    effort: Effort, folder: String, program: String, dataRoot: String? = nil, stop: StopRequest,
    report: @escaping (Event) -> Void
  ) {
    self.effort = effort
    self.folder = folder
    self.program = program
    self.dataRoot = dataRoot
    self.stop = stop
    self.report = report
  }

  /// The trained network of a run.
  ///
  /// - Throws: `TrainingError`.
  package func checkpoint(_ run: PlateRun) throws(TrainingError) -> Checkpoint {
    let path = path(run, "ckpt")
    let found = kept(path) { path throws(StorageError) in try Checkpoint.read(path) }
    if let found, found.isComplete, found.configuration == run.training { return found }
    let trainer = Trainer(
      configuration: run.training, path: path,
      snapshots: run.snapshotsPerEpoch.map {
        Trainer.Snapshots(path: self.path(run, "trajectory"), perEpoch: $0)
      },
      recording: run.recording,
      program: program, dataRoot: dataRoot)
    return try trainer.run(overwrite: true, stop: stop) { report(.training(run, $0)) }
  }

  /// The parameters that a run has kept along the way.
  ///
  /// - Throws: `TrainingError`.
  package func trajectory(_ run: PlateRun) throws(TrainingError) -> Trajectory {
    precondition(run.snapshotsPerEpoch != nil, "\(run.name) keeps no parameters")
    _ = try checkpoint(run)
    let path = path(run, "trajectory")
    if let found = kept(path, read: { path throws(StorageError) in try Trajectory.read(path) }) {
      return found
    }
    // Only the whole run goes through them again.
    unlink(self.path(run, "ckpt"))
    _ = try checkpoint(run)
    do throws(StorageError) { return try Trajectory.read(path) } catch { throw .storage(error) }
  }

  /// A surface around a run's network.
  ///
  /// - Throws: `TrainingError`, `DatasetError` or `ProbingError`.
  package func surface(_ view: PlateView) throws -> Surface {
    try surface(around: try checkpoint(view.run), named: view.run.name, try view.options())
  }

  /// A surface around a network, which no run needs to have made as it is.
  ///
  /// - Throws: `DatasetError` or `ProbingError`.
  package func surface(
    around checkpoint: Checkpoint, named name: String, _ options: ProbeOptions
  ) throws -> Surface {
    try surface(around: checkpoint.model, trainedAs: checkpoint, named: name, options)
  }

  /// A surface around a model that a run's network became, such as by way of another program's file, over the run's samples.
  ///
  /// - Throws: `DatasetError` or `ProbingError`.
  func surface(
    around model: Model, trainedAs checkpoint: Checkpoint, named name: String, _ options: ProbeOptions
  ) throws -> Surface {
    let digest = Digest(of: JSONText.encode(SurfaceKey(model, options)).utf8)
    let path = "\(folder)/\(name)-\(digest.short).surface"
    let found = kept(path) { path throws(StorageError) in try Surface.read(path) }
    if let found, found.isComplete { return found }
    let dataset = checkpoint.configuration.dataset
    let samples = try samples(dataset, options.split)
    let probe = SurfaceProbe(
      model: model, named: name, samples: samples,
      population: checkpoint.population(of: options.split, count: samples.count), dataset: dataset.title,
      options: options, program: program)
    return try probe.run(path: path, overwrite: true, stop: stop) { report(.probing(name, $0)) }
  }

  /// One split of a data set.
  ///
  /// - Throws: `DatasetError`.
  func samples(_ dataset: DatasetDescription, _ split: Split) throws(DatasetError) -> Samples {
    try dataset.load(split, dataRoot: dataRoot)
  }

  /// Where a run's file with that ending is kept.
  func path(_ run: PlateRun, _ ending: String) -> String {
    "\(folder)/\(run.training.architecture.name)-\(run.digest.short).\(ending)"
  }

  /// What an earlier run has left; nil when there is nothing, or nothing that can be read.
  private func kept<Value>(_ path: String, read: (String) throws(StorageError) -> Value) -> Value? {
    guard FileBytes.exists(path) else { return nil }
    do throws(StorageError) { return try read(path) } catch {
      report(.damaged(path: path))
      return nil
    }
  }
}

/// What the surface around a network is kept under: all that it depends on.
private struct SurfaceKey: Encodable {
  let checkpoint: Digest
  let x: Axis
  let y: Axis?
  let split: String
  let samples: Int
  /// The stream that samples are chosen from, so that surfaces over another choice are not taken for these.
  let choice: [UInt64]
  let seeds: [UInt64]
  let normalization: String
  let included: [String]
  let orthogonal: Bool
  let batchNormalization: String
  let weights: [String]
  /// Format of the file that the model is from, whose directions are others; absent for one that was trained here.
  let format: String?
  /// The error that a mean over all samples is estimated to; absent where it is not estimated.
  let error: Double?

  init(_ model: Model, _ options: ProbeOptions) {
    checkpoint = model.digest
    format = model.imported?.format
    error = options.estimation
    x = options.x
    y = options.y
    split = options.split.rawValue
    samples = options.samples
    choice = StreamPurpose.probedSamples.indices
    seeds = [options.sampleSeed, options.seed]
    normalization = options.normalization.rawValue
    included = options.included.map(\.rawValue).sorted()
    orthogonal = options.orthogonal
    batchNormalization = options.batchNormalization.rawValue
    weights = options.weights.map(\.description)
  }
}
