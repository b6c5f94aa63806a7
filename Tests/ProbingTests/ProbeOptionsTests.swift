import Probing
import Surfaces
import TestSupport
import Testing
import Training

@Suite struct ProbeOptionsTests {
  private func options(_ change: (inout ProbeOptions) -> Void = { _ in }) throws -> ProbeOptions {
    var options = ProbeOptions(x: try Axis(parsing: "-1:1:5"), y: try Axis(parsing: "-2:2:3"))
    change(&options)
    return options
  }

  @Test func `the defaults are those of the published method, over 512 samples of the training split`() throws
  {
    let options = try options()
    #expect(options.samples == 512 && options.split == .train)
    #expect(options.normalization == .filter && options.included.isEmpty && !options.orthogonal)
    #expect(options.batchNormalization == .frozen)
    #expect(options.workers >= 1)
    try options.validate()
  }

  @Test func `every seed has directions of its own`() throws {
    var found: Set<UInt64> = []
    for seed: UInt64 in 0..<100 {
      found.formUnion(try options { $0.seed = seed }.directionSeeds)
    }
    #expect(found.count == 200)
    let line = try options { $0.y = nil }
    #expect(try line.directionSeeds == [options().directionSeeds[0]])
  }

  @Test func `what cannot be computed is named`() throws {
    func refused(_ name: String, _ change: (inout ProbeOptions) -> Void) throws {
      let error = #expect(throws: ProbingError.self) { try options(change).validate() }
      guard case .invalidOption(name, _)? = error else {
        Issue.record("\(String(describing: error)) does not name \(name)")
        return
      }
    }
    try refused("samples") { $0.samples = 0 }
    try refused("samples") { $0.samples = -1 }
    try refused("threads") { $0.workers = 0 }
    try refused("orthogonal") {
      $0.orthogonal = true
      $0.normalization = .weight
    }
    let long = try Axis(lower: -1, upper: 1, count: Axis.largestCount)
    try refused("x") {
      $0.x = long
      $0.y = long
    }
  }

  @Test func `a surface is continued with the options that made it`() throws {
    let fixture = try ProbeFixture()
    var options = try fixture.options("-1:1:3", "-2:2:5")
    options.split = .test
    options.samples = 7
    options.sampleSeed = 3
    options.seed = 4
    options.normalization = .layer
    options.included = [.bias, .norm]
    options.orthogonal = true
    options.batchNormalization = .recalibrate
    let surface = try fixture.probe(fixture.checkpoint(), options)
    var found = try ProbeOptions(continuing: surface, from: fixture.path)
    found.workers = options.workers
    #expect(found == options)
  }

  @Test func `a surface made by a method of the future is not continued`() throws {
    let fixture = try ProbeFixture()
    var surface = try fixture.probe(fixture.checkpoint(), fixture.options("-1:1:3", nil))
    surface.provenance.normalization = "spectral"
    #expect(throws: ProbingError.self) { try ProbeOptions(continuing: surface, from: fixture.path) }
  }
}
