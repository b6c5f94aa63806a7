import Estimation
import Evaluation
import Numerics
import Storage
import Surfaces
import Synchronization
import Tensors

/// Computes a surface whose means over all samples are estimated from few of them (`CalibratedEstimation`).
struct EstimatedSurface {
  let network: ProbedNetwork
  let target: Double
  /// Whether the last phase may be evaluated on `bfloat16`, where that saves time.
  let mayRound: Bool
  let provenance: SurfaceProvenance
  let path: String
  let workers: Int
  let stop: StopRequest
  /// Told how far the work is.
  let report: (EstimationProgress) -> Void

  /// Share of the evaluations that points evaluated on all samples afterwards may take, where one of them allows it.
  private static let checkShare = 0.15
  /// Points that are evaluated on all samples afterwards, at most.
  private static let mostChecks = 5
  /// Time between saves.
  private static let saveInterval = Duration.seconds(2)

  /// A map with what was found when it was checked.
  struct Result {
    var surface: Surface
    var checks: [EstimationRecord.Check]
  }

  /// Computes what is missing of a surface, and checks it.
  ///
  /// - Parameter order: indices of all samples of the population in random order.
  /// - Throws: `ProbingError`. Points computed before, and what anchors need, are on disk whatever happens.
  func complete(_ surface: Surface, order: [Int]) throws(ProbingError) -> Result {
    let file = EstimateFile(ofSurface: path)
    let grid = surface.grid
    var source = EvaluatedSamples(
      network, grid, order: order,
      table: file.read(for: provenance, points: grid.count, population: order.count), workers: workers,
      stop: stop,
      save: { table throws(StorageError) in try file.write(table, provenance) }, report: report)
    // What cannot be written is known before anything is computed.
    try storing { () throws(StorageError) in try surface.write(to: path) }
    let extents = grid.axes.isEmpty ? [grid.count] : grid.axes.map(\.count)
    let estimationGrid = EstimationGrid(extents: extents, centre: grid.centreIndex)
    let estimation = CalibratedEstimation(
      grid: estimationGrid, population: order.count,
      target: mayRound ? RoundedArithmetic.aim * target : target)
    guard let outcome = try estimation.run(&source) else { throw stopped(surface) }
    try storing { () throws(StorageError) in try file.write(source.table, provenance) }

    var rounding: Rounding?
    if mayRound, case .calibrated(let map) = outcome {
      rounding = try self.rounding(of: surface, estimationGrid, map, source, order)
    }
    var surface = surface
    var record = Self.record(outcome, surface.count, order.count)
    record.correction = rounding?.correction
    surface.provenance.estimation?.result = record
    let checked = checkedPoints(surface, outcome, record.evaluations, order.count)
    source.expect(expected(surface, outcome, record, source, order.count) + checked.count * order.count)
    surface = try map(surface, outcome, order: order, source, rounding)
    let medianError = surface.relativeErrors.median
    surface.provenance.estimation?.result?.medianError = medianError

    var checks: [EstimationRecord.Check] = []
    for point in checked where surface.loss[point].isFinite {
      source.forget(point)
      guard try source.evaluate([point], samples: order.count, for: .check) else { throw stopped(surface) }
      let exact = source.values(at: point)
      source.forget(point)
      checks.append(
        EstimationRecord.Check(
          coordinates: grid.coordinates(of: point), loss: exact.exact().loss, estimate: surface.loss[point],
          claimed: surface.lossError?[point] ?? 0))
    }
    return Result(surface: surface, checks: checks)
  }

  /// The number of evaluations and phases of a design.
  private static func record(
    _ outcome: CalibratedEstimation.Outcome, _ points: Int, _ population: Int
  ) -> EstimationRecord.Result {
    guard case .calibrated(let map) = outcome else {
      return EstimationRecord.Result(phases: [], evaluations: points * population)
    }
    let design = map.design
    var phases: [EstimationRecord.Phase] = []
    if design.points[0] > 0 {
      phases.append(EstimationRecord.Phase(samples: population, points: design.points[0]))
    }
    for (index, samples) in design.samples.enumerated() {
      let next = index + 1 < design.points.count ? design.points[index + 1] : points
      phases.append(EstimationRecord.Phase(samples: samples, points: next))
    }
    return EstimationRecord.Result(
      phases: phases, evaluations: design.evaluations(count: points, population: population))
  }

  /// Points to evaluate on all samples afterwards: random ones that are no anchors.
  private func checkedPoints(
    _ surface: Surface, _ outcome: CalibratedEstimation.Outcome, _ evaluations: Int, _ population: Int
  ) -> [Int] {
    guard case .calibrated(let map) = outcome else { return [] }
    let affordable = Int(Self.checkShare * Double(evaluations) / Double(population))
    // Where not even the centre could be evaluated on all samples, no other point can.
    let count = max(map.design.points[0] > 0 ? 1 : 0, min(Self.mostChecks, affordable))
    let order = Self.orderOfChecks(surface)
    let points = order.lazy.filter { !map.isAnchor($0) }.prefix(count)
    return points.filter { surface.provenance.shard?.contains($0) != false }
  }

  /// All points in the random order whose first ones are checked.
  static func orderOfChecks(_ surface: Surface) -> [Int] {
    var generator = SeededGenerator(seed: surface.provenance.sampleSeed, for: .checkedPoints)
    return generator.shuffled(0..<surface.count)
  }

  /// Evaluations in all: the design's, or of a shard those for anchors, which every shard makes, and for its own points.
  private func expected(
    _ surface: Surface, _ outcome: CalibratedEstimation.Outcome, _ record: EstimationRecord.Result,
    _ source: EvaluatedSamples, _ population: Int
  ) -> Int {
    guard surface.provenance.shard != nil else { return record.evaluations }
    guard case .calibrated(let map) = outcome else { return surface.ownCount * population }
    return source.evaluations
      + surface.pending.reduce(0) { total, point in
        map.isAnchor(point) ? total : total + max(0, map.samples - source.values(at: point).count)
      }
  }

  // MARK: The last phase

  private func map(
    _ surface: Surface, _ outcome: CalibratedEstimation.Outcome, order: [Int], _ source: EvaluatedSamples,
    _ rounding: Rounding?
  ) throws(ProbingError) -> Surface {
    let progress = GridProgress(
      surface, hasClasses: network.definition.samples.hasClasses, population: order.count)
    let (table, grid, network, stop) = (source.table, surface.grid, network, stop)
    let halt = StopRequest()
    if stop.isStopping { halt.stop() }
    let base = source.evaluations
    let done = Atomic(0)
    let samples =
      switch outcome {
      case .exact: order.count
      case .calibrated(let map): map.samples
      }
    var saved = ContinuousClock.now
    var failure: StorageError?
    let finish = { @Sendable (index: Int, values: SampleValues) -> PointEstimate in
      switch outcome {
      case .exact: values.exact()
      case .calibrated(let map): map.estimate(values, at: index)
      }
    }
    if !progress.pending.isEmpty {
      WorkerPool(threads: max(1, min(workers, progress.pending.count))).run(
        watch: {
          if stop.isStopping || progress.failure != nil { halt.stop() }
          let now = base + done.load(ordering: .relaxed)
          report(EstimationProgress(step: .map, done: now, total: source.expected.map { max($0, now) }))
          guard saved.duration(to: .now) >= Self.saveInterval else { return }
          saved = .now
          do throws(StorageError) { try progress.surface.write(to: path) } catch {
            failure = error
            halt.stop()
          }
        },
        { _ in
          do throws(KernelError) {
            let evaluator = try PointEvaluator(network)
            let rounded = try rounding.map { rounding throws(KernelError) in
              try PointEvaluator(rounding.network)
            }
            while !halt.isStopping, let index = progress.take() {
              var values = table[index] ?? SampleValues()
              var isKnown = values.isDiverged || values.count >= samples
              if case .calibrated(let map) = outcome, map.isAnchor(index) { isKnown = true }
              if !isKnown, values.count == 0, let rounding, let rounded {
                let coordinates = grid.coordinates(of: index)
                guard
                  let rough = try rounded.values(at: coordinates, of: order[..<samples], stop: halt),
                  let exact = try evaluator.values(
                    at: coordinates, of: order[..<rounding.correction], stop: halt)
                else { return }
                done.wrappingAdd(rough.count + exact.count, ordering: .relaxed)
                if let found = rounding.map.estimate(rough, correctedBy: exact) {
                  progress.put(found, at: index)
                  continue
                }
                values = exact
              }
              if !isKnown {
                let rest = order[values.count..<samples]
                guard
                  let found = try evaluator.values(at: grid.coordinates(of: index), of: rest, stop: halt)
                else { return }
                done.wrappingAdd(found.count, ordering: .relaxed)
                values.append(found)
              }
              progress.put(finish(index, values), at: index)
            }
          } catch { progress.fail(error) }
        })
    }
    if let failure { throw .storage(failure) }
    let result = progress.surface
    try storing { () throws(StorageError) in try result.write(to: path) }
    if let failure = progress.failure { throw .kernel(failure) }
    source.add(done.load(ordering: .relaxed))
    if !result.pending.isEmpty { throw stopped(result) }
    return result
  }

  func stopped(_ surface: Surface) -> ProbingError {
    .stopped(path: path, done: surface.ownCount - surface.pending.count, total: surface.ownCount)
  }
}
