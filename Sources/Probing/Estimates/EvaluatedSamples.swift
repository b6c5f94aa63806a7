import Estimation
import Evaluation
import Numerics
import Storage
import Surfaces
import Synchronization
import Tensors

/// Losses of the first samples of a random order at points of a grid, evaluated on several threads as they are asked for.
///
/// Each loss depends on its point, its sample and how many samples were asked for before, not on the threads.
final class EvaluatedSamples: SampleSource {
  /// Samples that a thread takes at once: few enough that threads share a point, many enough to load its weights for.
  private static let unit = 512
  /// Units after which what is found is put together, and kept where it is time.
  private static let slice = 64
  /// Time between saves.
  private static let saveInterval = Duration.seconds(10)

  /// Some samples at one point.
  private struct Unit {
    let point: Int
    let samples: Range<Int>
  }

  /// What threads find.
  private struct Found {
    var values: [SampleValues?]
    var failure: KernelError?
  }

  private let network: ProbedNetwork
  private let grid: Grid
  private let order: [Int]
  private let workers: Int
  private let stop: StopRequest
  private let report: (EstimationProgress) -> Void
  private let save: ([Int: SampleValues]) throws(StorageError) -> Void
  private var saved = ContinuousClock.now
  /// What is known, by the point.
  private(set) var table: [Int: SampleValues] = [:]
  /// Evaluations so far, those of earlier runs that are kept included.
  private(set) var evaluations: Int
  /// Evaluations that are expected in all; nil while that is not known.
  private(set) var expected: Int?

  /// - Parameters:
  ///   - order: indices of all samples in random order.
  ///   - table: what is known from an earlier run.
  ///   - save: keeps the table, now and then.
  ///   - report: told how far the work is.
  init(
    _ network: ProbedNetwork, _ grid: Grid, order: [Int], table: [Int: SampleValues], workers: Int,
    stop: StopRequest,
    save: @escaping ([Int: SampleValues]) throws(StorageError) -> Void,
    report: @escaping (EstimationProgress) -> Void
  ) {
    self.network = network
    self.grid = grid
    self.order = order
    self.table = table
    self.workers = workers
    self.stop = stop
    self.save = save
    self.report = report
    evaluations = table.values.reduce(0) { $0 + $1.count }
  }

  func expect(_ evaluations: Int) { expected = evaluations }

  func values(at point: Int) -> SampleValues { table[point] ?? SampleValues() }

  /// Counts evaluations that somebody else has made.
  func add(_ evaluations: Int) { self.evaluations += evaluations }

  /// Forgets what is known at a point.
  func forget(_ point: Int) { table[point] = nil }

  func evaluate(
    _ points: [Int], samples count: Int, for step: EstimationStep
  ) throws(ProbingError) -> Bool {
    var units: [Unit] = []
    for point in points {
      let known = values(at: point)
      // More samples of a network that has diverged on one would not change that.
      guard known.count < count, !known.isDiverged else { continue }
      for start in stride(from: known.count, to: count, by: Self.unit) {
        units.append(Unit(point: point, samples: start..<min(start + Self.unit, count)))
      }
    }
    for start in stride(from: 0, to: units.count, by: Self.slice) where !stop.isStopping {
      try evaluate(Array(units[start..<min(start + Self.slice, units.count)]), step)
    }
    return !stop.isStopping
  }

  private func progress(_ step: EstimationStep, _ done: Int) -> EstimationProgress {
    EstimationProgress(step: step, done: done, total: expected.map { max($0, done) })
  }

  private func evaluate(_ units: [Unit], _ step: EstimationStep) throws(ProbingError) {
    let found = Mutex(Found(values: Array(repeating: nil, count: units.count)))
    let queue = IndexQueue(count: units.count)
    let done = Atomic(0)
    let halt = StopRequest()
    if stop.isStopping { halt.stop() }
    let (network, grid, order) = (network, grid, order)
    WorkerPool(threads: max(1, min(workers, units.count))).run(
      watch: {
        if stop.isStopping || found.withLock({ $0.failure != nil }) { halt.stop() }
        report(progress(step, evaluations + done.load(ordering: .relaxed)))
      },
      { _ in
        do throws(KernelError) {
          // The kernel library keeps working storage by thread: what a thread has compiled, it alone runs.
          let evaluator = try PointEvaluator(network)
          while !halt.isStopping, let index = queue.claim() {
            let unit = units[index]
            let values = try evaluator.values(
              at: grid.coordinates(of: unit.point), of: order[unit.samples], stop: halt)
            guard let values else { return }
            done.wrappingAdd(values.count, ordering: .relaxed)
            found.withLock { $0.values[index] = values }
          }
        } catch { found.withLock { $0.failure = error } }
      })
    evaluations += done.load(ordering: .relaxed)
    let result = found.withLock { $0 }
    for (unit, values) in zip(units, result.values) {
      // What is known at a point are always the first samples.
      guard let values, self.values(at: unit.point).count == unit.samples.lowerBound else { continue }
      table[unit.point, default: SampleValues()].append(values)
    }
    report(progress(step, evaluations))
    if let kernel = result.failure { throw .kernel(kernel) }
    if stop.isStopping || saved.duration(to: .now) >= Self.saveInterval {
      try storing { () throws(StorageError) in try save(table) }
      saved = .now
    }
  }
}

/// How far an estimate is.
package struct EstimationProgress: Hashable, Sendable {
  package let step: EstimationStep
  /// Evaluations of single samples so far.
  package let done: Int
  /// Evaluations in all; nil while the sizes are not chosen.
  package let total: Int?
}
