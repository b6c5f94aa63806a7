import Glibc
import Numerics
import Synchronization
import Tensors

/// Work on batches that several threads share: each takes the next batch that nobody has taken.
///
/// Threads own what they work with. It is kept between runs, so that nothing is compiled twice.
struct BatchRun<Worker: AnyObject>: Sendable {
  /// Makes what a thread works with, with one kernel thread.
  let make: @Sendable () throws(KernelError) -> Worker
  private let idle = Reserve<Worker>()

  init(_ make: @escaping @Sendable () throws(KernelError) -> Worker) { self.make = make }

  /// What a batch's work says of the others.
  enum Verdict: Sendable {
    case goOn
    /// The result is known: the other batches need not be looked at.
    case enough
  }

  /// Calls `body` with each position in `0..<count`, on a pool's threads, or on the calling one alone.
  ///
  /// - Parameter isCrowded: whether threads should wait for slower ones before they take more.
  /// - Returns: false when asked to stop before the end.
  /// - Throws: what `make` and `body` throw.
  func run(
    count: Int, on pool: WorkerPool?, stop: StopRequest,
    unless isCrowded: @escaping @Sendable () -> Bool = { false },
    _ body: @escaping @Sendable (Worker, Int) throws(KernelError) -> Verdict
  ) throws(KernelError) -> Bool {
    let state = BatchRunState()
    let work: @Sendable () -> Void = {
      do throws(KernelError) {
        var worker: Worker?
        while !stop.isStopping {
          while isCrowded(), !state.isOver { usleep(200) }
          guard let position = state.claim(of: count) else { break }
          let own: Worker
          if let found = worker ?? idle.take() { own = found } else { own = try make() }
          worker = own
          if try body(own, position) == .enough { state.end() }
        }
        if let worker { idle.put(worker) }
      } catch { state.fail(error) }
    }
    if let pool, count > 1 {
      pool.run { _ in work() }
    } else {
      work()
    }
    return try state.isComplete(of: count)
  }
}

/// How far the threads of a run are.
private final class BatchRunState: Sendable {
  private struct Content {
    var next = 0
    var isOver = false
    var error: KernelError?
  }

  private let content = Mutex(Content())

  /// A position that no thread has taken, nil when there is none or the run is over.
  func claim(of count: Int) -> Int? {
    content.withLock {
      guard $0.next < count, !$0.isOver else { return nil }
      $0.next += 1
      return $0.next - 1
    }
  }

  var isOver: Bool { content.withLock { $0.isOver } }

  func end() { content.withLock { $0.isOver = true } }

  func fail(_ error: KernelError) {
    content.withLock {
      $0.error = error
      $0.isOver = true
    }
  }

  func isComplete(of count: Int) throws(KernelError) -> Bool {
    let content = content.withLock { $0 }
    if let error = content.error { throw error }
    return content.isOver || content.next == count
  }
}
