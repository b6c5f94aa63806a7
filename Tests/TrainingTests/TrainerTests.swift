import Data
import Evaluation
import Models
import Networks
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// A tiny run on generated points.
struct TinyRun {
  let folder: TemporaryFolder
  var configuration: TrainingConfiguration
  var path: String { folder.file("model.ckpt") }
  var trajectoryPath: String { folder.file("model.trajectory") }

  init(
    model: String = "mlp", data: String = "blobs", trainCount: Int = 90, epochs: Int = 3, batchSize: Int = 16,
    rate: Double = 0.05
  ) throws {
    folder = try TemporaryFolder()
    let dataset = try DatasetDescription.resolve(
      name: data, generator: GeneratorOptions(trainCount: trainCount, testCount: 30))
    configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: model, widths: [8], widthFactor: 0.125),
      epochs: epochs, batchSize: batchSize, optimizer: .init(learningRate: rate), seed: 4)
  }

  func trainer(snapshots: Int? = nil) -> Trainer {
    Trainer(
      configuration: configuration, path: path,
      snapshots: snapshots.map { Trainer.Snapshots(path: trajectoryPath, perEpoch: $0) }, program: "test")
  }

  /// Trains, asking to stop when an epoch has been completed so many times.
  func train(snapshots: Int? = nil, stopAfter epochs: Int = .max) throws -> Checkpoint {
    let stop = StopRequest()
    var completed = 0
    return try trainer(snapshots: snapshots).run(stop: stop) { event in
      guard case .epoch = event else { return }
      completed += 1
      if completed >= epochs { stop.stop() }
    }
  }
}

@Suite struct TrainerTests {
  @Test func `points in clouds are told apart after a few epochs`() throws {
    let run = try TinyRun(epochs: 8)
    let checkpoint = try run.train()
    #expect(checkpoint.log.count == 8)
    #expect(try #require(checkpoint.log[7].testAccuracy) > 0.9)
    #expect(checkpoint.log[7].trainLoss < checkpoint.log[0].trainLoss)
  }

  @Test func `classes without a sample are told of`() throws {
    func empty(_ limit: Int) throws -> [[String]] {
      var run = try TinyRun()
      run.configuration.sampleLimit = limit
      var found: [[String]] = []
      _ = try run.trainer().run(stop: StopRequest()) {
        if case .emptyClasses(let names) = $0 { found.append(names) }
      }
      return found
    }
    #expect(try empty(90) == [])
    let found = try empty(1)
    #expect(found.count == 1 && found[0].count == 2)
  }

  @Test func `the same run gives the same bytes`() throws {
    let (first, second) = (try TinyRun(), try TinyRun())
    _ = try first.train()
    _ = try second.train()
    #expect(try content(first.path) == content(second.path))
  }

  @Test(arguments: [("mlp", "blobs"), ("resnet-8", "shapes"), ("gpt-1", "sentences")])
  func `an interrupted run continues to the same bytes`(model: String, data: String) throws {
    var whole = try TinyRun(model: model, data: data, trainCount: 20, epochs: 3)
    var parts = try TinyRun(model: model, data: data, trainCount: 20, epochs: 3)
    for keyPath in [\TrainingConfiguration.augmentation] {
      whole.configuration[keyPath: keyPath] = Augmentation(cropPadding: data == "shapes" ? 2 : 0)
      parts.configuration[keyPath: keyPath] = whole.configuration[keyPath: keyPath]
    }
    _ = try whole.train(snapshots: 2)
    for _ in 0..<2 {
      #expect(throws: TrainingError.self) { try parts.train(snapshots: 2, stopAfter: 1) }
    }
    #expect(try Checkpoint.read(parts.path).log.count == 2)
    _ = try parts.train(snapshots: 2)
    #expect(try content(whole.path) == content(parts.path))
    #expect(try content(whole.trajectoryPath) == content(parts.trajectoryPath))
  }

  @Test func `snapshots begin with the initial parameters and end with the last`() throws {
    let run = try TinyRun(epochs: 2)
    let checkpoint = try run.train(snapshots: 3)
    let trajectory = try Trajectory.read(run.trajectoryPath)
    #expect(trajectory.epochs.count == 1 + 2 * 3)
    #expect(trajectory.epochs.first == 0 && trajectory.epochs.last == 2)
    #expect(trajectory.vector(0) == Initialization.parameters(of: checkpoint.graph, seed: 4))
    #expect(trajectory.vector(6) == checkpoint.parameters)
  }

  @Test func `a checkpoint of another run is refused, or overwritten when asked`() throws {
    var run = try TinyRun(epochs: 1)
    _ = try run.train()
    let before = try content(run.path)
    run.configuration.seed = 5
    run.configuration.batchSize = 8
    #expect(
      throws: TrainingError.otherConfiguration(path: run.path, differences: ["batch-size", "seed"])
    ) { try run.train() }
    #expect(try content(run.path) == before)
    _ = try run.trainer().run(overwrite: true, stop: StopRequest()) { _ in }
    #expect(try Checkpoint.read(run.path).configuration.seed == 5)
  }

  @Test func `divergence names the place and keeps the last good checkpoint`() throws {
    var run = try TinyRun(epochs: 6, rate: 1e18)
    run.configuration.schedule = LearningRateSchedule(.constant)
    do {
      _ = try run.train()
      Issue.record("a rate of 1e18 did not diverge")
    } catch let TrainingError.diverged(epoch, step, block, path, completed) {
      #expect(epoch >= 1 && step >= 1 && completed == epoch - 1)
      #expect(block != nil)
      #expect(path == run.path)
      #expect(FileBytes.exists(path) == (completed > 0))
    }
  }

  @Test func `validation is recorded and its samples are not trained on`() throws {
    var run = try TinyRun(epochs: 1)
    run.configuration.validationShare = 0.2
    var trained = 0
    let checkpoint = try run.trainer().run(stop: StopRequest()) { event in
      if case .progress(_, let done, let total, _) = event { trained = done == total ? done : trained }
    }
    let order = BatchOrder(of: run.configuration, count: 90)
    #expect(order.validation.count == 18 && order.training.count == 72)
    #expect(trained == 72 && checkpoint.trainingSamples?.indices == order.training)
    // The recorded loss is that of the samples held out, and of no others.
    let samples = try run.configuration.dataset.load(.train)
    func loss(_ indices: [Int]) throws -> Double? {
      let definition = LossDefinition(checkpoint.model, samples: samples, set: SampleSet(indices))
      return try Objective(definition, workers: 1, lossBatch: 64).loss(at: checkpoint.parameters)
    }
    #expect(checkpoint.log[0].validationLoss == (try loss(order.validation)))
    #expect(checkpoint.log[0].validationLoss != (try loss(order.training)))
  }

  @Test func `labels of what is held out do not change what is learnt`() throws {
    let labels = (0..<20).map { UInt8($0 % 3) }
    var run = try TinyRun(epochs: 2)
    let files = try run.folder.idxFiles()
    _ = try run.folder.file("train-images", IDXFixture.images(20))
    _ = try run.folder.file("train-labels", IDXFixture.labels(labels))
    run.configuration.dataset = try DatasetDescription.resolve(name: "idx", files: files)
    run.configuration.validationShare = 0.25
    let first = try run.train()
    let held = BatchOrder(of: run.configuration, count: 20).validation
    #expect(held.count == 5)
    var changed = labels
    for index in held { changed[index] = (changed[index] + 1) % 3 }
    _ = try run.folder.file("train-labels", IDXFixture.labels(changed))
    let second = try run.trainer().run(overwrite: true, stop: StopRequest()) { _ in }
    #expect(second.parameters == first.parameters && second.log[1].trainLoss == first.log[1].trainLoss)
    #expect(second.log[1].validationLoss != first.log[1].validationLoss)
  }

  @Test func `settings out of range are refused by name`() throws {
    let run = try TinyRun()
    func refused(_ name: String, _ change: (inout TrainingConfiguration) -> Void) {
      var configuration = run.configuration
      change(&configuration)
      do {
        try configuration.validate()
        Issue.record("\(name) was accepted")
      } catch {
        guard case .invalidOption(name, _) = error else {
          Issue.record("\(error) instead of \(name)")
          return
        }
      }
    }
    refused("epochs") { $0.epochs = 0 }
    refused("batch-size") { $0.batchSize = 0 }
    refused("learning-rate") { $0.optimizer.learningRate = .nan }
    refused("momentum") { $0.optimizer.method = .momentum(coefficient: 1) }
    refused("nesterov") { $0.optimizer.method = .momentum(coefficient: 0, nesterov: true) }
    refused("beta1") { $0.optimizer.method = .adam(beta1: 1) }
    refused("beta2") { $0.optimizer.method = .adam(beta2: -0.1) }
    refused("smoothing") { $0.optimizer.method = .rmsProp(smoothing: .nan) }
    refused("epsilon") { $0.optimizer.method = .adagrad(epsilon: 0) }
    refused("sam") { $0.optimizer.sharpnessRadius = 0 }
    refused("clip") { $0.clippingNorm = -1 }
    refused("max-norm") { $0.maximumNorm = 0 }
    refused("patience") { $0.earlyStopping = EarlyStopping(patience: 2) }
    refused("penalty-strength") { $0.penalty = .init(.l1(strength: -1)) }
    refused("l1-ratio") { $0.penalty = .init(.elasticNet(strength: 1, l1Ratio: 1.5)) }
    refused("l1-strength") { $0.penalty = .init(.zouHastie(l1: 0, l2: 0)) }
    refused("penalty-exponent") { $0.penalty = .init(.lp(strength: 1, exponent: 0.5)) }
    refused("warmup") { $0.schedule = LearningRateSchedule(.oneCycle(), warmUp: 1) }
    refused("cycle-rise") { $0.schedule = LearningRateSchedule(.oneCycle(rise: 1)) }
    refused("aspect") { $0.augmentation.aspect = 0.3 }
    refused("hue") { $0.augmentation.hue = 0.6 }
    refused("cutout") { $0.augmentation.cutout = -1 }
    refused("weight-decay") { $0.optimizer.weightDecay = -1 }
    refused("warmup") { $0.schedule.warmUp = 100 }
    refused("crop") { $0.augmentation.cropPadding = -1 }
    refused("validation") { $0.validationShare = 1 }
    refused("limit") { $0.sampleLimit = 0 }
    refused("threads") { $0.kernelThreads = 0 }
  }
}

@Suite struct CheckpointTests {
  @Test func `a checkpoint survives its file`() throws {
    let run = try TinyRun(epochs: 1)
    let checkpoint = try run.train()
    let read = try Checkpoint.read(run.path)
    #expect(read.parameters == checkpoint.parameters)
    #expect(read.optimizer == checkpoint.optimizer && read.optimizer?.steps == 6)
    #expect(read.trainingSamples == SampleSelection(count: 90, indices: Array(0..<90)))
    #expect(read.graph == checkpoint.graph)
    #expect(read.configuration == checkpoint.configuration)
    #expect(read.normalization == checkpoint.normalization)
    #expect(read.log == checkpoint.log)
    #expect(read.digest == checkpoint.digest)
  }

  @Test func `the digest is that of the parameters, not of the log`() throws {
    var checkpoint = try TinyRun(epochs: 1).train()
    let digest = checkpoint.digest
    checkpoint.log = []
    checkpoint.model.source.command = "other"
    #expect(checkpoint.digest == digest)
    checkpoint.parameters[0] += 1
    #expect(checkpoint.digest != digest)
  }

  @Test func `a parameter that is not a number is found`() throws {
    var checkpoint = try TinyRun(epochs: 1).train()
    #expect(checkpoint.damagedBlock == nil)
    checkpoint.parameters[checkpoint.parameters.count - 1] = .nan
    #expect(checkpoint.damagedBlock?.name == "fc2.bias")
  }

  @Test func `truncated, foreign and incomplete files are refused`() throws {
    let run = try TinyRun(epochs: 1)
    _ = try run.train()
    let bytes = try content(run.path)
    for length in [0, 7, 100, bytes.count / 2, bytes.count - 1] {
      let path = try run.folder.file("cut.ckpt", Array(bytes[..<length]))
      #expect(throws: StorageError.self) { try Checkpoint.read(path) }
    }
    let foreign = run.folder.file("foreign.ckpt")
    try TensorFile(metadata: ["format": "something"]).write(to: foreign)
    #expect(throws: StorageError.foreign(path: foreign, expected: "checkpoint")) {
      try Checkpoint.read(foreign)
    }
    var file = try TensorFile.read(run.path)
    file.metadata["graph"] = "[]"
    try file.write(to: foreign)
    #expect(throws: StorageError.self) { try Checkpoint.read(foreign) }
  }
}
