import Data
import Networks
import Probing
import Storage
import Surfaces
import Testing
import Training

@Suite struct SurfaceProbeBadInputTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  @Test func `parameters that are not numbers are refused by block`() throws {
    var checkpoint = try fixture.checkpoint()
    checkpoint.parameters[0] = .nan
    #expect(throws: ProbingError.damagedParameters(block: "fc1.weight")) {
      try fixture.probe(checkpoint, fixture.options())
    }
    #expect(!FileBytes.exists(fixture.path))
  }

  @Test func `samples of another shape are refused`() throws {
    let images = try DatasetDescription.resolve(
      name: "shapes", generator: GeneratorOptions(classes: 3, trainCount: 6, testCount: 6))
    let error = ProbingError.unsuitableSamples(
      network: SampleShape(channels: 2), data: SampleShape(channels: 1, height: 28, width: 28))
    #expect(throws: error) {
      try fixture.probe(fixture.checkpoint(), fixture.options(), dataset: images)
    }
    #expect(!FileBytes.exists(fixture.path))
  }

  @Test func `a folder that does not exist is found out before anything is computed`() throws {
    let path = fixture.folder.file("none/model.surface")
    let checkpoint = try fixture.checkpoint()
    var reports = 0
    #expect(throws: ProbingError.storage(.missingFolder(path: path))) {
      try fixture.probe(checkpoint, fixture.options(), at: path) { event in
        if case .progress = event { reports += 1 }
      }
    }
    #expect(reports == 0)
  }

  @Test func `a folder in the place of the surface is refused`() throws {
    try fixture.folder.makeFolder("model.surface")
    for overwrite in [false, true] {
      #expect(throws: ProbingError.self) {
        try fixture.probe(fixture.checkpoint(), fixture.options(), overwrite: overwrite)
      }
    }
  }

  @Test func `a network that was trained on no sample has no loss on its training samples`() throws {
    var checkpoint = try fixture.checkpoint()
    checkpoint.trainingSamples = SampleSelection(count: 60, indices: [])
    #expect(throws: ProbingError.noSamples(split: .train)) {
      try fixture.probe(checkpoint, fixture.options())
    }
    #expect(!FileBytes.exists(fixture.path))
    var options = try fixture.options()
    options.split = .test
    #expect(try fixture.probe(checkpoint, options).missing == 0)
  }
}
