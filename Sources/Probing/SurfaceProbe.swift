import Data
import Evaluation
import Models
import Networks
import Numerics
import Storage
import Surfaces
import Tensors

/// Computes the loss around a model on a grid: `L(θ + α d₁ + β d₂)`.
///
/// Every point is computed afresh from θ into scratch memory, by whichever worker is free, and placed by its index: the
/// file is the same for any number of threads. It is saved every few seconds; a probe that was interrupted continues.
package struct SurfaceProbe: Sendable {
  package let model: Model
  /// Name of the model's file, for the record.
  package let modelName: String
  /// The samples of a split, from which the probe chooses.
  package let samples: Samples
  /// Indices of the samples to choose from, rising: of the training split those that the network was trained on.
  package let population: [Int]
  /// What the data set is called, for the record.
  package let dataset: String
  package let options: ProbeOptions
  package let program: String
  package let command: String?

  /// What happens during a probe, for whoever watches.
  package enum Event: Sendable {
    /// Samples are chosen, directions drawn; `done` points were found in the file.
    case started(provenance: SurfaceProvenance, done: Int, total: Int)
    case progress(done: Int, total: Int)
  }

  /// Seconds between saves.
  private static let saveInterval = Duration.seconds(2)

  /// A probe of a model on samples; `options.split` says which split these are.
  package init(
    model: Model, named modelName: String, samples: Samples, population: [Int], dataset: String,
    options: ProbeOptions, program: String, command: String? = nil
  ) {
    self.model = model
    self.modelName = modelName
    self.samples = samples
    self.population = population
    self.dataset = dataset
    self.options = options
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
    path: String, overwrite: Bool = false, stop: StopRequest, report: (Event) -> Void
  ) throws(ProbingError) -> Surface {
    try options.validate()
    if let block = model.damagedBlock { throw .damagedParameters(block: block.name) }
    guard model.accepts(samples) else {
      throw .unsuitableSamples(network: model.graph.inputShape, data: samples.shape)
    }
    guard !population.isEmpty else { throw .noSamples(split: options.split) }
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
    if network.directions.count > 1 {
      surface.provenance.directionCosine = network.directions[0].cosine(to: network.directions[1])
    }
    report(
      .started(
        provenance: surface.provenance, done: surface.count - surface.missing, total: surface.count))
    if surface.isComplete { return surface }
    surface = try compute(surface, network, path: path, stop: stop, report: report)
    surface.provenance.selfCheck = try selfCheck(surface, network, path: path, stop: stop)
    let finished = surface
    try storing { () throws(StorageError) in try finished.write(to: path) }
    return finished
  }

  // MARK: Inputs

  private func network() throws(ProbingError) -> ProbedNetwork {
    let layout = ParameterLayout(model.graph)
    var directions: [Direction] = []
    for weight in options.weights {
      directions.append(Direction(single: try weight.offset(in: layout), count: layout.count))
    }
    for seed in options.directionSeeds {
      directions.append(
        Direction(
          layout: layout, parameters: model.parameters, seed: seed,
          normalization: options.normalization, including: options.included,
          orthogonalTo: options.orthogonal ? directions.first : nil))
    }
    return ProbedNetwork(
      graph: model.graph, layout: layout, loss: model.loss,
      parameters: model.parameters, directions: directions, samples: samples,
      indices: ProbedNetwork.choose(
        options.samples, of: population, seed: options.sampleSeed),
      normalization: model.preprocessing, batchNormalization: options.batchNormalization)
  }

  private func provenance(_ network: ProbedNetwork) -> SurfaceProvenance {
    var provenance = SurfaceProvenance(
      program: program, command: command, checkpoint: modelName, checkpointDigest: model.digest,
      model: model.name, parameterCount: network.layout.count,
      trainableCount: network.layout.trainableCount, dataset: dataset,
      dataDigest: network.samples.digest, split: options.split.rawValue, samples: network.indices.count,
      sampleSeed: options.sampleSeed, population: population.count, seed: options.seed,
      directionSeeds: options.directionSeeds,
      normalization: options.weights.isEmpty
        ? options.normalization.rawValue : DirectionNormalization.none.rawValue,
      included: options.included.map(\.rawValue).sorted(), orthogonal: options.orthogonal,
      batchNormalization: options.batchNormalization.rawValue, loss: model.loss.rawValue)
    provenance.target = model.task.predictedColumn
    if network.indices.count < provenance.population {
      provenance.sampleChoice = Digest(of: JSONText.encode(network.indices).utf8)
    }
    if !options.weights.isEmpty {
      provenance.weights = zip(options.weights, network.directions).map { address, direction in
        let offset = direction.components.firstIndex(of: 1) ?? 0
        return SurfaceProvenance.Weight(
          address: address.description, value: Double(network.parameters[offset]))
      }
    }
    return provenance
  }

  /// The surface to go on with: the one at the path if it was made from the same inputs, else an empty one.
  private func start(
    at path: String, _ provenance: SurfaceProvenance, overwrite: Bool
  ) throws(ProbingError) -> Surface {
    let empty = Surface(x: options.x, y: options.y, provenance: provenance)
    guard FileBytes.exists(path) else { return empty }
    let found: Surface
    do throws(StorageError) { found = try Surface.read(path) } catch {
      if case .notRegular = error { throw .storage(.cannotBeReadBack(path: path)) }
      if overwrite { return empty }
      throw .storage(error)
    }
    var differences = provenance.differences(from: found.provenance)
    if found.x != options.x { differences.append("x") }
    if found.y != options.y { differences.append("y") }
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
    let progress = GridProgress(surface, haveClasses: network.samples.haveClasses)
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
        { _ in Self.work(on: network, surface, progress, stop: halt) })
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
    on network: ProbedNetwork, _ grid: Surface, _ progress: GridProgress, stop: StopRequest
  ) {
    do throws(KernelError) {
      let evaluator = try PointEvaluator(network)
      while !stop.isStopping, let index = progress.take() {
        let (alpha, beta) = grid.coordinates(of: index)
        guard let outcome = try evaluator.outcome(alpha: alpha, beta: beta, stop: stop) else { return }
        progress.put(outcome, at: index)
      }
    } catch {
      progress.fail(error)
    }
  }

  private func selfCheck(
    _ surface: Surface, _ network: ProbedNetwork, path: String, stop: StopRequest
  ) throws(ProbingError) -> SelfCheck {
    let expected: Outcome?
    let centre: Double?
    do throws(KernelError) {
      expected = try network.checkpointOutcome(stop: stop)
      if let index = surface.centreIndex {
        centre = surface.loss[index]
      } else {
        centre = try PointEvaluator(network).outcome(alpha: 0, beta: 0, stop: stop)?.loss
      }
    } catch { throw .kernel(error) }
    guard let expected, let centre else {
      throw .stopped(path: path, done: surface.count, total: surface.count)
    }
    let scaled = options.weights.isEmpty && [.filter, .layer].contains(options.normalization)
    return SelfCheck(
      checkpointLoss: expected.loss,
      checkpointAccuracy: network.samples.haveClasses ? expected.accuracy : nil,
      standardError: expected.standardError, centreLoss: centre,
      largestNormError: scaled
        ? network.directions.map { $0.largestNormError(relativeTo: network.parameters) }.max() : nil,
      directionCosine: surface.provenance.directionCosine, missing: surface.missing,
      diverged: surface.diverged)
  }
}

/// Runs work on files, turning its errors into `ProbingError`.
private func storing<Value>(_ body: () throws(StorageError) -> Value) throws(ProbingError) -> Value {
  do throws(StorageError) { return try body() } catch { throw .storage(error) }
}
