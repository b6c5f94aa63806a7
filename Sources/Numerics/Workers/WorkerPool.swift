import Dispatch
import Glibc
import Synchronization

/// Threads that do the same work side by side, kept from one run to the next.
///
/// A run calls its body once for each of the numbers `0..<threads`. Bodies share work by their number or through an
/// `IndexQueue`. Threads are started by the first run that needs them, sleep between runs, and end with the pool.
package final class WorkerPool: Sendable {
  /// The work of the run at hand; nil between runs, which is also how a thread is told to end.
  private struct Work {
    var body: (@Sendable (Int) -> Void)?
    /// The first thread's number.
    var first = 0
    /// Threads that have not finished.
    var unfinished = 0
  }

  private final class Board: Sendable {
    let work = Mutex(Work())
    let finished = DispatchSemaphore(value: 0)
  }

  /// What one thread needs.
  private final class Worker: Sendable {
    let board: Board
    let position: Int
    let wake = DispatchSemaphore(value: 0)

    init(_ board: Board, position: Int) {
      self.board = board
      self.position = position
    }

    func live() {
      repeat { wake.wait() } while perform()
    }

    /// Does this thread's part of a run; false when there is none.
    private func perform() -> Bool {
      guard work() else { return false }
      let isLast = board.work.withLock {
        $0.unfinished -= 1
        return $0.unfinished == 0
      }
      if isLast { board.finished.signal() }
      return true
    }

    /// Lets go of the body before the run may end.
    private func work() -> Bool {
      let (body, first) = board.work.withLock { ($0.body, $0.first) }
      body?(first + position)
      return body != nil
    }
  }

  /// Bodies of a run.
  package let threads: Int
  private let board = Board()
  private let workers = Mutex<[(worker: Worker, thread: pthread_t)]>([])
  private let isRunning = Atomic(false)

  /// Processors that the system offers, at most 64.
  package static var processors: Int { max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// A pool whose runs have that many bodies, at least 1; no thread is started yet.
  package init(threads: Int = processors) {
    precondition(threads >= 1, "a pool of \(threads) threads")
    self.threads = threads
  }

  deinit {
    let workers = workers.withLock { $0 }
    for (worker, _) in workers { worker.wake.signal() }
    for (_, thread) in workers { pthread_join(thread, nil) }
  }

  /// Calls the body once for each number and returns when all calls have returned.
  ///
  /// The calling thread does number 0, so that a pool of one starts no thread. Where the system refuses a thread, the
  /// calling one does that thread's number as well. Which numbers run at the same time is left open.
  ///
  /// - Precondition: no run of this pool is under way.
  package func run(_ body: @escaping @Sendable (Int) -> Void) {
    begin()
    let helpers = start(threads - 1)
    wake(helpers, first: 1, body)
    for number in [0] + (1 + helpers..<threads) { body(number) }
    if helpers > 0 { board.finished.wait() }
    end()
  }

  /// Calls the body once for each number, on threads of the pool alone, while the calling thread watches.
  ///
  /// Returns as soon as all calls have returned. The calling thread does the numbers for which the system refuses a thread,
  /// and then does not watch.
  ///
  /// - Parameter watch: called on the calling thread whenever the interval has passed.
  /// - Precondition: no run of this pool is under way.
  package func run(
    every interval: Duration = .milliseconds(20), watch: () -> Void, _ body: @escaping @Sendable (Int) -> Void
  ) {
    begin()
    let helpers = start(threads)
    wake(helpers, first: 0, body)
    for number in helpers..<threads { body(number) }
    let pause = DispatchTimeInterval.nanoseconds(Int(interval / .nanoseconds(1)))
    while helpers > 0, board.finished.wait(timeout: .now() + pause) == .timedOut { watch() }
    end()
  }

  private func begin() {
    let wasRunning = isRunning.exchange(true, ordering: .acquiring)
    precondition(!wasRunning, "two runs of one pool at the same time")
  }

  private func end() {
    board.work.withLock { $0.body = nil }
    isRunning.store(false, ordering: .releasing)
  }

  private func wake(_ count: Int, first: Int, _ body: @escaping @Sendable (Int) -> Void) {
    board.work.withLock { $0 = Work(body: body, first: first, unfinished: count) }
    workers.withLock { for (worker, _) in $0.prefix(count) { worker.wake.signal() } }
  }

  /// Starts threads until there are that many; returns how many of them there are.
  private func start(_ count: Int) -> Int {
    workers.withLock { workers in
      while workers.count < count {
        let worker = Worker(board, position: workers.count)
        var thread = pthread_t()
        let retained = Unmanaged.passRetained(worker)
        let status = pthread_create(
          &thread, nil,
          { context in
            guard let context else { return nil }
            Unmanaged<Worker>.fromOpaque(context).takeRetainedValue().live()
            return nil
          }, retained.toOpaque())
        guard status == 0 else {
          retained.release()
          break
        }
        workers.append((worker, thread))
      }
      return min(count, workers.count)
    }
  }
}
