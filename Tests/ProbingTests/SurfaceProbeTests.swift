import Data
import Evaluation
import Networks
import Probing
import Storage
import Surfaces
import TestSupport
import Testing
import Training

@Suite struct SurfaceProbeTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  @Test func `the centre of the grid has the checkpoint's loss`() throws {
    let surface = try fixture.probe(fixture.checkpoint(), fixture.options())
    let check = try #require(surface.provenance.selfCheck)
    #expect(check.passes)
    #expect(check.centreError < 1e-5)
    let centre = try #require(surface.centreIndex)
    #expect(surface.loss[centre] == check.centreLoss)
    #expect(check.missing == 0 && check.diverged == 0)
    #expect(surface.loss.contains { $0 != check.centreLoss })
  }

  @Test func `every point is the loss at θ + αd₁ + βd₂, rows along β`() throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options("-1:0.5:4", "-0.25:1:6")
    let surface = try fixture.probe(checkpoint, options)
    let layout = ParameterLayout(checkpoint.graph)
    let directions = options.directionSeeds.map {
      Direction(layout: layout, parameters: checkpoint.parameters, seed: $0, normalization: .filter)
    }
    let samples = try checkpoint.configuration.dataset.load(.train)
    let plan = try DifferentiationPlan(
      graph: checkpoint.graph, loss: .crossEntropy, batchSize: 60, statistics: .running)
    var all = options
    all.samples = 60
    let full = try fixture.probe(checkpoint, all, at: fixture.folder.file("full.surface"))
    samples.copyNormalized(0..<60, using: checkpoint.normalization, into: plan.inputs[0].floats)
    samples.copyLabels(Array(0..<60)[...], into: plan.labels)
    for (column, row) in [(0, 0), (3, 0), (0, 5), (2, 4)] {
      let (alpha, beta) = (Float(options.x.value(column)), Float(try #require(options.y).value(row)))
      let point = checkpoint.parameters.indices.map {
        checkpoint.parameters[$0] + alpha * directions[0].components[$0] + beta * directions[1].components[$0]
      }
      let expected = point.withUnsafeBufferPointer { plan.evaluate(at: $0).loss }
      #expect(abs(full.loss[row * 4 + column] - expected) <= 1e-5 * expected)
    }
    #expect(surface.count == 24)
  }

  @Test func `any number of workers writes the same bytes`() throws {
    let checkpoint = try fixture.checkpoint("resnet-8")
    var files: [[UInt8]] = []
    for workers in 1...3 {
      var options = try fixture.options("-1:1:3", "-1:1:3")
      options.workers = workers
      let path = fixture.folder.file("\(workers).surface")
      try fixture.probe(checkpoint, options, at: path)
      files.append(try content(path))
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }

  @Test func `a line has one direction`() throws {
    let surface = try fixture.probe(fixture.checkpoint(), fixture.options("-1:1:9", nil))
    #expect(surface.y == nil && surface.count == 9)
    #expect(surface.provenance.directionSeeds.count == 1)
    #expect(try #require(surface.provenance.selfCheck).passes)
  }

  @Test func `a grid without the centre is checked all the same`() throws {
    let surface = try fixture.probe(fixture.checkpoint(), fixture.options("0.5:1:3", "0.5:1:3"))
    #expect(surface.centreIndex == nil)
    #expect(try #require(surface.provenance.selfCheck).passes)
  }

  @Test func `a line is the row β = 0 of the plane with the same seed`() throws {
    let checkpoint = try fixture.checkpoint()
    let plane = try fixture.probe(checkpoint, fixture.options("-1:1:7", "-2:2:5"))
    let line = try fixture.probe(
      checkpoint, fixture.options("-1:1:7", nil), at: fixture.folder.file("line.surface"))
    #expect(line.loss == Array(plane.loss[2 * 7..<3 * 7]))
    #expect(line.accuracy == Array(plane.accuracy[2 * 7..<3 * 7]))
  }

  @Test func `another seed gives another map with the same centre`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    let first = try fixture.probe(checkpoint, options)
    options.seed = 1
    let second = try fixture.probe(checkpoint, options, at: fixture.folder.file("second.surface"))
    let centre = try #require(first.centreIndex)
    for index in 0..<first.count { #expect((first.loss[index] == second.loss[index]) == (index == centre)) }
  }

  @Test func `asking for more samples than there are uses all, whatever the seed of the choice`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    options.samples = 1000
    let first = try fixture.probe(checkpoint, options)
    #expect(first.provenance.samples == 60 && first.provenance.population == 60)
    options.sampleSeed = 7
    let second = try fixture.probe(checkpoint, options, at: fixture.folder.file("second.surface"))
    #expect(first.loss == second.loss)
  }

  @Test func `another choice of samples gives another estimate`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    let first = try fixture.probe(checkpoint, options)
    options.sampleSeed = 7
    let second = try fixture.probe(checkpoint, options, at: fixture.folder.file("second.surface"))
    #expect(first.loss != second.loss)
    #expect(first.provenance.samples == 20 && first.provenance.population == 60)
  }

  /// Version 0.1 drew both from one stream, so that a probe saw just what `--limit` had trained on.
  @Test func `samples are chosen by a stream of their own, and recorded`() throws {
    let choice = try fixture.probe(fixture.checkpoint(), fixture.options("-1:1:3", nil)).provenance
      .sampleChoice
    let trained = BatchOrder(count: 60, validationShare: 0, limit: 20, seed: 0).training
    #expect(choice != Digest(of: JSONText.encode(trained).utf8))
    let chosen = [4, 7, 20, 23, 25, 26, 28, 29, 30, 31, 32, 33, 37, 45, 48, 51, 54, 55, 56, 57]
    #expect(choice == Digest(of: JSONText.encode(chosen).utf8))
  }

  @Test func `all of the samples have no standard error, at any point`() throws {
    var options = try fixture.options("-1:1:3", nil)
    options.samples = 60
    let surface = try fixture.probe(fixture.checkpoint(), options)
    #expect(surface.lossError == [0, 0, 0] && surface.provenance.selfCheck?.standardError == 0)
  }

  @Test func `the standard error is the samples' deviation over √n, less for a part of few`() throws {
    let checkpoint = try fixture.checkpoint()
    let surface = try fixture.probe(checkpoint, try fixture.options("-1:1:3", nil))
    let check = try #require(surface.provenance.selfCheck)
    let chosen = SampleSet(choosing: 20, of: Array(0..<60), seed: 0).indices
    let samples = try checkpoint.configuration.dataset.load(.train)
    let plan = try DifferentiationPlan(
      graph: checkpoint.graph, loss: .crossEntropy, batchSize: 1, statistics: .running)
    let losses = chosen.map { index in
      samples.copyNormalized(index..<index + 1, using: checkpoint.normalization, into: plan.inputs[0].floats)
      samples.copyLabels([index][...], into: plan.labels)
      return checkpoint.parameters.withUnsafeBufferPointer { plan.evaluate(at: $0).loss }
    }
    let mean = losses.reduce(0, +) / 20
    let variance = losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 19
    let error = (variance / 20 * (1 - 20 / 60.0)).squareRoot()
    #expect(abs(check.checkpointLoss - mean) <= 1e-6 * mean)
    #expect(abs(check.standardError - error) <= 1e-6 * error)
    let errors = try #require(surface.lossError)
    #expect(abs(errors[1] - error) <= 1e-5 * error && errors[0] != errors[1])
  }

  @Test func `a probe over weighted samples has their mean, and another record`() throws {
    let checkpoint = try fixture.checkpoint()
    let options = try fixture.options("-1:1:3", nil)
    let data = try checkpoint.configuration.dataset.load(.train)
    func surface(_ set: SampleSet, _ name: String) throws -> Surface {
      try SurfaceProbe(of: checkpoint, on: data, options, over: set)
        .run(path: fixture.folder.file(name), stop: StopRequest()) { _ in }
    }
    let indices = Array(0..<30)
    let weights = indices.map { $0 < 10 ? 3.0 : 0.0 }
    let weighted = try surface(SampleSet(indices, weights: weights, population: 60), "weighted")
    let plain = try surface(SampleSet(Array(0..<10), population: 60), "plain")
    for (own, other) in zip(weighted.loss, plain.loss) { #expect(abs(own - other) <= 1e-6 * other) }
    #expect(try #require(weighted.provenance.selfCheck).passes)
    #expect(weighted.provenance.sampleWeights != nil && plain.provenance.sampleWeights == nil)
    #expect(
      weighted.provenance.differences(from: plain.provenance) == ["samples", "weights of samples"])
  }

  @Test func `the cosine of the directions is recorded, and zero when they are to be orthogonal`() throws {
    let checkpoint = try fixture.checkpoint()
    var options = try fixture.options()
    let directions = options.directionSeeds.map {
      Direction(
        layout: ParameterLayout(checkpoint.graph), parameters: checkpoint.parameters, seed: $0,
        normalization: .filter)
    }
    let check = try #require(fixture.probe(checkpoint, options).provenance.selfCheck)
    #expect(check.directionCosine == directions[0].cosine(to: directions[1]))
    options.orthogonal = true
    let path = fixture.folder.file("orthogonal.surface")
    let orthogonal = try #require(fixture.probe(checkpoint, options, at: path).provenance.selfCheck)
    #expect(abs(try #require(orthogonal.directionCosine)) < 1e-6)
    #expect(orthogonal.passes)
  }
}
