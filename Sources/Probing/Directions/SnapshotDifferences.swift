import Numerics
import Storage
import Surfaces

/// The differences `θᵢ − θ` of snapshots from a point, read when they are wanted.
struct SnapshotDifferences: Sendable {
  private let runs: [any SnapshotSource]
  private let origin: [Float]
  private let ranges: [Range<Int>]
  /// The run of each snapshot, and its number there.
  private let places: [(run: Int, number: Int)]

  /// Parameters of a stretch, even, so that all snapshots of it stay in the caches.
  private static let stretch = 1024

  /// - Parameter ranges: parameters whose differences count as 0, rising.
  init(_ runs: [any SnapshotSource], _ origin: [Float], leavingOut ranges: [Range<Int>]) {
    self.runs = runs
    self.origin = origin
    self.ranges = ranges
    places = runs.enumerated().flatMap { index, run in (0..<run.snapshotCount).map { (index, $0) } }
  }

  /// Snapshots in all.
  var count: Int { places.count }

  /// A whole difference.
  ///
  /// - Throws: `StorageError` where a file cannot be read.
  func difference(_ index: Int) throws(StorageError) -> [Float] {
    var vector = [Float](repeating: 0, count: origin.count)
    try fill(&vector, index, from: 0)
    return vector
  }

  /// The scalar products of all differences, row by row, and which snapshots are finite; others have products of 0.
  ///
  /// Sums are formed in `Double` in the order of the parameters, whatever the number of threads.
  ///
  /// - Throws: `StorageError` where a file cannot be read.
  func gram(workers: Int) throws(StorageError) -> (gram: [Double], isFinite: [Bool]) {
    let (n, stretch) = (count, Self.stretch)
    var isFinite = [Bool](repeating: true, count: n)
    // First those with bad numbers: one of them would spoil all products.
    for index in 0..<n { isFinite[index] = try isWhole(index) }
    let padded = (n + 3) / 4 * 4
    let threads = max(1, min(workers, padded / 4))
    let pool = WorkerPool(threads: threads)
    let table = Cells(count: padded * padded)
    let panel = Cells(count: padded * stretch)
    var part = [Float](repeating: 0, count: stretch)
    for first in stride(from: 0, to: origin.count, by: stretch) {
      let length = min(stretch, origin.count - first)
      // An odd row at the end of the parameters is followed by a row of zeros.
      if length < stretch { panel.clear() }
      for index in 0..<n where isFinite[index] {
        if part.count != length { part = [Float](repeating: 0, count: length) }
        try fill(&part, index, from: first)
        let column = panel.start + index / 4 * 4 * stretch + index % 4 * 2
        for row in 0..<length { column[row / 2 * 8 + row % 2] = Double(part[row]) }
      }
      let rowPairs = (length + 1) / 2
      pool.run { thread in
        for i in stride(from: 4 * thread, to: padded, by: 4 * threads) {
          for j in stride(from: i, to: padded, by: 4) {
            VectorLoops.addProducts(
              panel.start + i * stretch, panel.start + j * stretch, rowPairs: rowPairs,
              to: table.start + i + j * padded, leading: padded)
          }
        }
      }
    }
    var gram = [Double](repeating: 0, count: n * n)
    for j in 0..<n {
      for i in 0...j {
        gram[j * n + i] = table.start[j * padded + i]
        gram[i * n + j] = table.start[j * padded + i]
      }
    }
    return (gram, isFinite)
  }

  /// A weighted sum of the differences, formed in `Double`.
  ///
  /// - Throws: `StorageError` where a file cannot be read.
  func sum(_ weights: [Double]) throws(StorageError) -> [Float] {
    var sums = [Double](repeating: 0, count: origin.count)
    for (index, weight) in weights.enumerated() where weight != 0 {
      let difference = try difference(index)
      difference.withUnsafeBufferPointer { difference in
        sums.withUnsafeMutableBufferPointer {
          VectorMath.accumulate(difference, weight: weight, into: $0)
        }
      }
    }
    return sums.map { Float($0) }
  }

  /// Whether all numbers of a snapshot are finite.
  private func isWhole(_ index: Int) throws(StorageError) -> Bool {
    let vector = try runs[places[index].run].snapshot(places[index].number)
    return vector.withUnsafeBufferPointer(VectorMath.isFinite)
  }

  /// Fills a vector with a stretch of a difference.
  private func fill(_ target: inout [Float], _ index: Int, from first: Int) throws(StorageError) {
    let place = places[index]
    var failure: StorageError?
    target.withUnsafeMutableBufferPointer { target in
      do throws(StorageError) {
        try runs[place.run].copy(place.number, from: first, into: target)
      } catch {
        failure = error
        return
      }
      for i in target.indices { target[i] -= origin[first + i] }
      let covered = first..<first + target.count
      for range in ranges where range.overlaps(covered) {
        for i in range.clamped(to: covered) { target[i - first] = 0 }
      }
    }
    if let failure { throw failure }
  }
}

/// Numbers that several threads write, each its own part.
private final class Cells: Sendable {
  nonisolated(unsafe) let start: UnsafeMutablePointer<Double>
  private let count: Int

  init(count: Int) {
    self.count = count
    start = .allocate(capacity: max(1, count))
    start.initialize(repeating: 0, count: max(1, count))
  }

  deinit { start.deallocate() }

  func clear() { start.update(repeating: 0, count: count) }
}
