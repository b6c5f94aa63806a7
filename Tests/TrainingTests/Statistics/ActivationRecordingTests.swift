import Evaluation
import Models
import Networks
import Storage
import TestSupport
import Testing
import Training

@Suite struct ActivationRecordingTests {
  private static func run(_ model: String) throws -> TinyRun {
    try TinyRun(
      model: model, data: model == "mlp" ? "blobs" : "shapes", trainCount: model == "mlp" ? 90 : 20,
      epochs: 2,
      batchSize: model == "mlp" ? 16 : 8)
  }

  @Test(arguments: ["mlp", "resnet-8"])
  func `recording changes nothing of the run`(model: String) throws {
    let (run, plain) = (try Self.run(model), try Self.run(model))
    let recorded = try run.observer().run(stop: StopRequest()) { _ in }
    #expect(try plain.train().parameters == recorded.parameters)
    #expect(recorded.statistics == nil)
  }

  @Test(arguments: ["mlp", "resnet-8"])
  func `moments begin with the initial parameters and end with the last`(model: String) throws {
    let run = try Self.run(model)
    let checkpoint = try run.observer().run(stop: StopRequest()) { _ in }
    let statistics = try #require(checkpoint.activations)
    let middle = model == "mlp" ? 0.5 : 2.0 / 3
    #expect(statistics.records.map(\.epoch) == [0, middle, 1, 1 + middle, 2])
    #expect(statistics.layers.first == "relu1")
    #expect(statistics.layers.count == (model == "mlp" ? 1 : 7))
    #expect(statistics.normalizations.count == (model == "mlp" ? 0 : 7))
    let order = BatchOrder(
      count: run.configuration.dataset.name == "blobs" ? 90 : 20, validationShare: 0, limit: nil, seed: 4)
    let samples = try run.configuration.dataset.load(.train)
    func measured(_ parameters: [Float], epoch: Double) throws -> ActivationStatistics {
      try ActivationStatistics.measured(
        graph: checkpoint.graph, parameters: parameters, samples: samples, indices: order.order(epoch: 0),
        normalization: checkpoint.normalization, batchSize: run.configuration.batchSize, epoch: epoch, seed: 4
      )
    }
    let first = try measured(Initialization.parameters(of: checkpoint.graph, seed: 4), epoch: 0)
    #expect(statistics.records.first == first.records.first)
    #expect(statistics.halfWidths == first.halfWidths)
    let last = try measured(checkpoint.parameters, epoch: 2)
    #expect(statistics.records.last?.activations == last.records.last?.activations)
    #expect(statistics.records.last?.gaps == last.records.last?.gaps)
    #expect(statistics.channels == last.channels)
    // The batches' values: whole batches of all samples.
    let counted = run.configuration.batchSize * (order.training.count / run.configuration.batchSize)
    for moment in statistics.records {
      for (layer, name) in statistics.layers.enumerated() {
        let node = try #require(checkpoint.graph.nodes.firstIndex { $0.name == name })
        let values = counted * checkpoint.graph.shapes[node].count
        #expect(moment.preActivations[layer].counts.reduce(0, +) == values)
      }
    }
  }

  @Test(arguments: ["mlp", "resnet-8"])
  func `records are kept by the file and continued`(model: String) throws {
    let run = try Self.run(model)
    let checkpoint = try run.observer().run(stop: StopRequest()) { _ in }
    #expect(try Checkpoint.read(run.path).activations == checkpoint.activations)
    let parts = try Self.run(model)
    let stop = StopRequest()
    #expect(throws: TrainingError.self) {
      try parts.observer().run(stop: stop) { event in
        if case .epoch = event { stop.stop() }
      }
    }
    _ = try parts.observer().run(stop: StopRequest()) { _ in }
    #expect(try content(run.path) == content(parts.path))
  }

  @Test func `a network without activations has a file that can be read`() throws {
    var run = try TinyRun(epochs: 1)
    run.configuration.architecture = try Architecture(name: "mlp", widths: [])
    let checkpoint = try run.observer().run(stop: StopRequest()) { _ in }
    #expect(checkpoint.activations?.layers == [] && checkpoint.activations?.records.count == 3)
    #expect(try Checkpoint.read(run.path).activations == checkpoint.activations)
  }

  @Test func `records that do not fit together are refused`() throws {
    let run = try Self.run("resnet-8")
    _ = try run.observer().run(stop: StopRequest()) { _ in }
    for (text, replacement) in [
      ("\"relu1\",", ""), ("\"bn1\"", "\"bn\""), ("\"activations\"", "\"activation\""),
    ] {
      var file = try TensorFile.read(run.path)
      file.metadata["activation-statistics"] = file.metadata["activation-statistics"]?.replacing(
        text, with: replacement)
      let path = run.folder.file("damaged.ckpt")
      try file.write(to: path)
      #expect(throws: StorageError.self, "\(text)") { try Checkpoint.read(path) }
    }
  }
}

extension TinyRun {
  /// A trainer that records all that happens inside the network, twice an epoch.
  fileprivate func observer() -> Trainer {
    Trainer(
      configuration: configuration, path: path,
      recording: StatisticsRecording(
        [], observing: Set(ActivationStatistics.Kind.allCases), perEpoch: 2), program: "test")
  }
}
