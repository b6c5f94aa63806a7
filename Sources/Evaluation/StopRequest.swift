import Synchronization

/// A flag by which one thread asks long work on others to stop soon and keep what is done.
package final class StopRequest: Sendable {
  private let flag = Atomic(false)

  /// Nobody asked yet.
  package init() {}

  /// Asks.
  package func stop() { flag.store(true, ordering: .releasing) }

  /// True once asked.
  package var isStopping: Bool { flag.load(ordering: .acquiring) }
}
