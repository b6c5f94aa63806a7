import Data
import Evaluation
import Models
import Networks
import Numerics
import Regularization
import Storage
import Surfaces
import Tensors

/// One run of a trainer: the data, the compiled network and the state that the epochs change.
final class TrainingRun {
  private let trainer: Trainer
  private let train: Samples
  private let order: BatchOrder
  private let layout: ParameterLayout
  private let source: BatchGradient
  private let testLoss: Objective
  private let validationLoss: Objective
  private let penalty: PenaltyTerm?
  private var checkpoint: Checkpoint
  private var optimizer: Optimizer
  private var gradient: [Float]
  /// Where sharpness-aware minimization takes its second gradient; empty without it.
  private let ascent: AlignedBuffer
  private var recorder: StatisticsRecorder?
  private var activations: ActivationRecorder?
  private var trajectory: TrajectoryWriter?
  /// Which moments are kept.
  private let moments: SnapshotMoments?

  /// Parameters beyond which no machine that this program is for has the memory.
  private static let largestParameterCount = 200_000_000

  private var configuration: TrainingConfiguration { trainer.configuration }

  init(_ trainer: Trainer, resuming previous: Checkpoint?) throws(TrainingError) {
    self.trainer = trainer
    let configuration = trainer.configuration
    let (train, test) = try Self.load(configuration.dataset, dataRoot: trainer.dataRoot)
    let graph: Graph
    do throws(ArchitectureError) {
      if let previous {
        graph = previous.graph
      } else {
        graph = try configuration.architecture.graph(
          input: train.shape, classes: train.outputs, text: train.areIndices)
      }
    } catch { throw .architecture(error) }
    self.train = train
    var hasher = Digest.Hasher()
    for samples in [train, test] { hasher.update(samples.digest.hex) }
    let dataDigest = hasher.finish()
    if let found = previous?.dataDigest, found != dataDigest { throw .otherData(path: trainer.path) }
    layout = ParameterLayout(graph)
    guard layout.count <= Self.largestParameterCount else {
      throw .invalidOption(
        name: "model",
        reason: "makes \(layout.count) parameters; at most \(Self.largestParameterCount) can be trained")
    }
    // A checkpoint may claim any network; a new one is made for the samples.
    guard train.fit(graph, for: configuration.loss) else {
      throw .storage(.corrupt(path: trainer.path, reason: "the network does not fit the data set"))
    }
    try configuration.augmentation.validate(for: train.shape, text: train.areIndices)
    order = BatchOrder(of: configuration, count: train.count)
    try Self.checkSize(of: trainer.snapshots, configuration, layout, order)
    guard !order.training.isEmpty else {
      throw .invalidOption(name: "validation", reason: "leaves no samples to train on")
    }
    let steps = order.steps(of: configuration)
    moments = trainer.snapshots.map {
      SnapshotMoments($0, epochs: configuration.epochs, steps: steps)
    }
    checkpoint =
      previous
      ?? Checkpoint(
        model: Model(
          graph: graph, parameters: configuration.initialParameters(of: graph),
          preprocessing: PixelNormalization(of: train),
          task: PredictionTask(of: configuration.dataset, loss: configuration.loss),
          name: configuration.architecture.name,
          source: ModelSource(program: trainer.program, command: trainer.command)),
        optimizer: nil, configuration: configuration, log: [],
        trainingSamples: SampleSelection(count: train.count, indices: order.training),
        options: trainer.options)
    checkpoint.dataDigest = dataDigest
    source = try BatchGradient(graph, configuration, train, order, checkpoint.normalization)
    let model = checkpoint.model
    testLoss = Self.objective(model, test, SampleSet(Array(0..<test.count)), configuration)
    validationLoss = Self.objective(model, train, SampleSet(order.validation), configuration)
    penalty = try Self.penalty(configuration, layout)
    optimizer = Optimizer(
      configuration.optimizer, parameterCount: layout.count, state: previous?.optimizer)
    gradient = Array(repeating: 0, count: layout.count)
    let ascentCount = configuration.optimizer.sharpnessRadius != nil ? layout.count : 0
    do throws(KernelError) { ascent = try AlignedBuffer(count: ascentCount) } catch { throw .kernel(error) }
    if let recording = trainer.recording {
      if !recording.kinds.isEmpty {
        recorder = StatisticsRecorder(recording, layout, continuing: previous?.statistics)
      }
      if !recording.observations.isEmpty {
        let normalization = checkpoint.normalization
        activations = try computing { () throws(KernelError) in
          try ActivationRecorder(
            recording, graph, configuration, train, order, normalization, continuing: previous?.activations)
        }
      }
    }
    trajectory = try Self.trajectory(trainer, layout, resuming: previous)
  }

  /// Numbers of a trajectory, which takes so much room on disk: 64 GiB.
  private static let largestTrajectory = 1 << 34

  private static func checkSize(
    of snapshots: Trainer.Snapshots?, _ configuration: TrainingConfiguration, _ layout: ParameterLayout,
    _ order: BatchOrder
  ) throws(TrainingError) {
    guard let snapshots else { return }
    let moments = SnapshotMoments(
      snapshots, epochs: configuration.epochs, steps: order.steps(of: configuration))
    guard [moments.count, layout.count].checkedProduct(limit: largestTrajectory) != nil else {
      throw .invalidOption(
        name: "snapshots",
        reason: "would keep more than 64 GiB of parameters; use fewer, or --snapshot-limit 500")
    }
  }

  private static func load(
    _ dataset: DatasetDescription, dataRoot: String?
  ) throws(TrainingError) -> (Samples, Samples) {
    do throws(DatasetError) {
      return (
        try dataset.load(.train, dataRoot: dataRoot), try dataset.load(.test, dataRoot: dataRoot)
      )
    } catch { throw .dataset(error) }
  }

  /// Samples that a kernel call of an evaluation takes.
  private static let evaluationBatch = 64

  private static func objective(
    _ model: Model, _ samples: Samples, _ set: SampleSet, _ configuration: TrainingConfiguration
  ) -> Objective {
    Objective(
      LossDefinition(model, samples: samples, set: set), workers: configuration.kernelThreads,
      lossBatch: evaluationBatch)
  }

  private static func penalty(
    _ configuration: TrainingConfiguration, _ layout: ParameterLayout
  ) throws(TrainingError) -> PenaltyTerm? {
    guard let penalty = configuration.penalty else { return nil }
    do throws(RegularizationError) { return try PenaltyTerm(penalty, layout) } catch {
      throw .invalidOption(name: "penalty", reason: "has a setting out of its range")
    }
  }

  private static func trajectory(
    _ trainer: Trainer, _ layout: ParameterLayout, resuming previous: Checkpoint?
  ) throws(TrainingError) -> TrajectoryWriter? {
    guard let snapshots = trainer.snapshots else { return nil }
    let run = Digest(of: JSONText.encode(trainer.configuration).utf8)
    var writer = TrajectoryWriter(
      snapshots.path, model: trainer.configuration.architecture.name, parameterCount: layout.count, run: run)
    guard let previous, FileBytes.exists(snapshots.path) else { return writer }
    do throws(StorageError) { try writer.resume(upTo: Double(previous.log.count)) } catch {
      throw .damagedTrajectory(error)
    }
    return writer
  }

  // MARK: Epochs

  func run(stop: StopRequest, report: (Trainer.Event) -> Void) throws(TrainingError) -> Checkpoint {
    report(
      .started(
        graph: checkpoint.graph, trainingSamples: order.training.count,
        validationSamples: order.validation.count, completed: checkpoint.log.count))
    let emptyClasses = train.emptyClasses(among: order.training)
    if !emptyClasses.isEmpty {
      report(.emptyClasses(emptyClasses.map { configuration.dataset.classNames[$0] }))
    }
    while !checkpoint.isComplete {
      let epoch = checkpoint.log.count
      if epoch == 0 {
        try storing { () throws(StorageError) in try trajectory?.append(epoch: 0, checkpoint.parameters) }
        activations?.begin(checkpoint.parameters)
      }
      guard let (outcome, rate) = try train(epoch: epoch, stop: stop, report: report),
        let test = try evaluate(testLoss, stop: stop),
        let validation = try evaluate(validationLoss, stop: stop)
      else {
        throw .stopped(path: trainer.path, completed: epoch, epochs: configuration.epochs)
      }
      let record = EpochRecord(
        epoch: epoch + 1, learningRate: rate, train: outcome,
        validation: order.validation.isEmpty ? nil : validation, test: test, hasClasses: train.hasClasses,
        penalty: penalty?.value(checkpoint.parameters))
      checkpoint.log.append(record)
      checkpoint.optimizer = optimizer.state
      checkpoint.statistics = recorder?.statistics ?? checkpoint.statistics
      checkpoint.activations = activations?.statistics ?? checkpoint.activations
      keepBest()
      try storing { () throws(StorageError) in
        try trajectory?.write()
        try checkpoint.write(to: trainer.path)
      }
      report(.epoch(record))
      if let epoch = checkpoint.restoredEpoch { report(.restored(epoch: epoch)) }
    }
    return checkpoint
  }

  /// Early stopping: remembers the best weights, and goes back to them when the run is over.
  private func keepBest() {
    guard let rule = configuration.earlyStopping else { return }
    let best = rule.bestEpoch(checkpoint.log)
    if best == checkpoint.log.last?.epoch { checkpoint.best = checkpoint.parameters }
    guard checkpoint.log.count == configuration.epochs || rule.isOver(checkpoint.log) else { return }
    if let parameters = checkpoint.best { checkpoint.parameters = parameters }
    checkpoint.best = nil
    checkpoint.restoredEpoch = best ?? checkpoint.log.count
  }

  private func evaluate(_ objective: Objective, stop: StopRequest) throws(TrainingError) -> LossSums? {
    try computing { () throws(KernelError) in
      try objective.outcome(at: checkpoint.parameters, stop: stop)
    }
  }

  /// One pass over the training samples; nil when asked to stop.
  private func train(
    epoch: Int, stop: StopRequest, report: (Trainer.Event) -> Void
  ) throws(TrainingError) -> (outcome: LossSums, rate: Double)? {
    let indices = order.order(epoch: epoch)
    let batches = stride(from: 0, to: indices.count, by: source.batchSize).map {
      indices[$0..<min($0 + source.batchSize, indices.count)]
    }
    let groups = configuration.optimizer.method.takesAllSamples ? [batches] : batches.map { [$0] }
    var total = LossSums()
    var rate = 0.0
    for (step, group) in groups.enumerated() {
      if stop.isStopping { return nil }
      let factor = configuration.schedule.factor(
        step: epoch * groups.count + step, stepsPerEpoch: groups.count, epochs: configuration.epochs)
      rate = configuration.optimizer.learningRate * factor
      let position = StepPosition(epoch: epoch, step: step, of: groups.count)
      total += try descend(group, position, rate: rate)
      if moments?.contains(position) == true {
        try storing { () throws(StorageError) in
          try trajectory?.append(epoch: position.end, checkpoint.parameters)
        }
      }
      activations?.end(position, checkpoint.parameters)
      report(
        .progress(epoch: epoch + 1, done: total.count, total: indices.count, loss: total.loss))
    }
    // A step may have left the range of `Float`; rectifiers could hide it from every loss to come.
    guard checkpoint.parameters.withUnsafeBufferPointer(VectorMath.isFinite) else {
      throw diverged(StepPosition(epoch: epoch, step: groups.count - 1, of: groups.count))
    }
    return (total, rate)
  }

  /// One step: gradient, update of parameters and running statistics.
  private func descend(
    _ group: [ArraySlice<Int>], _ position: StepPosition, rate: Double
  ) throws(TrainingError) -> LossSums {
    let outcome = checkpoint.parameters.withUnsafeMutableBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let theta = UnsafeBufferPointer(parameters)
        let outcome = source.gradient(
          of: group, epoch: position.epoch, at: theta, into: gradient, updating: parameters)
        guard outcome.lossSum.isFinite else { return outcome }
        if let radius = configuration.optimizer.sharpnessRadius {
          SharpnessAwareAscent.move(
            from: theta, along: UnsafeBufferPointer(gradient), radius: radius, into: ascent.buffer)
          let second = source.gradient(
            of: group, epoch: position.epoch, at: ascent.elements, into: gradient)
          guard second.lossSum.isFinite else { return second }
        }
        penalty?.addGradient(at: theta, to: gradient)
        let isRecorded = recorder?.begin(position, theta, UnsafeBufferPointer(gradient)) ?? false
        if let bound = configuration.clippingNorm { GradientClipping.clip(gradient, norm: bound) }
        optimizer.step(parameters, UnsafeBufferPointer(gradient), rate: rate, layout)
        penalty?.proximalStep(
          parameters, rate: rate * configuration.optimizer.method.steadyGain)
        if let bound = configuration.maximumNorm { MaximumNorm.apply(bound, to: parameters, layout) }
        if isRecorded { recorder?.end(position, theta) }
        return outcome
      }
    }
    guard outcome.lossSum.isFinite else { throw diverged(position) }
    return outcome
  }

  private func diverged(_ position: StepPosition) -> TrainingError {
    .diverged(
      epoch: position.epoch + 1, step: position.step + 1, block: firstDamagedBlock(), path: trainer.path,
      completed: checkpoint.log.count)
  }

  /// The first block in which the gradient or the parameters stopped being finite.
  private func firstDamagedBlock() -> String? {
    layout.blocks.first { block in
      block.range.contains { !gradient[$0].isFinite || !checkpoint.parameters[$0].isFinite }
    }?.name
  }
}
