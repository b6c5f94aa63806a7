import Numerics
import Storage
import Surfaces

/// The directions in which the snapshots of runs lie furthest from a point, by the eigenvectors of the Gram matrix of their
/// differences from it.
///
/// Snapshots are read in stretches of parameters, so that memory is that of a stretch and of a few vectors, however many
/// snapshots there are. Snapshots with numbers that are not finite take no part.
struct PrincipalComponents: Sendable {
  /// Fraction of the sum of squared differences that each component explains, in falling order.
  let explained: [Double]
  /// Whether a snapshot takes part, in the order of the runs.
  let takesPart: [Bool]
  private let values: [Double]
  /// For each component its numbers by snapshot.
  private let vectors: [[Double]]
  private let differences: SnapshotDifferences

  /// - Parameters:
  ///   - runs: their snapshots, one run after another, each a vector as long as `origin`.
  ///   - ranges: parameters that take no part.
  ///   - workers: threads; the result does not depend on it.
  /// - Throws: `StorageError` where a file cannot be read.
  init(
    of runs: [any SnapshotSource], around origin: [Float], leavingOut ranges: [Range<Int>],
    workers: Int = WorkerPool.processors
  ) throws(StorageError) {
    differences = SnapshotDifferences(runs, origin, leavingOut: ranges)
    let (gram, isFinite) = try differences.gram(workers: workers)
    takesPart = isFinite
    guard gram.allSatisfy(\.isFinite) else {
      (explained, values, vectors) = ([], [], [])
      return
    }
    let count = isFinite.count
    let eigen = SymmetricEigen(semidefinite: gram, order: count)
    let total = eigen.values.reduce(0, +)
    // What is below the rounding of single precision in the parameters is no direction of the run.
    let rank = eigen.values.prefix { $0 > total * 1e-12 }.count
    values = Array(eigen.values.prefix(rank))
    explained = values.map { $0 / total }
    vectors = (0..<rank).map { Array(eigen.vectors[$0 * count..<($0 + 1) * count]) }
  }

  /// How many there are.
  var count: Int { values.count }

  /// A component of length 1, along which the first snapshot that does not lie at the point has a positive coordinate.
  ///
  /// - Throws: `StorageError` where a file cannot be read.
  func component(_ index: Int) throws(StorageError) -> [Float] {
    let sign = vectors[index].first { abs($0) > 1e-9 }.map { $0 < 0 ? -1.0 : 1 } ?? 1
    let scale = sign / values[index].squareRoot()
    let weights = zip(vectors[index], takesPart).map { $1 ? $0 * scale : 0 }
    return try differences.sum(weights)
  }
}
