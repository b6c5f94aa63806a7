import Evaluation
import Networks
import Storage
import Surfaces
import Tensors

/// Trains a network as a configuration says, epoch by epoch, saving after each.
///
/// A run whose checkpoint exists is continued after its last epoch, with the result of an uninterrupted run to the last
/// bit: order, augmentation and schedule of an epoch depend on its number, not on what ran before.
package struct Trainer: Sendable {
  package let configuration: TrainingConfiguration
  /// Where the checkpoint goes.
  package let path: String
  /// Where snapshots of the parameters go, and when they are taken; none when nil.
  package let snapshots: Snapshots?
  /// What is recorded of the blocks of parameters along the way, and how many times per epoch; nothing when nil.
  package let recording: StatisticsRecording?
  /// The options of the command that describe the run, for the record.
  package let options: String?
  package let program: String
  package let command: String?
  /// The folder that holds all of the user's data sets, where there is one.
  package let dataRoot: String?

  /// Parameters to be kept along the way.
  package struct Snapshots: Hashable, Sendable {
    package let path: String
    package let rhythm: Rhythm
    /// Moments that are kept at most, evenly spread over the run; nil for all.
    package let limit: Int?

    /// How often parameters are kept.
    package enum Rhythm: Hashable, Sendable {
      case perEpoch(Int)
      case everySteps(Int)
    }

    package init(path: String, rhythm: Rhythm, limit: Int? = nil) {
      self.path = path
      self.rhythm = rhythm
      self.limit = limit
    }

    package init(path: String, perEpoch: Int) { self.init(path: path, rhythm: .perEpoch(perEpoch)) }
  }

  /// What happens during a run, for whoever watches.
  package enum Event: Sendable {
    /// The data is read and the network compiled; `completed` epochs were found in the checkpoint.
    case started(graph: Graph, trainingSamples: Int, validationSamples: Int, completed: Int)
    /// Classes by name of which there is no sample to train on.
    case emptyClasses([String])
    /// Samples of the current epoch, counted from 1, that have been trained on.
    case progress(epoch: Int, done: Int, total: Int, loss: Double)
    case epoch(EpochRecord)
    /// The run is over and the weights are again those of an epoch, which had the smallest validation loss.
    case restored(epoch: Int)
  }

  package init(
    configuration: TrainingConfiguration, path: String, snapshots: Snapshots? = nil,
    recording: StatisticsRecording? = nil, options: String? = nil, program: String,
    command: String? = nil, dataRoot: String? = nil
  ) {
    self.configuration = configuration
    self.path = path
    self.snapshots = snapshots
    self.recording = recording
    self.options = options
    self.program = program
    self.command = command
    self.dataRoot = dataRoot
  }

  /// Runs what is left of the epochs.
  ///
  /// The files are this run's alone while it lasts: another process that wants to write them is refused.
  ///
  /// - Parameter overwrite: start over when the path holds the checkpoint of another run, or of this one on samples
  ///   that have changed, or when the parameters along the way are damaged.
  /// - Returns: the checkpoint as it is on disk.
  /// - Throws: `TrainingError`. Completed epochs are on disk whatever happens.
  package func run(
    overwrite: Bool = false, stop: StopRequest, report: (Event) -> Void
  ) throws(TrainingError) -> Checkpoint {
    try configuration.validate()
    let paths = [path] + (snapshots.map { [$0.path] } ?? [])
    try storing { () throws(StorageError) in
      for path in paths { try AtomicFile.checkWritable(path, readingBack: true) }
    }
    var locks: [FileLock] = []
    defer { for lock in locks { lock.release() } }
    for path in paths { locks.append(try storing { () throws(StorageError) in try FileLock(path) }) }
    let previous = try previousCheckpoint(overwrite: overwrite)
    let run = try run(resuming: previous, overwrite: overwrite)
    return try run.run(stop: stop, report: report)
  }

  /// Continues the previous run; with `overwrite`, starts over when it cannot be continued.
  private func run(resuming previous: Checkpoint?, overwrite: Bool) throws(TrainingError) -> TrainingRun {
    do throws(TrainingError) { return try TrainingRun(self, resuming: previous) } catch {
      switch error {
      case .otherData, .damagedTrajectory:
        if overwrite { return try TrainingRun(self, resuming: nil) }
        throw error
      default: throw error
      }
    }
  }

  /// The checkpoint to continue from, nil for a new run.
  private func previousCheckpoint(overwrite: Bool) throws(TrainingError) -> Checkpoint? {
    guard FileBytes.exists(path) else { return nil }
    let found: Checkpoint
    do throws(StorageError) { found = try Checkpoint.read(path) } catch {
      if overwrite { return nil }
      throw .storage(error)
    }
    let differences = configuration.differences(from: found.configuration)
    guard differences.isEmpty, found.optimizer != nil else {
      if overwrite { return nil }
      throw .otherConfiguration(path: path, differences: differences)
    }
    return found
  }
}

/// Runs work on files, turning its errors into `TrainingError`.
func storing<Value>(_ body: () throws(StorageError) -> Value) throws(TrainingError) -> Value {
  do throws(StorageError) { return try body() } catch { throw .storage(error) }
}

/// Compiles or runs kernels, turning errors into `TrainingError`.
func computing<Value>(_ body: () throws(KernelError) -> Value) throws(TrainingError) -> Value {
  do throws(KernelError) { return try body() } catch { throw .kernel(error) }
}
