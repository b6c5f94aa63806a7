import Evaluation
import Probing
import Surfaces
import TestSupport
import Testing
import Training

@Suite struct SurfaceProbeContinuationTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  @Test func `an interrupted probe continues to the same bytes`() throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options("-1:1:11", "-1:1:7")
    let whole = try fixture.probe(checkpoint, options, at: fixture.folder.file("whole.surface"))
    // What a probe that was stopped leaves: points that are missing, and no self-check yet.
    var part = whole
    for index in stride(from: 0, to: part.count, by: 3) {
      part.loss[index] = .nan
      part.accuracy[index] = .nan
    }
    part.provenance.selfCheck = nil
    try part.write(to: fixture.path)
    var begun = 0
    try fixture.probe(checkpoint, options) { event in
      if case .started(_, let done, _) = event { begun = done }
    }
    #expect(begun == part.count - part.missing)
    #expect(try content(fixture.path) == content(fixture.folder.file("whole.surface")))
  }

  @Test func `a probe that is asked to stop says how far it came and leaves what it has`() throws {
    let stop = StopRequest()
    stop.stop()
    #expect(throws: ProbingError.stopped(path: fixture.path, done: 0, total: 15)) {
      try fixture.probe(fixture.checkpoint(), fixture.options(), stop: stop)
    }
    #expect(try Surface.read(fixture.path).missing == 15)
  }

  @Test func `a complete surface is not computed again`() throws {
    let checkpoint = try fixture.checkpoint()
    try fixture.probe(checkpoint, fixture.options())
    let before = try content(fixture.path)
    var begun: [Int] = []
    try fixture.probe(checkpoint, fixture.options()) { event in
      if case .started(_, let done, let total) = event { begun = [done, total] }
    }
    #expect(begun == [15, 15])
    #expect(try content(fixture.path) == before)
  }

  @Test func `a surface made from other inputs is refused by name, or overwritten when asked`() throws {
    let checkpoint = try fixture.checkpoint()
    try fixture.probe(checkpoint, fixture.options())
    let before = try content(fixture.path)
    func refused(_ differences: [String], _ change: (inout ProbeOptions) throws -> Void) throws {
      var other = try fixture.options()
      try change(&other)
      #expect(throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: differences)) {
        try fixture.probe(checkpoint, other)
      }
    }
    try refused(["seed"]) { $0.seed = 9 }
    try refused(["samples"]) { $0.samples = 10 }
    try refused(["sample seed"]) { $0.sampleSeed = 3 }
    try refused(["normalization"]) { $0.normalization = .layer }
    try refused(["included roles"]) { $0.included = [.bias] }
    try refused(["batch normalization"]) { $0.batchNormalization = .recalibrate }
    try refused(["data", "split", "samples"]) { $0.split = .test }
    try refused(["orthogonal directions"]) { $0.orthogonal = true }
    try refused(["x"]) { $0.x = try Axis(parsing: "-1:1:7") }
    try refused(["y"]) { $0.y = nil }
    #expect(throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["checkpoint"])) {
      try fixture.probe(fixture.checkpoint(seed: 2), fixture.options())
    }
    #expect(try content(fixture.path) == before)
    var other = try fixture.options()
    other.seed = 9
    try fixture.probe(checkpoint, other, overwrite: true)
    #expect(try Surface.read(fixture.path).provenance.seed == 9)
  }

  /// Version 0.1 chose other samples for the same seed, and did not record which.
  @Test func `a surface of version 0.1 stays as it is when complete, and is not continued when not`() throws {
    let checkpoint = try fixture.checkpoint()
    var former = try fixture.probe(checkpoint, fixture.options())
    #expect(former.provenance.sampleChoice != nil)
    former.provenance.sampleChoice = nil
    former.loss[1] += 1
    try former.write(to: fixture.path)
    #expect(try fixture.probe(checkpoint, fixture.options()).loss == former.loss)
    former.loss[2] = .nan
    former.provenance.selfCheck = nil
    try former.write(to: fixture.path)
    let before = try content(fixture.path)
    #expect(
      throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["choice of samples"])
    ) {
      try fixture.probe(checkpoint, fixture.options())
    }
    #expect(try content(fixture.path) == before)
  }

  @Test func `a surface over all samples is continued whatever version began it`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    options.samples = 1000
    let whole = try fixture.probe(checkpoint, options)
    #expect(whole.provenance.sampleChoice == nil)
    var part = whole
    part.loss[2] = .nan
    part.accuracy[2] = .nan
    part.provenance.selfCheck = nil
    try part.write(to: fixture.path)
    #expect(try fixture.probe(checkpoint, options) == whole)
  }

  @Test func `a probe that is stopped half-way goes on to the bytes of an uninterrupted one`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    let options = try fixture.options("-1:1:21", "-1:1:21")
    let whole = fixture.folder.file("whole.surface")
    try fixture.probe(checkpoint, options, at: whole)
    let stop = StopRequest()
    let error = #expect(throws: ProbingError.self) {
      try fixture.probe(checkpoint, options, stop: stop) { event in
        if case .progress(let done, _) = event, done > 0 { stop.stop() }
      }
    }
    guard case .stopped(_, let done, 441)? = error else {
      Issue.record("\(String(describing: error)) is not a stop")
      return
    }
    let part = try Surface.read(fixture.path)
    #expect(part.count - part.missing == done && (1..<441).contains(done))
    #expect(part.provenance.selfCheck == nil)
    try fixture.probe(checkpoint, options)
    #expect(try content(fixture.path) == content(whole))
  }

  @Test func `a loss of zero and one that diverged count as computed`() throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options()
    var part = try fixture.probe(checkpoint, options)
    let whole = part
    part.loss[0] = 0
    part.loss[1] = .infinity
    part.loss[2] = .nan
    part.provenance.selfCheck = nil
    try part.write(to: fixture.path)
    let surface = try fixture.probe(checkpoint, options)
    #expect(surface.loss[0] == 0 && surface.loss[1] == .infinity)
    #expect(surface.loss[2...] == whole.loss[2...])
    #expect(try #require(surface.provenance.selfCheck).diverged == 1)
  }

  @Test func `a probe that was stopped in its self-check computes that alone`() throws {
    let checkpoint = try fixture.checkpoint()
    var surface = try fixture.probe(checkpoint, fixture.options())
    let before = try content(fixture.path)
    surface.provenance.selfCheck = nil
    try surface.write(to: fixture.path)
    try fixture.probe(checkpoint, fixture.options())
    #expect(try content(fixture.path) == before)
  }

  @Test func `a file that is no surface is left alone, or overwritten when asked`() throws {
    let checkpoint = try fixture.checkpoint()
    let path = try fixture.folder.file("notes.txt", Array("not a surface".utf8))
    let before = try content(path)
    #expect(throws: ProbingError.self) { try fixture.probe(checkpoint, fixture.options(), at: path) }
    #expect(try content(path) == before)
    try fixture.probe(checkpoint, fixture.options(), at: path, overwrite: true)
    #expect(try Surface.read(path).missing == 0)
  }
}
