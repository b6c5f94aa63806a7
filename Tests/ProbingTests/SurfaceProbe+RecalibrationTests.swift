import Networks
import Probing
import Surfaces
import TestSupport
import Testing
import Training

@Suite struct SurfaceProbeRecalibrationTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  @Test func `recalibrated statistics change the map but not its agreement with the checkpoint`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    var options = try fixture.options("-1:1:3", "-1:1:3")
    let frozen = try fixture.probe(checkpoint, options)
    options.batchNormalization = .recalibrate
    let recalibrated = try fixture.probe(checkpoint, options, at: fixture.folder.file("other.surface"))
    #expect(recalibrated.loss != frozen.loss)
    #expect(try #require(recalibrated.provenance.selfCheck).passes)
  }

  /// The first batch replaces the running statistics, so nothing of the checkpoint's remains.
  @Test func `recalibration forgets the checkpoint's running statistics`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    var other = checkpoint
    for block in ParameterLayout(checkpoint.graph).blocks where !block.role.isTrainable {
      for i in block.range { other.parameters[i] = other.parameters[i] * 3 + 0.5 }
    }
    var options = try fixture.options("-1:1:3", "-1:1:3")
    options.batchNormalization = .recalibrate
    let first = try fixture.probe(checkpoint, options)
    let second = try fixture.probe(other, options, at: fixture.folder.file("other.surface"))
    #expect(first.loss == second.loss && first.accuracy == second.accuracy)
    options.batchNormalization = .frozen
    let frozen = try fixture.probe(other, options, at: fixture.folder.file("frozen.surface"))
    #expect(frozen.loss != first.loss)
  }

  @Test func `a network without batch normalization has nothing to recalibrate`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    let frozen = try fixture.probe(checkpoint, options)
    options.batchNormalization = .recalibrate
    let recalibrated = try fixture.probe(checkpoint, options, at: fixture.folder.file("other.surface"))
    #expect(recalibrated.loss == frozen.loss)
  }

  @Test func `recalibrated maps have the same bytes for any number of workers`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    var files: [[UInt8]] = []
    for workers in 1...3 {
      var options = try fixture.options("-1:1:3", "-1:1:3")
      options.batchNormalization = .recalibrate
      options.workers = workers
      let path = fixture.folder.file("\(workers).surface")
      try fixture.probe(checkpoint, options, at: path)
      files.append(try content(path))
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }
}
