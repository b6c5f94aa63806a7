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
    /// The same of a surface that is estimated, in evaluations of samples.
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
  /// - Parameter overwrite: start over when the path holds a surface made from other inputs.
  /// - Returns: the complete surface, as it is on disk.
  /// - Throws: `ProbingError`. Points computed before are on disk whatever happens.
  package func run(
    path: String, overwrite: Bool = false, stop: StopRequest, report: @escaping (Event) -> Void
  ) throws(ProbingError) -> Surface {
    try options.validate()
    if let block = model.damagedBlock { throw .damagedParameters(block: block.name) }
    guard model.accepts(samples) else {
      throw .unsuitableSamples(network: model.graph.inputShape, data: samples.shape)
    }
    guard !population.isEmpty, weighted?.count != 0 else { throw .noSamples(split: options.split) }
    let network = try network()
    let provenance = provenance(network)
    var surface = try start(at: path, provenance, overwrite: overwrite)
    var lock: FileLock?
    defer { lock?.release() }
    if surface.isComplete {
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
    report(
      .started(
        provenance: surface.provenance, done: surface.count - surface.missing, total: surface.count))
    if surface.isComplete { return surface }
    var checks: [EstimationRecord.Check]?
    if let target = estimation {
      let estimate = EstimatedSurface(
        network: network, target: target, provenance: provenance, path: path, workers: options.workers,
        stop: stop, report: { report(.estimating($0)) })
      let found = try estimate.complete(surface, order: order())
      (surface, checks) = (found.surface, found.checks)
    } else {
      surface = try compute(surface, network, path: path, stop: stop, report: report)
    }
    surface.provenance.selfCheck = try selfCheck(surface, network, path: path, stop: stop)
    surface.provenance.selfCheck?.estimates = checks
    if estimation != nil { surface.provenance.selfCheck?.samples = network.definition.set.count }
    let finished = surface
    try storing { () throws(StorageError) in try finished.write(to: path) }
    if estimation != nil { EstimateFile(ofSurface: path).remove() }
    return finished
  }

  // MARK: Inputs

  func network() throws(ProbingError) -> ProbedNetwork {
    let subspace: Subspace
    if let given { subspace = given } else { subspace = try options.subspace(of: model) }
    precondition(subspace.origin == model.digest, "a subspace of another model")
    precondition(
      subspace.dimensions == options.grid.dimensions,
      "\(options.grid.dimensions) coordinates along \(subspace.dimensions) directions")
    let set = weighted ?? SampleSet(choosing: chosen, of: population, seed: options.sampleSeed)
    return ProbedNetwork(
      definition: LossDefinition(model, samples: samples, set: set), layout: ParameterLayout(model.graph),
      parameters: model.parameters, subspace: subspace, batchNormalization: options.batchNormalization,
      precision: options.precision)
  }

  /// The relative error that is asked for; nil where the mean is not estimated, as over samples so few that all are evaluated.
  private var estimation: Double? {
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

  private func provenance(_ network: ProbedNetwork) -> SurfaceProvenance {
    let (set, subspace) = (network.definition.set, network.subspace)
    let seeds = subspace.sources.compactMap { source in
      if case .seed(let number) = source { number } else { nil }
    }
    let weights = subspace.sources.compactMap { source in
      if case .weight(let address, let value) = source {
        SurfaceProvenance.Weight(address: address, value: value)
      } else {
        nil
      }
    }
    let count = subspace.dimensions
    var provenance = SurfaceProvenance(
      program: program, command: command, checkpoint: modelName, checkpointDigest: model.digest,
      model: model.name, parameterCount: network.layout.count,
      trainableCount: network.layout.trainableCount, dataset: dataset,
      dataDigest: samples.digest, split: options.split.rawValue, samples: set.count,
      sampleSeed: options.sampleSeed, population: set.population, seed: options.seed,
      directionSeeds: seeds.count == count ? seeds : [],
      normalization: subspace.effectiveNormalization.rawValue,
      included: subspace.included.map(\.rawValue).sorted(), orthogonal: subspace.orthogonal,
      batchNormalization: options.batchNormalization.rawValue, loss: model.loss.rawValue)
    provenance.target = model.task.predictedColumn
    provenance.networkOrigin = model.imported.map { "\(model.source.fileName ?? model.name) (\($0.format))" }
    // Folded statistics are frozen.
    let hasStatistics = network.layout.blocks.contains(where: \.role.isStatistic)
    if !hasStatistics, model.imported?.foldedLayers == nil { provenance.lacksBatchNormalization = true }
    provenance.inputExtents = model.imported?.extents
    provenance.namedData = namedData
    if let target = estimation {
      provenance.estimation = EstimationRecord(target: target)
      provenance.samples = set.population
    } else if set.count < set.population {
      provenance.sampleChoice = set.choiceDigest
    }
    provenance.sampleWeights = set.weightsDigest
    if subspace.filters != .consumer { provenance.filters = subspace.filters.rawValue }
    if !subspace.only.isEmpty { provenance.only = subspace.only }
    if options.precision != .exact { provenance.precision = options.precision.rawValue }
    if weights.count == count { provenance.weights = weights }
    if seeds.count < count, weights.count < count { provenance.directions = subspace.sources }
    return provenance
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
    differences += differencesOfGrids(found.grid, options.grid)
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

  /// Names of the axes that differ, or of the points where these are arbitrary.
  private func differencesOfGrids(_ found: Grid, _ wanted: Grid) -> [String] {
    guard found != wanted else { return [] }
    let (found, wanted) = (found.axes, wanted.axes)
    guard !found.isEmpty, !wanted.isEmpty, max(found.count, wanted.count) <= 2 else { return ["points"] }
    return ["x", "y"].enumerated().compactMap { index, name in
      found.dropFirst(index).first == wanted.dropFirst(index).first ? nil : name
    }
  }

  // MARK: Work

  private func compute(
    _ surface: Surface, _ network: ProbedNetwork, path: String, stop: StopRequest, report: (Event) -> Void
  ) throws(ProbingError) -> Surface {
    let progress = GridProgress(
      surface, hasClasses: samples.hasClasses, population: network.definition.set.population)
    let workers = max(1, min(options.workers, progress.pending.count))
    let halt = StopRequest()
    if stop.isStopping { halt.stop() }
    var saved = ContinuousClock.now
    var failure: StorageError?
    if !progress.pending.isEmpty {
      WorkerPool(threads: workers).run(
        watch: {
          if stop.isStopping || progress.failure != nil { halt.stop() }
          report(.progress(done: progress.done, total: surface.count))
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
    report(.progress(done: progress.done, total: surface.count))
    if result.missing > 0 {
      throw .stopped(path: path, done: result.count - result.missing, total: result.count)
    }
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
      throw .stopped(path: path, done: surface.count, total: surface.count)
    }
    let scaled = [.filter, .layer].contains(network.subspace.effectiveNormalization)
    var check = SelfCheck(
      checkpointLoss: expected.loss,
      checkpointAccuracy: samples.hasClasses ? expected.accuracy : nil,
      standardError: expected.standardError(population: network.definition.set.population),
      centreLoss: centre,
      largestNormError: scaled
        ? network.subspace.directions.map { $0.largestNormError(relativeTo: network.parameters) }.max() : nil,
      directionCosine: surface.provenance.directionCosine, missing: surface.missing,
      diverged: surface.diverged)
    if options.precision == .bfloat16 { check.centreTolerance = SelfCheck.bfloat16Tolerance }
    return check
  }
}

/// Runs work on files, turning its errors into `ProbingError`.
func storing<Value>(_ body: () throws(StorageError) -> Value) throws(ProbingError) -> Value {
  do throws(StorageError) { return try body() } catch { throw .storage(error) }
}
