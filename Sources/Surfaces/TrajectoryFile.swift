import Storage

/// A run's trajectory on disk: one file or several chunks, `run.trajectory`, `run.trajectory.1`, `run.trajectory.2` and so on,
/// whose parameters are read when they are wanted.
package struct TrajectoryFile: SnapshotSource {
  /// Path of the first chunk.
  package let path: String
  /// Architecture of the network, such as `resnet-20`.
  package let model: String
  package let parameterCount: Int
  /// Digest of the run's configuration.
  package let run: Digest
  /// Epochs trained at each moment; rising.
  package let epochs: [Double]
  private let chunks: [TensorReader]
  /// The chunk of each moment, and its number there.
  private let places: [(chunk: Int, row: Int)]

  /// Where a chunk lies, counted from 0.
  package static func path(_ base: String, chunk: Int) -> String { chunk == 0 ? base : "\(base).\(chunk)" }

  /// Opens all chunks of a trajectory.
  ///
  /// What another run has left under the names of later chunks does not count.
  ///
  /// - Throws: `StorageError`; `foreign` when the file is something else, `corrupt` when moments do not rise.
  package init(_ path: String) throws(StorageError) {
    let first = try TensorReader(path)
    guard first.metadata["format"] == Trajectory.format, let model = first.metadata["model"],
      let run = first.metadata["run"]
    else { throw .foreign(path: path, expected: "trajectory") }
    var chunks: [TensorReader] = []
    var epochs: [Double] = []
    var places: [(chunk: Int, row: Int)] = []
    var next: TensorReader? = first
    var width: Int?
    while let chunk = next {
      let found = try chunk.doubles("epochs")
      guard let shape = chunk.shape("parameters"), shape.count == 2, shape[0] == found.count,
        shape[1] == width ?? shape[1], shape[1] <= Trajectory.largestParameterCount,
        found.allSatisfy(\.isFinite),
        zip((epochs.last.map { [$0] } ?? []) + found, found.dropFirst(epochs.isEmpty ? 1 : 0))
          .allSatisfy({ $0 < $1 })
      else { throw .corrupt(path: chunk.path, reason: "moments and parameters do not fit together") }
      width = shape[1]
      epochs += found
      places += found.indices.map { (chunks.count, $0) }
      chunks.append(chunk)
      next = try Self.chunk(chunks.count, of: path, run: run)
    }
    self.path = path
    self.model = model
    self.run = Digest(hex: run)
    self.epochs = epochs
    self.chunks = chunks
    self.places = places
    parameterCount = width ?? 0
  }

  /// A later chunk of a run; nil if the run has no such chunk.
  private static func chunk(_ number: Int, of base: String, run: String) throws(StorageError) -> TensorReader?
  {
    let path = path(base, chunk: number)
    guard FileBytes.exists(path) else { return nil }
    let reader = try TensorReader(path)
    return reader.metadata["format"] == Trajectory.format && reader.metadata["run"] == run ? reader : nil
  }

  package var snapshotCount: Int { epochs.count }

  /// Paths of all chunks.
  package var paths: [String] { chunks.map(\.path) }

  package func copy(
    _ snapshot: Int, from first: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(StorageError) {
    let place = places[snapshot]
    try chunks[place.chunk].read("parameters", from: place.row * parameterCount + first, into: target)
  }
}
