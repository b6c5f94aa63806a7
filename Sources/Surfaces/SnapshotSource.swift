import Storage

/// Parameter vectors by number, of which parts can be read: a trajectory in memory or in files.
package protocol SnapshotSource: Sendable {
  /// Vectors.
  var snapshotCount: Int { get }
  /// Numbers of each.
  var parameterCount: Int { get }

  /// Copies a stretch of a vector, as long as the target.
  ///
  /// - Parameter first: number of its first parameter.
  /// - Throws: `StorageError` where a file cannot be read.
  func copy(
    _ snapshot: Int, from first: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(StorageError)
}

extension SnapshotSource {
  /// A whole vector.
  ///
  /// - Throws: `StorageError` where a file cannot be read.
  package func snapshot(_ index: Int) throws(StorageError) -> [Float] {
    var vector = [Float](repeating: 0, count: parameterCount)
    var failure: StorageError?
    vector.withUnsafeMutableBufferPointer { target in
      do throws(StorageError) { try copy(index, from: 0, into: target) } catch { failure = error }
    }
    if let failure { throw failure }
    return vector
  }
}

extension Trajectory: SnapshotSource {
  package var snapshotCount: Int { epochs.count }

  package func copy(
    _ snapshot: Int, from first: Int, into target: UnsafeMutableBufferPointer<Float>
  ) throws(StorageError) {
    let start = snapshot * parameterCount + first
    _ = target.update(fromContentsOf: parameters[start..<start + target.count])
  }
}
