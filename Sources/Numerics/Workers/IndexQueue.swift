import Synchronization

/// Hands out the indices `0..<count`, each to one taker, in rising order.
package final class IndexQueue: Sendable {
  /// How many indices there are.
  package let count: Int
  private let next = Atomic(0)

  /// A queue of the indices `0..<count`.
  package init(count: Int) {
    precondition(count >= 0, "a queue of \(count) indices")
    self.count = count
  }

  /// An index that nobody has taken; nil when there is none.
  package func claim() -> Int? {
    let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }

  /// Hands out nothing from now on.
  package func close() { next.store(count, ordering: .relaxed) }
}
