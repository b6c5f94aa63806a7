import Data
import Evaluation
import Models
import Networks
import Probing
import Storage
import Surfaces
import Synchronization
import TestSupport
import Testing
import Training

@Suite struct EstimatedSurfaceTests {
  private let fixture: ProbeFixture
  private let checkpoint: Checkpoint
  private static let population = 3000

  init() throws {
    fixture = try ProbeFixture()
    checkpoint = try Self.trained("mlp", widths: [6], on: "blobs", count: Self.population, in: fixture)
  }

  /// A network trained on so many generated samples.
  private static func trained(
    _ model: String, widths: [Int] = [6], on data: String, count: Int, in fixture: ProbeFixture
  ) throws -> Checkpoint {
    let dataset = try DatasetDescription.resolve(
      name: data, generator: GeneratorOptions(classes: 3, trainCount: count, testCount: 12))
    let trainer = Trainer(
      configuration: TrainingConfiguration(
        dataset: dataset,
        architecture: try Architecture(name: model, widths: widths, widthFactor: 0.125), epochs: 2,
        batchSize: 50, optimizer: .init(learningRate: 0.05), seed: 1),
      path: fixture.folder.file("\(model).ckpt"), program: "test")
    return try trainer.run(stop: StopRequest()) { _ in }
  }

  private func options(error: Double? = 0.02, workers: Int = 2, _ side: Int = 9) throws -> ProbeOptions {
    var options = try fixture.options("-1:1:\(side)", "-1:1:\(side)")
    options.estimation = error
    options.samples = error == nil ? .max : options.samples
    options.workers = workers
    return options
  }

  @Test func `errors against all samples are what the map claims`() throws {
    let exact = try fixture.probe(
      checkpoint, options(error: nil), at: fixture.folder.file("exact.surface"))
    var (inside, count) = (0, 0)
    for seed in 0..<8 {
      var options = try options()
      options.sampleSeed = UInt64(seed)
      let found = try fixture.probe(checkpoint, options, at: fixture.folder.file("\(seed).surface"))
      let errors = try #require(found.lossError)
      let samples = try #require(found[Surface.FieldName.samples])
      for index in exact.loss.indices {
        let error = abs(found.loss[index] - exact.loss[index])
        guard samples[index] < Double(Self.population) else {
          #expect(errors[index] == 0 && error <= 1e-6 * exact.loss[index])
          continue
        }
        count += 1
        if error <= 2 * errors[index] { inside += 1 }
      }
      let record = try #require(found.provenance.estimation?.result)
      #expect(try #require(record.medianError) < 0.021)
      #expect(record.evaluations < Self.population * 81)
      let check = try #require(found.provenance.selfCheck)
      #expect(check.passes && check.estimates?.isEmpty == false)
      for estimate in check.estimates ?? [] {
        let index = try #require(
          exact.loss.indices.first { exact.grid.coordinates(of: $0) == estimate.coordinates })
        #expect(abs(estimate.loss - exact.loss[index]) <= 1e-6 * estimate.loss)
        #expect(estimate.estimate == found.loss[index])
      }
    }
    #expect(inside * 100 >= 88 * count, "\(inside) of \(count) within two standard errors")
  }

  /// With the exact evaluations that correct it.
  @Test(.enabled(if: PrecisionChoice.bfloat16.isSupported))
  func `a map on bfloat16 has the error that it claims, and the same bytes whatever happens`() throws {
    let checkpoint = try Self.trained("resnet-8", on: "shapes", count: 1200, in: fixture)
    let exact = try fixture.probe(
      checkpoint, options(error: nil), at: fixture.folder.file("exact.surface"))
    var (inside, count) = (0, 0)
    for seed in 0..<4 {
      var options = try options()
      options.sampleSeed = UInt64(seed)
      options.precision = seed % 2 == 0 ? .bfloat16 : .auto
      let found = try fixture.probe(checkpoint, options, at: fixture.folder.file("b\(seed).surface"))
      let record = try #require(found.provenance.estimation?.result)
      let correction = try #require(record.correction)
      #expect(correction >= 32 && correction < record.samplesPerPoint ?? 0)
      #expect(try #require(record.medianError) < 0.0215)
      #expect(found.provenance.precisionWords?.contains("\(correction) exact") == true)
      #expect(found.provenance.selfCheck?.passes == true)
      for (index, error) in try #require(found.lossError).enumerated() where error > 0 {
        count += 1
        if abs(found.loss[index] - exact.loss[index]) <= 2 * error { inside += 1 }
      }
    }
    #expect(inside * 100 >= 88 * count, "\(inside) of \(count) within two standard errors")

    var options = try options()
    options.precision = .bfloat16
    let whole = try content(fixture.folder.file("b0.surface"))
    options.workers = 1
    let path = fixture.folder.file("stopped.surface")
    let stop = StopRequest()
    do {
      try fixture.probe(checkpoint, options, at: path, stop: stop) { event in
        if case .estimating(let progress) = event, progress.step == .map { stop.stop() }
      }
    } catch let error as ProbingError {
      guard case .stopped = error else { throw error }
    }
    try fixture.probe(checkpoint, options, at: path)
    #expect(try content(path) == whole)
  }

  @Test func `the bytes are the same for any number of threads`() throws {
    let paths = [1, 2, 3].map { fixture.folder.file("\($0).surface") }
    for (workers, path) in zip([1, 2, 3], paths) {
      try fixture.probe(checkpoint, options(workers: workers), at: path)
    }
    #expect(try content(paths[0]) == content(paths[1]))
    #expect(try content(paths[0]) == content(paths[2]))
  }

  /// Stops a probe in each of its steps; what it leaves is continued to the bytes of one that was not stopped.
  @Test func `an interrupted estimate continues to the same bytes`() throws {
    let whole = fixture.folder.file("whole.surface")
    try fixture.probe(checkpoint, options(), at: whole)
    #expect(!FileBytes.exists(whole + ".samples"))
    for limit in [1, 4000, 16_000, 30_000] {
      let path = fixture.folder.file("\(limit).surface")
      let stop = StopRequest()
      var wasStopped = false
      do {
        try fixture.probe(checkpoint, options(), at: path, stop: stop) { event in
          if case .estimating(let progress) = event, progress.done >= limit { stop.stop() }
        }
      } catch let error as ProbingError {
        guard case .stopped = error else { throw error }
        wasStopped = true
      }
      try fixture.probe(checkpoint, options(), at: path)
      #expect(try content(path) == content(whole), "stopped after \(limit): \(wasStopped)")
      #expect(!FileBytes.exists(path + ".samples"))
    }
  }

  @Test func `a damaged file of samples is computed again`() throws {
    let whole = fixture.folder.file("whole.surface")
    try fixture.probe(checkpoint, options(), at: whole)
    try AtomicFile.replace(path: fixture.path + ".samples", with: Array("nonsense".utf8))
    try fixture.probe(checkpoint, options())
    #expect(try content(fixture.path) == content(whole))
  }

  @Test func `few samples are all evaluated`() throws {
    let small = try fixture.checkpoint()
    var options = try fixture.options()
    options.estimation = 0.01
    let found = try fixture.probe(small, options)
    #expect(found.provenance.estimation == nil && found.provenance.samples == found.provenance.population)
    #expect(found.lossError?.allSatisfy { $0 == 0 } == true)
    options.estimation = nil
    options.samples = .max
    let exact = try fixture.probe(small, options, at: fixture.folder.file("exact.surface"))
    #expect(found == exact)
  }

  @Test func `another target is another surface`() throws {
    try fixture.probe(checkpoint, options())
    #expect(throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["error"])) {
      try fixture.probe(checkpoint, options(error: 0.05))
    }
  }

  @Test func `a surface says how it was estimated when it is read again`() throws {
    let made = try fixture.probe(checkpoint, options())
    let read = try Surface.read(fixture.path)
    #expect(read == made)
    #expect(try ProbeOptions(continuing: read, from: fixture.path).estimation == 0.02)
  }

  @Test(arguments: [0, -0.1, 1, .nan, .infinity])
  func `a target that is no error is refused`(error: Double) throws {
    #expect(throws: ProbingError.self) { try fixture.probe(checkpoint, options(error: error)) }
  }

  @Test func `an error that cannot be chance fails the self-check`() throws {
    var check = try #require(try fixture.probe(checkpoint, options()).provenance.selfCheck)
    #expect(check.passes)
    check.estimates = [
      EstimationRecord.Check(coordinates: [0.5, 0.5], loss: 1, estimate: 1.2, claimed: 0.02)
    ]
    #expect(!check.passes && !check.estimatesPass)
  }

  @Test func `recalibrated batch normalization is estimated too`() throws {
    let network = try Self.trained("resnet-8", on: "shapes", count: 400, in: fixture)
    var options = try fixture.options("-1:1:3", "-1:1:3")
    options.estimation = 0.05
    options.batchNormalization = .recalibrate
    let found = try fixture.probe(network, options)
    #expect(found.isComplete && found.provenance.selfCheck?.passes == true)
    #expect(found.provenance.estimation?.result != nil)
  }
}
