import Glibc
import Storage

/// Writes a run's trajectory as it grows, in chunks of a bounded size.
///
/// Only the last chunk is held in memory and written again; those before it stay as they are. So memory and writing are
/// bounded for any number of moments.
package struct TrajectoryWriter: Sendable {
  package let path: String
  /// The last chunk.
  private var chunk: Trajectory
  /// Its number, from 0.
  private var number: Int
  /// Moments of a chunk.
  private let chunkMoments: Int

  /// Bytes of parameters in a chunk, unless a single moment has more.
  package static let chunkBytes = 64 << 20

  /// A trajectory that begins; nothing is written yet.
  package init(
    _ path: String, model: String, parameterCount: Int, run: Digest, chunkBytes: Int = Self.chunkBytes
  ) {
    self.path = path
    chunk = Trajectory(model: model, parameterCount: parameterCount, run: run)
    number = 0
    chunkMoments = max(1, chunkBytes / max(1, 4 * parameterCount))
  }

  /// Goes on with the trajectory at the path, where that is of the same run and network.
  ///
  /// - Parameter end: epochs trained; moments after it are void, since they will be written again.
  /// - Throws: `StorageError` where the file is damaged or none of a trajectory.
  package mutating func resume(upTo end: Double) throws(StorageError) {
    let found = try TrajectoryFile(path)
    guard found.run == chunk.run, found.parameterCount == chunk.parameterCount else { return }
    for (index, path) in found.paths.enumerated() {
      let part = try Trajectory(TensorFile.read(path), path: path)
      guard let first = part.epochs.first, first <= end || index == 0 else { break }
      (chunk, number) = (part, index)
    }
    chunk.drop(after: end)
  }

  /// Adds a moment after the others.
  ///
  /// - Throws: `StorageError` where a chunk is full and cannot be written.
  package mutating func append(epoch: Double, _ vector: [Float]) throws(StorageError) {
    if chunk.epochs.count >= chunkMoments, let last = chunk.epochs.last, last < epoch {
      try write()
      chunk = Trajectory(model: chunk.model, parameterCount: chunk.parameterCount, run: chunk.run)
      number += 1
    }
    chunk.append(epoch: epoch, vector)
  }

  /// Writes the last chunk, and removes what an earlier run has left after it.
  ///
  /// - Throws: `StorageError`.
  package func write() throws(StorageError) {
    let target = TrajectoryFile.path(path, chunk: number)
    // A later chunk's name may be that of a user's file.
    guard number == 0 || !FileBytes.exists(target) || Self.isChunk(target) else {
      throw .foreign(path: target, expected: "trajectory")
    }
    try chunk.write(to: target)
    var next = number + 1
    while Self.isChunk(TrajectoryFile.path(path, chunk: next)) {
      unlink(TrajectoryFile.path(path, chunk: next))
      next += 1
    }
  }

  /// Whether a file is a trajectory, and not a user's file that happens to have such a name.
  private static func isChunk(_ path: String) -> Bool {
    guard FileBytes.exists(path), let reader = try? TensorReader(path) else { return false }
    return reader.metadata["format"] == Trajectory.format
  }
}
