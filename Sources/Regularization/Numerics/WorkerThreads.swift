import Glibc

/// Runs numbered pieces of work on all processors.
///
/// Which thread takes which piece is left open: pieces must not depend on each other.
enum WorkerThreads {
  private final class Job {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  /// Processors that the system offers.
  static var processors: Int { max(1, min(64, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Calls the body once on each of so many threads, with the thread's number, and returns when all have
  /// ended.
  static func run(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    var threads: [pthread_t] = []
    var left: [Int] = []
    for number in 1..<max(1, count) {
      var thread = pthread_t()
      let job = Unmanaged.passRetained(Job { body(number) })
      let status = pthread_create(
        &thread, nil,
        { context in
          guard let context else { return nil }
          Unmanaged<Job>.fromOpaque(context).takeRetainedValue().body()
          return nil
        }, job.toOpaque())
      if status == 0 {
        threads.append(thread)
      } else {
        job.release()
        left.append(number)
      }
    }
    body(0)
    // What no thread could be had for, the calling one does.
    for number in left { body(number) }
    for thread in threads { pthread_join(thread, nil) }
  }
}
