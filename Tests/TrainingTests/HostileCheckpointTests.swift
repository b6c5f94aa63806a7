import Evaluation
import Models
import Networks
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// Checkpoints whose metadata anyone may have written.
///
/// What traps ends the tests.
@Suite struct HostileCheckpointTests {
  /// A run of two epochs that was stopped after the first, with everything that a checkpoint can keep.
  private static func run() throws -> TinyRun {
    var run = try TinyRun(trainCount: 12, epochs: 2, batchSize: 6)
    run.configuration.architecture = try Architecture(name: "mlp", widths: [3], normalization: .batch)
    run.configuration.validationShare = 0.25
    run.configuration.sampleLimit = 8
    run.configuration.earlyStopping = EarlyStopping(patience: 3)
    run.configuration.optimizer = .init(.adam())
    run.configuration.penalty = .init(.l2(strength: 1e-3))
    run.configuration.kernelThreads = 1
    let stop = StopRequest()
    #expect(throws: TrainingError.self) {
      try run.recording().run(stop: stop) { if case .epoch = $0 { stop.stop() } }
    }
    return run
  }

  /// Reads a container, and does with what is read what commands do without asking further.
  private func use(_ file: TensorFile, in run: TinyRun) throws {
    let checkpoint = try Checkpoint(file, path: "hostile")
    _ = (checkpoint.digest, checkpoint.damagedBlock, checkpoint.graph.multiplyAdds, checkpoint.isComplete)
    _ = (checkpoint.trainedIndices(of: 12), checkpoint.trainingSamples?.chosen)
    for (index, width) in (checkpoint.activations?.halfWidths ?? []).enumerated() where width > 0 {
      _ = checkpoint.activations?.edges(layer: index)
    }
    try checkpoint.write(to: run.folder.file("again.ckpt"))
  }

  @Test(arguments: [
    "graph", "configuration", "normalization", "log", "progress", "training-samples", "statistics",
    "activation-statistics",
  ])
  func `no change of the metadata traps, and damage is told as such`(key: String) throws {
    let run = try Self.run()
    let file = try TensorFile.read(run.path)
    let value = try JSONValue(try #require(file.metadata[key]))
    var read = 0
    for mutation in value.mutations {
      var changed = file
      changed.metadata[key] = try mutation.text
      do {
        try use(changed, in: run)
        read += 1
      } catch let error as StorageError {
        guard case .corrupt("hostile", _) = error else {
          if case .missingTensor = error { continue }
          if case .wrongTensor = error { continue }
          Issue.record("\(error)")
          continue
        }
      }
    }
    // The names of the blocks are the network's or none.
    #expect(key == "statistics" ? read == 0 : read > 0 && read < value.mutations.count)
  }

  @Test(arguments: ["log", "progress", "training-samples", "activation-statistics", "normalization"])
  func `a run that is continued from changed state trains or says why not`(key: String) throws {
    let run = try Self.run()
    let file = try TensorFile.read(run.path)
    var (continued, refused) = (0, 0)
    for mutation in try JSONValue(try #require(file.metadata[key])).mutations {
      var changed = file
      changed.metadata[key] = try mutation.text
      guard (try? Checkpoint(changed, path: "")) != nil, try mutation.text != file.metadata[key] else {
        continue
      }
      try changed.write(to: run.path)
      do {
        let checkpoint = try run.recording().run(stop: StopRequest()) { _ in }
        #expect(checkpoint.isComplete)
        continued += 1
      } catch { refused += 1 }
    }
    #expect(continued > refused)
  }

  @Test(arguments: [
    ("configuration", #""validationShare":0.25"#, #""validationShare":1e300"#, "validation"),
    ("configuration", #""validationShare":0.25"#, #""validationShare":"nan""#, "validation"),
    ("configuration", #""sampleLimit":8"#, #""sampleLimit":-5"#, "limit"),
    ("configuration", #""batchSize":6"#, #""batchSize":0"#, "batch-size"),
    ("progress", #""steps":2"#, #""steps":9223372036854775807"#, "steps"),
    ("log", #""epoch":1"#, #""epoch":7"#, "log"),
  ])
  func `a setting out of its range is named`(key: String, text: String, other: String, name: String) throws {
    let run = try Self.run()
    var file = try TensorFile.read(run.path)
    let metadata = try #require(file.metadata[key])
    #expect(metadata.contains(text), "\(metadata)")
    file.metadata[key] = metadata.replacing(text, with: other)
    #expect {
      try Checkpoint(file, path: "a")
    } throws: { error in
      guard case .corrupt("a", let reason)? = error as? StorageError else { return false }
      return reason.contains(name)
    }
  }

  @Test func `a claim of billions of samples takes no memory`() throws {
    let run = try Self.run()
    var file = try TensorFile.read(run.path)
    file.metadata["training-samples"] = #"{"count":4294967296}"#
    let checkpoint = try Checkpoint(file, path: "a")
    #expect(checkpoint.trainingSamples?.chosen == 1 << 32 && checkpoint.trainingSamples?.isAll == true)
    #expect(checkpoint.trainedIndices(of: 12) == BatchOrder(of: run.configuration, count: 12).training)
  }

  @Test(arguments: ["optimizer", "best", "observed", "statistics"])
  func `a node in the place of a run's state is refused`(name: String) throws {
    let run = try Self.run()
    var file = try TensorFile.read(run.path)
    file.metadata["graph"] = file.metadata["graph"]?.replacing(#""fc1""#, with: #""\#(name).fc1""#)
    #expect {
      try Checkpoint(file, path: "a")
    } throws: { error in
      guard case .corrupt("a", let reason)? = error as? StorageError else { return false }
      return reason.contains("\(name).fc1.weight")
    }
  }
}

extension TinyRun {
  /// A trainer that records everything.
  fileprivate func recording() -> Trainer {
    Trainer(
      configuration: configuration, path: path,
      recording: StatisticsRecording(
        Set(StatisticsRecording.Kind.allCases), observing: Set(ActivationStatistics.Kind.allCases)),
      program: "test")
  }
}
