import Glibc
import Numerics
import Synchronization
import Testing

@Suite struct WorkerPoolTests {
  /// What bodies have noted, from any thread.
  private final class Notes: Sendable {
    private let content = Mutex<[(number: Int, thread: pthread_t)]>([])

    func note(_ number: Int) {
      content.withLock { $0.append((number, pthread_self())) }
    }

    var numbers: [Int] { content.withLock { $0.map(\.number).sorted() } }
    var threads: Set<pthread_t> { content.withLock { Set($0.map(\.thread)) } }
    var count: Int { content.withLock { $0.count } }
  }

  @Test(arguments: [1, 2, 5])
  func `every number is called once, in every run`(threads: Int) {
    let pool = WorkerPool(threads: threads)
    for _ in 0..<20 {
      let (worked, watched) = (Notes(), Notes())
      pool.run { worked.note($0) }
      pool.run(watch: {}, { watched.note($0) })
      #expect(worked.numbers == Array(0..<threads))
      #expect(watched.numbers == Array(0..<threads))
    }
  }

  @Test func `a run without a watch uses the calling thread, one with a watch does not`() {
    let (worked, watched) = (Notes(), Notes())
    WorkerPool(threads: 1).run { worked.note($0) }
    WorkerPool(threads: 2).run(watch: {}, { watched.note($0) })
    #expect(worked.threads == [pthread_self()])
    #expect(!watched.threads.contains(pthread_self()))
  }

  @Test func `threads are kept from one run to the next`() {
    let pool = WorkerPool(threads: 3)
    let (first, second) = (Notes(), Notes())
    // Bodies wait for each other, so that each has a thread of its own.
    func meet(_ notes: Notes) -> @Sendable (Int) -> Void {
      {
        notes.note($0)
        while notes.count < 3 { sched_yield() }
      }
    }
    pool.run(watch: {}, meet(first))
    pool.run(watch: {}, meet(second))
    #expect(first.threads.count == 3)
    #expect(second.threads == first.threads)
  }

  /// The body ends only after the watch was called: a run that did not watch would never return.
  @Test func `the calling thread watches while the work lasts`() {
    let seen = Atomic(0)
    WorkerPool(threads: 2).run(
      every: .microseconds(100), watch: { seen.wrappingAdd(1, ordering: .sequentiallyConsistent) },
      { _ in while seen.load(ordering: .sequentiallyConsistent) < 3 { sched_yield() } })
    #expect(seen.load(ordering: .sequentiallyConsistent) >= 3)
  }

  /// With a watch every hour, a run that slept between watches would last as long.
  @Test(.timeLimit(.minutes(1))) func `a run ends with its work, not with the next watch`() {
    let notes = Notes()
    WorkerPool(threads: 2).run(every: .seconds(3600), watch: {}, { notes.note($0) })
    #expect(notes.count == 2)
  }

  @Test func `what a run used is let go of when it ends`() {
    final class Resource: Sendable {}
    let pool = WorkerPool(threads: 3)
    weak var held: Resource?
    do {
      let resource = Resource()
      held = resource
      pool.run { _ in withExtendedLifetime(resource) {} }
    }
    #expect(held == nil)
    pool.run { _ in }
  }

  @Test func `results of a queue shared by threads are complete`() {
    let queue = IndexQueue(count: 1000)
    let notes = Notes()
    WorkerPool(threads: 4).run { _ in
      while let index = queue.claim() { notes.note(index) }
    }
    #expect(notes.numbers == Array(0..<1000))
  }
}
