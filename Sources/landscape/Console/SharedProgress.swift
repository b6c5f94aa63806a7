import Synchronization

/// A progress line that several threads move on.
final class SharedProgress: Sendable {
  private struct State {
    var line: ProgressLine
    var done = 0
  }

  private let state: Mutex<State>
  private let total: Int

  init(_ label: String, unit: String, total: Int, isQuiet: Bool) {
    state = Mutex(State(line: ProgressLine(label, unit: unit, isQuiet: isQuiet)))
    self.total = total
  }

  /// So much more is done.
  func add(_ count: Int) {
    state.withLock {
      $0.done += count
      $0.line.update(done: $0.done, total: total)
    }
  }

  func finish() { state.withLock { $0.line.finish() } }
}
