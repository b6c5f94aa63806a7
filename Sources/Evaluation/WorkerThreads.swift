import Glibc
import Synchronization

/// Runs the same work on several threads while the calling thread watches.
package enum WorkerThreads {
  private final class Job {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  private final class Counter: Sendable {
    let value = Atomic(0)
  }

  /// Starts `count` threads and returns when all of them have ended.
  ///
  /// - Parameters:
  ///   - body: what each thread does; must end by itself.
  ///   - watch: called on the calling thread about fifty times a second.
  package static func run(_ count: Int, _ body: @escaping @Sendable () -> Void, watch: () -> Void) {
    let finished = Counter()
    var threads: [pthread_t] = []
    for _ in 0..<count {
      var thread = pthread_t()
      let job = Unmanaged.passRetained(
        Job {
          body()
          finished.value.wrappingAdd(1, ordering: .releasing)
        })
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
      }
    }
    // Where no thread can be had, the calling one does the work.
    if threads.isEmpty { body() }
    while finished.value.load(ordering: .acquiring) < threads.count {
      usleep(20_000)
      watch()
    }
    for thread in threads { pthread_join(thread, nil) }
  }
}
