import Data
import Evaluation
import Models
import Networks
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// What a run needs to find unchanged to be continued.
@Suite struct ContinuationTests {
  private static let labels = (0..<12).map { UInt8($0 % 3) }

  /// A run on IDX files that was stopped after the first of two epochs.
  private func stoppedRun() throws -> TinyRun {
    var run = try TinyRun(epochs: 2)
    let files = try run.folder.idxFiles()
    _ = try run.folder.file("train-images", IDXFixture.images(12))
    _ = try run.folder.file("train-labels", IDXFixture.labels(Self.labels))
    run.configuration.dataset = try DatasetDescription.resolve(name: "idx", files: files)
    #expect(throws: TrainingError.self) { try run.train(snapshots: 1, stopAfter: 1) }
    return run
  }

  @Test(arguments: [("train-labels", UInt8(12)), ("test-labels", 2)])
  func `a run is not continued on other samples, of either split`(name: String, count: UInt8) throws {
    let run = try stoppedRun()
    let before = try content(run.path)
    _ = try run.folder.file(name, IDXFixture.labels((0..<count).map { ($0 + 1) % 3 }))
    #expect(throws: TrainingError.otherData(path: run.path)) { try run.train(snapshots: 1) }
    #expect(try content(run.path) == before)
    let fresh = try run.trainer(snapshots: 1).run(overwrite: true, stop: StopRequest()) { _ in }
    #expect(fresh.log.count == 2 && fresh.optimizer?.steps == 2)
  }

  @Test func `a checkpoint that does not know its samples is continued, and knows them then`() throws {
    let run = try stoppedRun()
    var file = try TensorFile.read(run.path)
    let digest = try #require(file.metadata["data-digest"])
    file.metadata["data-digest"] = nil
    try file.write(to: run.path)
    #expect(try Checkpoint.read(run.path).dataDigest == nil)
    #expect(try run.train(snapshots: 1).dataDigest?.hex == digest)
    #expect(try Checkpoint.read(run.path).dataDigest?.hex == digest)
  }

  @Test func `a damaged trajectory is told of, can be removed, and is started over when asked`() throws {
    for isRemoved in [true, false] {
      let run = try stoppedRun()
      let bytes = Array(try content(run.trajectoryPath).dropLast())
      _ = try run.folder.file("model.trajectory", bytes)
      #expect {
        try run.train(snapshots: 1)
      } throws: { error in
        guard case .damagedTrajectory(.truncated(run.trajectoryPath, _, _))? = error as? TrainingError else {
          return false
        }
        return true
      }
      #expect(try content(run.trajectoryPath) == bytes)
      if isRemoved { try run.folder.remove("model.trajectory") }
      _ = try run.trainer(snapshots: 1).run(overwrite: !isRemoved, stop: StopRequest()) { _ in }
      #expect(try Trajectory.read(run.trajectoryPath).epochs == (isRemoved ? [2] : [0, 1, 2]))
    }
  }

  @Test func `a trajectory beyond all memory is refused before it is begun`() throws {
    var run = try TinyRun(epochs: 100_000, batchSize: 1)
    run.configuration.architecture = try Architecture(name: "mlp", widths: [2000])
    #expect {
      try run.train(snapshots: 90, stopAfter: 1)
    } throws: { error in
      guard case .invalidOption("snapshots", _)? = error as? TrainingError else { return false }
      return true
    }
    #expect(try run.folder.names == [])
  }

  @Test func `a run's files are its own while it lasts`() throws {
    let run = try TinyRun(epochs: 1)
    let other = Trainer(
      configuration: run.configuration, path: run.folder.file("other.ckpt"),
      snapshots: .init(path: run.trajectoryPath, perEpoch: 1), program: "test")
    func isRefused(_ trainer: Trainer) -> Bool {
      do throws(TrainingError) {
        _ = try trainer.run(overwrite: true, stop: StopRequest()) { _ in }
        return false
      } catch {
        if case .storage(.locked) = error { return true }
        return false
      }
    }
    var refusals = 0
    _ = try run.trainer(snapshots: 1).run(stop: StopRequest()) { event in
      if case .started = event { refusals = [run.trainer(), other].count(where: isRefused) }
    }
    #expect(refusals == 2)
    #expect(try run.folder.names == ["model.ckpt", "model.trajectory"])
  }

  @Test(arguments: ["/dev/null", "/dev/full"])
  func `a checkpoint that cannot be read back is not begun`(path: String) throws {
    let trainer = Trainer(configuration: try TinyRun(epochs: 1).configuration, path: path, program: "test")
    var isBegun = false
    #expect(throws: TrainingError.storage(.cannotBeReadBack(path: path))) {
      try trainer.run(stop: StopRequest()) { _ in isBegun = true }
    }
    #expect(!isBegun)
  }
}
