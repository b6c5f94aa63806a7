import Data
import Evaluation
import Models
import Networks
import Probing
import Storage
import Surfaces
import TestSupport
import Testing
import Training

/// The oracle is the file that one process writes.
@Suite struct ShardedProbeTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  private func shard(_ number: Int, of count: Int) throws -> Shard { try #require(Shard(number, of: count)) }

  /// What a single process writes.
  private func whole(_ checkpoint: Checkpoint, _ options: ProbeOptions) throws -> [UInt8] {
    let path = fixture.folder.file("whole.surface")
    try fixture.probe(checkpoint, options, at: path)
    return try content(path)
  }

  @discardableResult
  private func probe(
    _ checkpoint: Checkpoint, _ options: ProbeOptions, _ number: Int, of count: Int,
    stop: StopRequest = StopRequest(), report: @escaping (SurfaceProbe.Event) -> Void = { _ in }
  ) throws -> Surface {
    var options = options
    options.shard = try shard(number, of: count)
    return try fixture.probe(checkpoint, options, stop: stop, report: report)
  }

  @Test(arguments: [1, 2, 3, 7, 20])
  func `any number of shards, in any order, gives the bytes of one process`(count: Int) throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options()
    let expected = try whole(checkpoint, options)
    let order = (1...count).reversed()
    for number in order {
      let found = try probe(checkpoint, options, number, of: count)
      #expect((found.provenance.shard == nil) == (number == 1))
      #expect(FileBytes.exists(fixture.path) == (number == 1))
    }
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a line, numbers without classes and a grid without the trained point are put together too`()
    throws
  {
    for (x, y) in [("-1:1:9", nil), ("0.5:1:3", "-1:-0.5:4")] {
      let checkpoint = try fixture.checkpoint()
      let options = try fixture.options(x, y)
      let expected = try whole(checkpoint, options)
      for number in 1...3 { try probe(checkpoint, options, number, of: 3) }
      #expect(try content(fixture.path) == expected)
      for name in ["whole.surface", "model.surface"] {
        try AtomicFile.move(fixture.folder.file(name), to: fixture.folder.file("old"))
      }
      for number in 1...3 {
        try AtomicFile.move("\(fixture.path).\(number)-of-3", to: fixture.folder.file("old"))
      }
    }
  }

  @Test func `a shard computes its points alone, and says how many`() throws {
    let checkpoint = try fixture.checkpoint()
    var begun: [Int] = []
    let found = try probe(checkpoint, fixture.options(), 2, of: 4) { event in
      if case .started(_, let done, let total) = event { begun = [done, total] }
    }
    #expect(begun == [0, 4])
    #expect(found.loss.indices.filter { !found.loss[$0].isNaN } == [1, 5, 9, 13])
    #expect(found.isComplete && found.pending.isEmpty && found.missing == 11)
    let file = try Surface.read(fixture.path + ".2-of-4")
    #expect(file == found && file.provenance.shard?.description == "2 of 4")
    // The trained parameters are point 7, which is the fourth shard's.
    #expect(file.provenance.selfCheck == nil)
    #expect(try probe(checkpoint, fixture.options(), 4, of: 4).provenance.selfCheck?.passes == true)
  }

  @Test func `an interrupted shard continues, and the map has the same bytes`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    let options = try fixture.options("-1:1:11", "-1:1:9")
    let expected = try whole(checkpoint, options)
    // What a shard that was stopped leaves: points that are missing, and no self-check.
    var part = try probe(checkpoint, options, 1, of: 2)
    for index in stride(from: 0, to: part.count, by: 6) {
      part.loss[index] = .nan
      part.accuracy[index] = .nan
    }
    part.provenance.selfCheck = nil
    let path = fixture.path + ".1-of-2"
    try part.write(to: path)
    let before = part.ownCount - part.pending.count
    let stop = StopRequest()
    stop.stop()
    #expect(throws: ProbingError.stopped(path: path, done: before, total: 50)) {
      try probe(checkpoint, options, 1, of: 2, stop: stop)
    }
    try probe(checkpoint, options, 2, of: 2)
    #expect(!FileBytes.exists(fixture.path))
    var begun = 0
    try probe(checkpoint, options, 1, of: 2) { event in
      if case .started(_, let done, _) = event { begun = done }
    }
    #expect(begun == before && before > 0 && before < 50)
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a process without a shard finishes what shards have begun`() throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options()
    let expected = try whole(checkpoint, options)
    try probe(checkpoint, options, 2, of: 3)
    try probe(checkpoint, options, 1, of: 4)
    var begun: [Int] = []
    try fixture.probe(checkpoint, options) { event in
      if case .started(_, let done, let total) = event { begun = [done, total] }
    }
    // Points 1, 4, 7, 10, 13 and 0, 4, 8, 12.
    #expect(begun == [8, 15])
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a repeated shard of a complete map has nothing to do`() throws {
    let checkpoint = try fixture.checkpoint()
    let expected = try whole(checkpoint, fixture.options())
    for number in 1...2 { try probe(checkpoint, fixture.options(), number, of: 2) }
    try AtomicFile.move(fixture.path + ".1-of-2", to: fixture.folder.file("old"))
    var begun: [Int] = []
    try probe(checkpoint, fixture.options(), 1, of: 2) { event in
      if case .started(_, let done, let total) = event { begun = [done, total] }
    }
    #expect(begun == [15, 15] && !FileBytes.exists(fixture.path + ".1-of-2"))
    // With the map gone, the shard that is complete puts it together again.
    try probe(checkpoint, fixture.options(), 2, of: 2)
    #expect(try content(fixture.path) == expected)
  }

  @Test func `shards of other inputs or other divisions are never put together`() throws {
    let checkpoint = try fixture.checkpoint()
    var other = try fixture.options()
    other.seed = 9
    try probe(checkpoint, other, 2, of: 2)
    try probe(checkpoint, fixture.options(), 1, of: 2)
    #expect(!FileBytes.exists(fixture.path))
    #expect(
      throws: ProbingError.surfaceFromOtherInputs(path: fixture.path + ".2-of-2", differences: ["seed"])
    ) { try probe(checkpoint, fixture.options(), 2, of: 2) }
    // A file under the name of another shard.
    try AtomicFile.move(fixture.path + ".1-of-2", to: fixture.path + ".1-of-3")
    #expect(
      throws: ProbingError.surfaceFromOtherInputs(path: fixture.path + ".1-of-3", differences: ["shard"])
    ) { try probe(checkpoint, fixture.options(), 1, of: 3) }
    let expected = try whole(checkpoint, fixture.options())
    try fixture.probe(checkpoint, fixture.options())
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a map of other inputs in the place stops a shard before it computes anything`() throws {
    let checkpoint = try fixture.checkpoint()
    try fixture.probe(checkpoint, fixture.options())
    let before = try content(fixture.path)
    var other = try fixture.options()
    other.seed = 9
    #expect(throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["seed"])) {
      try probe(checkpoint, other, 1, of: 2)
    }
    #expect(try content(fixture.path) == before && !FileBytes.exists(fixture.path + ".1-of-2"))
  }

  @Test func `a damaged shard is passed over, and its points are computed`() throws {
    let checkpoint = try fixture.checkpoint()
    let expected = try whole(checkpoint, fixture.options())
    try AtomicFile.replace(path: fixture.path + ".1-of-2", with: Array("nonsense".utf8))
    try probe(checkpoint, fixture.options(), 2, of: 2)
    #expect(!FileBytes.exists(fixture.path))
    try fixture.probe(checkpoint, fixture.options())
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a file that names a shard which cannot be is damaged`() throws {
    let checkpoint = try fixture.checkpoint()
    try probe(checkpoint, fixture.options(), 1, of: 2)
    let path = fixture.path + ".1-of-2"
    var file = try TensorFile.read(path)
    let text = try #require(file.metadata["surface"])
    file.metadata["surface"] = text.replacing("\"shard\":{\"count\":2", with: "\"shard\":{\"count\":0")
    #expect(file.metadata["surface"] != text)
    try file.write(to: path)
    #expect(throws: StorageError.self) { try Surface.read(path) }
  }

  // MARK: Estimates

  /// A network trained on enough samples that means over them are estimated.
  private func estimated() throws -> (Checkpoint, ProbeOptions) {
    let dataset = try DatasetDescription.resolve(
      name: "blobs", generator: GeneratorOptions(classes: 3, trainCount: 3000, testCount: 12))
    let trainer = Trainer(
      configuration: TrainingConfiguration(
        dataset: dataset, architecture: try Architecture(name: "mlp", widths: [6]), epochs: 2, batchSize: 50,
        optimizer: .init(learningRate: 0.05), seed: 1),
      path: fixture.folder.file("mlp.ckpt"), program: "test")
    var options = try fixture.options("-1:1:9", "-1:1:9")
    options.estimation = 0.02
    return (try trainer.run(stop: StopRequest()) { _ in }, options)
  }

  @Test(arguments: [2, 5])
  func `shards of an estimate give the bytes of one process`(count: Int) throws {
    let (checkpoint, options) = try estimated()
    let expected = try whole(checkpoint, options)
    for number in 1...count { try probe(checkpoint, options, number, of: count) }
    #expect(try content(fixture.path) == expected)
    let made = try Surface.read(fixture.path)
    // Or there would be nothing to put in order.
    #expect((made.provenance.selfCheck?.estimates?.count ?? 0) > 1)
    #expect(try fixture.folder.names.allSatisfy { !$0.hasSuffix(".samples") })
  }

  @Test func `an interrupted shard of an estimate continues to the same bytes`() throws {
    let (checkpoint, options) = try estimated()
    let expected = try whole(checkpoint, options)
    try probe(checkpoint, options, 1, of: 2)
    for limit in [1, 4000, 16_000, 25_000] {
      let stop = StopRequest()
      do {
        try probe(checkpoint, options, 2, of: 2, stop: stop) { event in
          if case .estimating(let progress) = event, progress.done >= limit { stop.stop() }
        }
      } catch ProbingError.stopped { #expect(!FileBytes.exists(fixture.path)) }
    }
    try probe(checkpoint, options, 2, of: 2)
    #expect(try content(fixture.path) == expected)
  }

  @Test func `a process without a shard finishes an estimate that shards have begun`() throws {
    let (checkpoint, options) = try estimated()
    let expected = try whole(checkpoint, options)
    try probe(checkpoint, options, 1, of: 3)
    try probe(checkpoint, options, 3, of: 3)
    try fixture.probe(checkpoint, options)
    #expect(try content(fixture.path) == expected)
  }
}
