import Storage

/// Parameters along a training run: one flat vector for each recorded moment.
package struct Trajectory: Hashable, Sendable {
  /// What the file says it is, under `format` in its metadata.
  package static let format = "landscape-trajectory-1"

  /// Parameters that no network has: what claims more is damaged.
  static let largestParameterCount = 1 << 40

  /// Architecture of the network, such as `resnet-20`.
  package let model: String
  /// Length of each parameter vector.
  package let parameterCount: Int
  /// Digest of the run's configuration: snapshots of different runs do not mix.
  package let run: Digest
  /// Epochs trained at each moment; rising.
  package private(set) var epochs: [Double]
  /// The vectors one after another, `[moment][parameter]`.
  package private(set) var parameters: [Float]

  /// A trajectory without moments.
  package init(model: String, parameterCount: Int, run: Digest) {
    self.model = model
    self.parameterCount = parameterCount
    self.run = run
    epochs = []
    parameters = []
  }

  /// Adds a moment after the others; moments from `epoch` on, which a repeated epoch makes void, are dropped first.
  package mutating func append(epoch: Double, _ vector: [Float]) {
    precondition(vector.count == parameterCount, "\(vector.count) parameters for \(parameterCount)")
    let kept = epochs.prefix { $0 < epoch }.count
    epochs.removeLast(epochs.count - kept)
    parameters.removeLast(parameters.count - kept * parameterCount)
    epochs.append(epoch)
    parameters.append(contentsOf: vector)
  }

  /// Drops the moments after `end`.
  package mutating func drop(after end: Double) {
    let kept = epochs.prefix { $0 <= end }.count
    epochs.removeLast(epochs.count - kept)
    parameters.removeLast(parameters.count - kept * parameterCount)
  }

  /// The parameter vector of one moment.
  package func vector(_ moment: Int) -> [Float] {
    Array(parameters[moment * parameterCount..<(moment + 1) * parameterCount])
  }

  /// Writes tensors `epochs` (`[moments]`) and `parameters` (`[moments, parameters]`), replacing the file as a whole.
  ///
  /// - Throws: what `AtomicFile.replace` throws.
  package func write(to path: String) throws(StorageError) {
    var file = TensorFile(metadata: ["format": Self.format, "model": model, "run": run.hex])
    file.add("epochs", shape: [epochs.count], epochs)
    file.add("parameters", shape: [epochs.count, parameterCount], parameters)
    try file.write(to: path)
  }

  /// Reads a trajectory with all its chunks.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else.
  package static func read(_ path: String) throws(StorageError) -> Trajectory {
    var trajectory = try Trajectory(TensorFile.read(path), path: path)
    guard FileBytes.exists(TrajectoryFile.path(path, chunk: 1)) else { return trajectory }
    let file = try TrajectoryFile(path)
    for index in trajectory.epochs.count..<file.snapshotCount {
      trajectory.append(epoch: file.epochs[index], try file.snapshot(index))
    }
    return trajectory
  }

  /// The trajectory in a container that has been read from `path`.
  ///
  /// - Throws: `StorageError`; `foreign` when the container holds something else.
  package init(_ file: TensorFile, path: String) throws(StorageError) {
    guard file.metadata["format"] == Self.format, let model = file.metadata["model"],
      let run = file.metadata["run"]
    else { throw .foreign(path: path, expected: "trajectory") }
    epochs = try file.doubles("epochs")
    guard let entry = file.entry("parameters"), entry.shape.count == 2, entry.shape[0] == epochs.count,
      entry.shape[1] <= Self.largestParameterCount, epochs.allSatisfy(\.isFinite),
      zip(epochs, epochs.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw .corrupt(path: path, reason: "moments and parameters do not fit together") }
    parameters = try file.floats("parameters")
    parameterCount = entry.shape[1]
    self.model = model
    self.run = Digest(hex: run)
  }
}
