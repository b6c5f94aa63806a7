import Data
import Estimation
import Evaluation
import Models
import Networks
import Numerics
import Storage
import Surfaces
import Tensors

/// Computes the loss around a model on a grid: `L(θ + Σ αₖ dₖ)`.
///
/// Every point is recomputed from θ into scratch memory, by whichever worker is free, and placed by its index: the
/// file is the same for any number of threads. It is saved every few seconds; a probe that was interrupted continues.
package struct SurfaceProbe: Sendable {
  package let model: Model
  /// Name of the model's file, for the record.
  package let modelName: String
  /// The samples of a split, from which the probe chooses.
  package let samples: Samples
  /// Indices of the samples to choose from, rising: of the training split those that the network was trained on.
  package let population: [Int]
  /// The samples that the loss is a mean over, with weights of their own; those that the options choose when nil.
  package let weighted: SampleSet?
  /// What the data set is called, for the record.
  package let dataset: String
  package let options: ProbeOptions
  /// What the axes run along, where that is not what the options name.
  package let given: Subspace?
  /// What is known of data that a user named, for the record; nil of those that the model was trained on.
  package var namedData: SurfaceProvenance.NamedData?
  package let program: String
  package let command: String?

  /// What happens during a probe, for whoever watches.
  package enum Event: Sendable {
    /// Samples are chosen, directions drawn; `done` points were found in the file.
    case started(provenance: SurfaceProvenance, done: Int, total: Int)
    case progress(done: Int, total: Int)
    /// How many points have their curvature.
    case curving(done: Int, total: Int)
    /// Progress of a surface that is estimated, in evaluations of samples.
    case estimating(EstimationProgress)
  }

  /// Seconds between saves.
  private static let saveInterval = Duration.seconds(2)

  /// A probe of a model on samples; `options.split` says which split these are.
  package init(
    model: Model, named modelName: String, samples: Samples, population: [Int], over set: SampleSet? = nil,
    dataset: String, options: ProbeOptions, along subspace: Subspace? = nil, program: String,
    command: String? = nil
  ) {
    self.model = model
    self.modelName = modelName
    self.samples = samples
    self.population = population
    weighted = set
    self.dataset = dataset
    self.options = options
    given = subspace
    self.program = program
    self.command = command
  }

  /// Computes what is missing of the surface at `path`.
  ///
  /// The file is this probe's alone while it lasts: another process that wants to write it is refused. One that only
  /// wants a complete surface is not.
  ///
  /// A shard is computed in a file of its own beside the path (`Shard.path`); the one that finds all others complete
  /// puts them together there. A probe of all points takes those of shards that lie there as computed.
  ///
  /// - Parameter overwrite: start over when the path holds a surface made from other inputs.
  /// - Returns: the complete surface, as it is on disk; that of the shard while others are not complete.
  /// - Throws: `ProbingError`. Points computed before are on disk whatever happens.
  package func run(
    path output: String, overwrite: Bool = false, stop: StopRequest, report: @escaping (Event) -> Void
  ) throws(ProbingError) -> Surface {
    try options.validate()
    if let block = model.damagedBlock { throw .damagedParameters(block: block.name) }
    guard model.accepts(samples) else {
      throw .unsuitableSamples(network: model.graph.inputShape, data: samples.shape)
    }
    guard !population.isEmpty, weighted?.count != 0 else { throw .noSamples(split: options.split) }
    let path = options.shard?.path(of: output) ?? output
    guard let network = try network(stop) else {
      throw .stopped(path: path, done: 0, total: options.grid.count)
    }
    let hessian = options.curvature.map { _ in
      options.hessian(model, on: samples, population: population)
    }
    var provenance = provenance(network)
    if let hessian { provenance.curvature = options.curvature?.record(hessian) }
    if options.shard != nil, let whole = try wholeSurface(at: output, provenance, overwrite: overwrite) {
      report(.started(provenance: whole.provenance, done: whole.count, total: whole.count))
      return whole
    }
    var surface = try start(at: path, provenance, overwrite: overwrite)
    var lock: FileLock?
    defer { lock?.release() }
    if isDone(surface) {
      FileLock.sweep(path)
    } else {
      lock = try storing { () throws(StorageError) in
        try AtomicFile.checkWritable(path, readingBack: true)
        return try FileLock(path)
      }
      // Whoever had it before may have computed more since.
      surface = try start(at: path, provenance, overwrite: overwrite)
    }
    if let cosine = network.subspace.cosine { surface.provenance.directionCosine = cosine }
    if options.shard == nil, !surface.isComplete, let union = ShardFiles(of: path).union(with: surface) {
      // What other processes have computed of it.
      surface = union.whole ?? union.surface
      let found = surface
      if found.isComplete {
        try storing { () throws(StorageError) in try found.write(to: path) }
        EstimateFile(ofSurface: path).remove()
      }
    }
    report(
      .started(
        provenance: surface.provenance, done: surface.ownCount - surface.pending.count,
        total: surface.ownCount))
    if isDone(surface) {
      // A shard without points is complete from the start, and the others look for its file.
      if options.shard != nil, !FileBytes.exists(path) {
        let empty = surface
        try storing { () throws(StorageError) in try empty.write(to: path) }
      }
      return try putTogether(surface, at: output, overwrite: overwrite)
    }
    if !surface.isComplete {
      surface = try finished(surface, network, provenance, path: path, stop: stop, report: report)
    }
    guard let hessian, let curvature = options.curvature else {
      return try putTogether(surface, at: output, overwrite: overwrite)
    }
    return try CurvatureMap(
      network: network, hessian: hessian, curvature: curvature, seed: options.seed, path: path, stop: stop
    ).complete(surface) { report(.curving(done: $0, total: $1)) }
  }

  /// Whether nothing is missing that is wanted.
  private func isDone(_ surface: Surface) -> Bool {
    surface.isComplete && (options.curvature == nil || CurvatureMap.isComplete(surface))
  }

  /// The surface with all its losses and its self-check.
  private func finished(
    _ start: Surface, _ network: ProbedNetwork, _ provenance: SurfaceProvenance, path: String,
    stop: StopRequest, report: @escaping (Event) -> Void
  ) throws(ProbingError) -> Surface {
    var surface = start
    var checks: [EstimationRecord.Check]?
    if let target = estimation {
      let estimate = EstimatedSurface(
        network: network, target: target, mayRound: options.precision.mayRound, provenance: provenance,
        path: path, workers: options.workers,
        stop: stop, report: { report(.estimating($0)) })
      let found = try estimate.complete(surface, order: order())
      (surface, checks) = (found.surface, found.checks)
    } else {
      surface = try compute(surface, network, path: path, stop: stop, report: report)
    }
    if surface.hasSelfCheck {
      surface.provenance.selfCheck = try selfCheck(surface, network, path: path, stop: stop)
    }
    if options.shard == nil {
      surface.provenance.selfCheck?.estimates = checks
    } else {
      surface.provenance.estimation?.result?.shardChecks = checks
    }
    if estimation != nil { surface.provenance.selfCheck?.samples = network.definition.set.count }
    let finished = surface
    try storing { () throws(StorageError) in try finished.write(to: path) }
    if estimation != nil { EstimateFile(ofSurface: path).remove() }
    return finished
  }

  // MARK: Shards

  /// The whole surface that a shard would be a part of, where that is complete; nil where it is not, or is to be replaced.
  ///
  /// - Throws: `ProbingError.surfaceFromOtherInputs` where the place is taken.
  private func wholeSurface(
    at output: String, _ provenance: SurfaceProvenance, overwrite: Bool
  ) throws(ProbingError) -> Surface? {
    var whole = provenance
    whole.shard = nil
    let found = try start(at: output, whole, overwrite: overwrite)
    return found.isComplete ? found : nil
  }

  /// The whole surface, written to its place, if this is the last of its shards to be complete; else the surface as it is.
  ///
  /// - Throws: `ProbingError.surfaceFromOtherInputs` where the place is taken.
  private func putTogether(
    _ surface: Surface, at output: String, overwrite: Bool
  ) throws(ProbingError) -> Surface {
    let files = ShardFiles(of: output)
    guard let shard = options.shard, let whole = files.whole(of: shard, from: surface) else { return surface }
    // Another command may have taken the place since this one began.
    _ = try wholeSurface(at: output, whole.provenance, overwrite: overwrite)
    try storing { () throws(StorageError) in try files.write(whole, by: shard) }
    return whole
  }

  // MARK: Inputs

  /// Nil when asked to stop.
  func network(_ stop: StopRequest) throws(ProbingError) -> ProbedNetwork? {
    var found = given
    if found == nil {
      found = try options.subspace(of: model, on: samples, population: population, stop: stop)
    }
    guard let subspace = found else { return nil }
    precondition(subspace.origin == model.digest, "a subspace of another model")
    precondition(
      subspace.dimensions == options.grid.dimensions,
      "\(options.grid.dimensions) coordinates along \(subspace.dimensions) directions")
    let set = weighted ?? SampleSet(choosing: chosen, of: population, seed: options.sampleSeed)
    return ProbedNetwork(
      definition: LossDefinition(model, samples: samples, set: set), layout: ParameterLayout(model.graph),
      parameters: model.parameters, subspace: subspace, batchNormalization: options.batchNormalization,
      precision: estimation == nil && options.precision == .bfloat16 ? .bfloat16 : .exact)
  }

  /// The relative error that is asked for; nil where the mean is not estimated, as over samples so few that all are evaluated.
  var estimation: Double? {
    CalibratedEstimation.isWorthwhile(points: options.grid.count, population: population.count)
      ? options.estimation : nil
  }

  /// Samples that are chosen: where the mean over all is estimated, those that the self-check compares and that batch
  /// normalization is recalibrated on.
  private var chosen: Int {
    if estimation != nil { return ProbeOptions.defaultSamples }
    return options.estimation == nil ? options.samples : .max
  }

  /// All samples in the random order whose first ones a choice takes.
  private func order() -> [Int] {
    var generator = SeededGenerator(seed: options.sampleSeed, for: .probedSamples)
    return generator.shuffled(0..<population.count).map { population[$0] }
  }

  /// The surface to go on with: the one at the path if it was made from the same inputs, else an empty one.
  private func start(
    at path: String, _ provenance: SurfaceProvenance, overwrite: Bool
  ) throws(ProbingError) -> Surface {
    var empty = Surface(grid: options.grid, provenance: provenance)
    if provenance.estimation != nil, samples.hasClasses {
      empty.set(Surface.FieldName.accuracyError, empty.loss)
    }
    guard FileBytes.exists(path) else { return empty }
    let found: Surface
    do throws(StorageError) { found = try Surface.read(path) } catch {
      if case .notRegular = error { throw .storage(.cannotBeReadBack(path: path)) }
      if overwrite { return empty }
      throw .storage(error)
    }
    var differences = provenance.differences(from: found.provenance)
    differences += found.grid.differences(from: options.grid)
    // A complete surface of version 0.1 stays what it is; an incomplete one would mix two choices of samples.
    if found.isComplete, found.provenance.sampleChoice == nil,
      differences == [SurfaceProvenance.choiceOfSamples]
    {
      return found
    }
    if differences.isEmpty { return found }
    guard overwrite else { throw .surfaceFromOtherInputs(path: path, differences: differences) }
    return empty
  }

  // MARK: Work

  private func compute(
    _ surface: Surface, _ network: ProbedNetwork, path: String, stop: StopRequest, report: (Event) -> Void
  ) throws(ProbingError) -> Surface {
    let progress = GridProgress(
      surface, hasClasses: samples.hasClasses, population: network.definition.set.population)
    let total = surface.ownCount
    let workers = max(1, min(options.workers, progress.pending.count))
    let halt = StopRequest()
    if stop.isStopping { halt.stop() }
    var saved = ContinuousClock.now
    var failure: StorageError?
    if !progress.pending.isEmpty {
      WorkerPool(threads: workers).run(
        watch: {
          if stop.isStopping || progress.failure != nil { halt.stop() }
          report(.progress(done: progress.done, total: total))
          guard saved.duration(to: .now) >= Self.saveInterval else { return }
          saved = .now
          do throws(StorageError) { try progress.surface.write(to: path) } catch {
            failure = error
            halt.stop()
          }
        },
        { _ in Self.work(on: network, surface.grid, progress, stop: halt) })
    }
    if let failure { throw .storage(failure) }
    let result = progress.surface
    try storing { () throws(StorageError) in try result.write(to: path) }
    if let failure = progress.failure { throw .kernel(failure) }
    report(.progress(done: progress.done, total: total))
    let missing = result.pending.count
    if missing > 0 { throw .stopped(path: path, done: total - missing, total: total) }
    return result
  }

  /// Takes points until none is left.
  private static func work(
    on network: ProbedNetwork, _ grid: Grid, _ progress: GridProgress, stop: StopRequest
  ) {
    do throws(KernelError) {
      let evaluator = try PointEvaluator(network)
      while !stop.isStopping, let index = progress.take() {
        guard let outcome = try evaluator.outcome(at: grid.coordinates(of: index), stop: stop) else { return }
        progress.put(outcome, at: index)
      }
    } catch {
      progress.fail(error)
    }
  }

  private func selfCheck(
    _ surface: Surface, _ network: ProbedNetwork, path: String, stop: StopRequest
  ) throws(ProbingError) -> SelfCheck {
    let expected: LossSums?
    let centre: Double?
    do throws(KernelError) {
      expected = try network.checkpointOutcome(stop: stop)
      if estimation == nil, let index = surface.centreIndex {
        centre = surface.loss[index]
      } else {
        centre = try PointEvaluator(network).outcome(
          at: Array(repeating: 0, count: network.subspace.dimensions), stop: stop)?.loss
      }
    } catch { throw .kernel(error) }
    guard let expected, let centre else {
      throw .stopped(path: path, done: surface.ownCount, total: surface.ownCount)
    }
    let scaled = [.filter, .layer].contains(network.subspace.effectiveNormalization)
    var check = SelfCheck(
      checkpointLoss: expected.loss,
      checkpointAccuracy: samples.hasClasses ? expected.accuracy : nil,
      standardError: expected.standardError(population: network.definition.set.population),
      centreLoss: centre,
      largestNormError: scaled
        ? network.subspace.directions.map { $0.largestNormError(relativeTo: network.parameters) }.max() : nil,
      directionCosine: surface.provenance.directionCosine, missing: surface.pending.count,
      diverged: surface.diverged)
    if network.precision == .bfloat16 { check.centreTolerance = SelfCheck.bfloat16Tolerance }
    return check
  }
}

/// Runs work on files, turning its errors into `ProbingError`.
func storing<Value>(_ body: () throws(StorageError) -> Value) throws(ProbingError) -> Value {
  do throws(StorageError) { return try body() } catch { throw .storage(error) }
}
