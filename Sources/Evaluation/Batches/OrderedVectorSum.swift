import Synchronization

/// Sums of vectors that several threads add in any order, summed in the order of their positions.
///
/// A vector whose turn has not come is kept until it has. The sum does not depend on the threads.
final class OrderedVectorSum: Sendable {
  private struct Content {
    var sums: [VectorSum]
    var next = 0
    var early: [Int: (vectors: [[Float]], weight: Double)] = [:]
  }

  private let content: Mutex<Content>

  /// Sums of `vectors` vectors per position, of `count` numbers each.
  init(vectors: Int, count: Int) {
    content = Mutex(Content(sums: Array(repeating: VectorSum(count: count), count: vectors)))
  }

  /// Adds the vectors of a position, each position once.
  func add(_ vectors: [UnsafeBufferPointer<Float>], weight: Double, at position: Int) {
    content.withLock { content in
      guard position == content.next else {
        content.early[position] = (vectors.map { Array($0) }, weight)
        return
      }
      for (index, vector) in vectors.enumerated() { content.sums[index].add(vector, weight: weight) }
      content.next += 1
      while let (vectors, weight) = content.early.removeValue(forKey: content.next) {
        for (index, vector) in vectors.enumerated() {
          vector.withUnsafeBufferPointer { content.sums[index].add($0, weight: weight) }
        }
        content.next += 1
      }
    }
  }

  /// Vectors that are kept until their turn comes.
  var waiting: Int { content.withLock { $0.early.count } }

  /// The sums, once all positions are added.
  var sums: [VectorSum] { content.withLock { $0.sums } }
}
