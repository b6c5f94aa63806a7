import Networks
import Storage
import Surfaces
import Tensors

/// One run of a trainer: the data, the compiled network and the state that the epochs change.
final class TrainingRun {
  private let trainer: Trainer
  private let train: Samples
  private let test: Samples
  private let order: BatchOrder
  private let layout: ParameterLayout
  private let plan: DifferentiationPlan
  /// For the last batch of an epoch when the samples do not divide evenly.
  private let remainder: DifferentiationPlan?
  private let evaluation: Evaluation
  private var checkpoint: Checkpoint
  private var optimizer: StochasticGradientDescent
  private var gradient: [Float]
  private var trajectory: Trajectory?
  private let scratch: AlignedBuffer
  /// A black pixel of each channel after normalization.
  private let black: [Float]

  /// Parameters beyond which no machine that this program is for has the memory.
  private static let largestParameterCount = 200_000_000

  private var configuration: TrainingConfiguration { trainer.configuration }

  init(_ trainer: Trainer, resuming previous: Checkpoint?) throws(TrainingError) {
    self.trainer = trainer
    let configuration = trainer.configuration
    let (train, test) = try Self.load(configuration.dataset)
    let graph: Graph
    do throws(ArchitectureError) {
      if let previous {
        graph = previous.graph
      } else {
        graph = try configuration.architecture.graph(input: train.shape, classes: train.classes)
      }
    } catch { throw .architecture(error) }
    self.train = train
    self.test = test
    layout = ParameterLayout(graph)
    guard layout.count <= Self.largestParameterCount else {
      throw .invalidOption(
        name: "model",
        reason: "makes \(layout.count) parameters; at most \(Self.largestParameterCount) can be trained")
    }
    order = BatchOrder(
      count: train.count, validationShare: configuration.validationShare, limit: configuration.sampleLimit,
      seed: configuration.seed)
    guard !order.training.isEmpty else {
      throw .invalidOption(name: "validation", reason: "leaves no samples to train on")
    }
    let batch = min(configuration.batchSize, order.training.count)
    let rest = order.training.count % batch
    KernelThreads.set(configuration.kernelThreads)
    plan = try Self.plan(graph, configuration, batch)
    remainder = rest > 0 ? try Self.plan(graph, configuration, rest) : nil
    evaluation = try computing { () throws(KernelError) in
      try Evaluation(graph: graph, loss: configuration.loss, batchSize: 64)
    }
    checkpoint =
      previous
      ?? Checkpoint(
        graph: graph, parameters: Initialization.parameters(of: graph, seed: configuration.seed),
        velocity: nil, configuration: configuration, normalization: PixelNormalization(of: train), log: [],
        program: trainer.program, command: trainer.command)
    optimizer = StochasticGradientDescent(
      configuration.optimizer, parameterCount: layout.count, velocity: previous?.velocity)
    gradient = Array(repeating: 0, count: layout.count)
    scratch = AlignedBuffer(count: train.shape.count)
    black = zip(checkpoint.normalization.mean, checkpoint.normalization.deviation).map { Float(-$0 / $1) }
    trajectory = try Self.trajectory(trainer, layout, resuming: previous)
  }

  private static func load(_ dataset: DatasetDescription) throws(TrainingError) -> (Samples, Samples) {
    do throws(DatasetError) {
      return (try dataset.load(.train), try dataset.load(.test))
    } catch { throw .dataset(error) }
  }

  private static func plan(
    _ graph: Graph, _ configuration: TrainingConfiguration, _ batch: Int
  ) throws(TrainingError) -> DifferentiationPlan {
    try computing { () throws(KernelError) in
      try DifferentiationPlan(
        graph: graph, loss: configuration.loss, batchSize: batch, statistics: .batch)
    }
  }

  private static func trajectory(
    _ trainer: Trainer, _ layout: ParameterLayout, resuming previous: Checkpoint?
  ) throws(TrainingError) -> Trajectory? {
    guard let snapshots = trainer.snapshots else { return nil }
    let run = Digest(of: JSONText.encode(trainer.configuration).utf8)
    let fresh = Trajectory(
      model: trainer.configuration.architecture.name, parameterCount: layout.count, run: run)
    guard previous != nil, FileBytes.exists(snapshots.path) else { return fresh }
    let found = try storing { () throws(StorageError) in try Trajectory.read(snapshots.path) }
    return found.run == run && found.parameterCount == layout.count ? found : fresh
  }

  // MARK: Epochs

  func run(stop: StopRequest, report: (Trainer.Event) -> Void) throws(TrainingError) -> Checkpoint {
    report(
      .started(
        graph: checkpoint.graph, trainingSamples: order.training.count,
        validationSamples: order.validation.count, completed: checkpoint.log.count))
    while checkpoint.log.count < configuration.epochs {
      let epoch = checkpoint.log.count
      if epoch == 0 { trajectory?.append(epoch: 0, checkpoint.parameters) }
      guard let (outcome, rate) = try train(epoch: epoch, stop: stop, report: report),
        let test = evaluate(test, Array(0..<test.count), stop: stop),
        let validation = evaluate(train, order.validation, stop: stop)
      else {
        throw .stopped(path: trainer.path, completed: epoch, epochs: configuration.epochs)
      }
      let record = EpochRecord(
        epoch: epoch + 1, learningRate: rate, train: outcome,
        validation: order.validation.isEmpty ? nil : validation, test: test)
      checkpoint.log.append(record)
      checkpoint.velocity = optimizer.velocity
      try storing { () throws(StorageError) in
        if let snapshots = trainer.snapshots { try trajectory?.write(to: snapshots.path) }
        try checkpoint.write(to: trainer.path)
      }
      report(.epoch(record))
    }
    return checkpoint
  }

  private func evaluate(_ samples: Samples, _ indices: [Int], stop: StopRequest) -> Outcome? {
    evaluation.outcome(
      at: checkpoint.parameters, samples, indices: indices, checkpoint.normalization, stop: stop)
  }

  /// One pass over the training samples; nil when asked to stop.
  private func train(
    epoch: Int, stop: StopRequest, report: (Trainer.Event) -> Void
  ) throws(TrainingError) -> (outcome: Outcome, rate: Double)? {
    let indices = order.order(epoch: epoch)
    let steps = (indices.count + plan.batchSize - 1) / plan.batchSize
    var total = Outcome()
    var rate = 0.0
    for step in 0..<steps {
      if stop.isStopping { return nil }
      let batch = indices[step * plan.batchSize..<min((step + 1) * plan.batchSize, indices.count)]
      let outcome = descend(batch, epoch: epoch) {
        let factor = configuration.schedule.factor(
          step: epoch * steps + step, stepsPerEpoch: steps, epochs: configuration.epochs)
        rate = configuration.optimizer.learningRate * factor
        return rate
      }
      guard outcome.lossSum.isFinite else {
        throw .diverged(
          epoch: epoch + 1, step: step + 1, block: firstDamagedBlock(), path: trainer.path,
          completed: checkpoint.log.count)
      }
      total += outcome
      if let snapshots = trainer.snapshots {
        let (before, after) = (step * snapshots.perEpoch / steps, (step + 1) * snapshots.perEpoch / steps)
        if after > before {
          trajectory?.append(
            epoch: Double(epoch) + Double(step + 1) / Double(steps), checkpoint.parameters)
        }
      }
      report(
        .progress(epoch: epoch + 1, done: total.count, total: indices.count, loss: total.loss))
    }
    return (total, rate)
  }

  /// One step: batch, gradient, update of parameters and running statistics.
  private func descend(_ batch: ArraySlice<Int>, epoch: Int, rate: () -> Double) -> Outcome {
    let plan = batch.count == self.plan.batchSize ? self.plan : remainder ?? self.plan
    fill(plan, batch, epoch: epoch)
    return checkpoint.parameters.withUnsafeMutableBufferPointer { parameters in
      gradient.withUnsafeMutableBufferPointer { gradient in
        let outcome = plan.gradient(at: UnsafeBufferPointer(parameters), into: gradient)
        if outcome.lossSum.isFinite {
          plan.updateRunningStatistics(in: parameters)
          optimizer.step(parameters, UnsafeBufferPointer(gradient), rate: rate(), layout)
        }
        return outcome
      }
    }
  }

  private func fill(_ plan: DifferentiationPlan, _ batch: ArraySlice<Int>, epoch: Int) {
    train.copyNormalized(batch, using: checkpoint.normalization, into: plan.images)
    train.copyLabels(batch, into: plan.labels)
    guard !configuration.augmentation.isIdentity, let images = plan.images.baseAddress else { return }
    for (position, index) in batch.enumerated() {
      var generator = order.augmentation(epoch: epoch, sample: index)
      configuration.augmentation.apply(
        to: images + position * train.shape.count, train.shape, black: black, &generator,
        scratch: scratch.pointer)
    }
  }

  /// The first block in which the gradient or the parameters stopped being finite.
  private func firstDamagedBlock() -> String? {
    layout.blocks.first { block in
      block.range.contains { !gradient[$0].isFinite || !checkpoint.parameters[$0].isFinite }
    }?.name
  }
}
