import Synchronization

/// Things that threads borrow, one at a time each.
package final class Reserve<Value: AnyObject>: Sendable {
  /// Whoever takes it is the only one that has it, until it is put back.
  private struct Lent: Sendable {
    nonisolated(unsafe) let value: Value
  }

  private let idle = Mutex<[Lent]>([])

  /// An empty reserve.
  package init() {}

  /// One that nobody uses, nil when there is none.
  package func take() -> Value? { idle.withLock { $0.popLast() }?.value }

  /// Gives back one that the caller uses no longer.
  package func put(_ value: Value) {
    let lent = Lent(value: value)
    idle.withLock { $0.append(lent) }
  }
}
