import Data
import Evaluation
import Models
import Networks
import Probing
import Surfaces
import TestSupport
import Testing
import Training

/// Lines, planes and curves between networks.
@Suite struct BetweenModelsTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  private func loss(_ parameters: [Float], _ checkpoint: Checkpoint) throws -> Double {
    let samples = try checkpoint.configuration.dataset.load(.train)
    let set = SampleSet(choosing: 20, of: Array(0..<samples.count), seed: 0)
    return try #require(
      try Objective(checkpoint.model, samples: samples, set: set, workers: 1).loss(at: parameters))
  }

  @Test func `a line between networks begins at one and ends at the other, statistics included`() throws {
    let (a, b) = (try fixture.checkpoint("resnet-8"), try fixture.checkpoint("resnet-8", seed: 2))
    let line = try Subspace(
      from: a.model, to: b.model, named: "from a (0) to b (1)", towards: "b", movingStatistics: true)
    #expect(line.dimensions == 1)
    let options = try fixture.options("0:1:3", nil)
    let probe = SurfaceProbe(
      of: a, on: try a.configuration.dataset.load(.train), options, along: line)
    let surface = try probe.run(path: fixture.path, stop: StopRequest()) { _ in }
    #expect(abs(surface.loss[0] - (try loss(a.parameters, a))) <= 1e-6)
    #expect(abs(surface.loss[2] - (try loss(b.parameters, a))) <= 1e-5)
    let middle = zip(a.parameters, b.parameters).map { ($0 + $1) / 2 }
    #expect(abs(surface.loss[1] - (try loss(middle, a))) <= 1e-5)
    guard case .curve("from a (0) to b (1)", _)? = surface.provenance.directions?.first else {
      Issue.record("\(String(describing: surface.provenance.directions))")
      return
    }
    #expect(try Surface.read(fixture.path) == surface)
  }

  @Test func `a barrier is the height above the chord, with the error of paired samples`() {
    let losses = [[1.0, 2, 3, 4], [3, 3, 6, 6], [1, 2, 1, 2]]
    let barrier = Barrier(at: 0.5, losses: losses, population: 8)
    // Differences: 3 − 1, 3 − 2, 6 − 2, 6 − 3 = 2, 1, 4, 3: mean 2.5, variance 5/3.
    #expect(barrier.height == 2.5)
    #expect(barrier.losses == [2.5, 4.5, 1.5])
    let error = (5.0 / 24).squareRoot()
    #expect(abs(barrier.standardError - error) <= 1e-15)
    #expect(Barrier(at: 0.5, losses: losses, population: 4).standardError == 0)
  }

  @Test func `the plane through three networks holds all of them at their distances`() throws {
    let models = try [1, 2, 3].map { try fixture.checkpoint(seed: $0).model }
    let others = models[1...].enumerated().map { ModelPlane.Other(name: "\($0.offset)", model: $0.element) }
    let plane = try ModelPlane(of: models[0], through: others)
    func distance(_ a: [Float], _ b: [Float]) -> Double {
      var sum = 0.0
      for (x, y) in zip(a, b) {
        let difference = Double(x - y)
        sum += difference * difference
      }
      return sum.squareRoot()
    }
    let places = [[0, 0]] + plane.landmarks.map(\.coordinates)
    for (i, j) in [(0, 1), (0, 2), (1, 2)] {
      let (x, y) = (places[i][0] - places[j][0], places[i][1] - places[j][1])
      let onPlane = (x * x + y * y).squareRoot()
      #expect(abs(onPlane - distance(models[i].parameters, models[j].parameters)) <= 1e-5)
    }
    #expect(throws: ProbingError.unusableDirection(name: "b", .sameParameters)) {
      try ModelPlane(of: models[0], through: [.init(name: "b", model: models[0]), others[1]])
    }
    #expect(throws: ProbingError.unusableDirection(name: "c", .onTheLine(names: ["b", "c"]))) {
      try ModelPlane(
        of: models[0], through: [.init(name: "b", model: models[1]), .init(name: "c", model: models[1])])
    }
  }

  @Test func `weights of curves are Bernstein's polynomials or straight pieces`() {
    #expect(CurveKind.bezier.weights(at: 0.25, knots: 3) == [0.5625, 0.375, 0.0625])
    #expect(CurveKind.polychain.weights(at: 0.25, knots: 3) == [0.5, 0.5, 0])
    #expect(CurveKind.polychain.weights(at: 0.75, knots: 5) == [0, 0, 0, 1, 0])
    for kind in CurveKind.allCases {
      #expect(
        kind.weights(at: 0, knots: 4) == [1, 0, 0, 0] && kind.weights(at: 1, knots: 4) == [0, 0, 0, 1])
    }
  }

  /// Two networks of narrow layers have a barrier between them; the curve's mean loss is less than the straight line's.
  @Test(arguments: [CurveKind.bezier, .polychain], [UInt64(0), 1])
  func `a trained curve is lower than the straight line, and is read back`(kind: CurveKind, seed: UInt64)
    throws
  {
    let (a, b) = (try trained(seed: 1), try trained(seed: 2))
    var options = ConnectionTraining.Options()
    options.kind = kind
    (options.epochs, options.batchSize, options.learningRate, options.seed) = (60, 20, 0.05, seed)
    options.threads = 1
    let samples = try a.configuration.dataset.load(.train)
    let training = ConnectionTraining(
      a.model, samples: samples, indices: Array(0..<samples.count), options: options)
    let knots = try training.run(from: a.parameters, to: b.parameters, stop: StopRequest()) { _, _ in }
    #expect(knots.count == 3 && knots[0] == a.parameters && knots[2] == b.parameters)
    let objective = Objective(
      a.model, samples: samples, set: SampleSet(Array(0..<samples.count)), workers: 1)
    func mean(_ weights: (Double) -> [Double], _ knots: [[Float]]) throws -> Double {
      var sum = 0.0
      for step in 0...10 {
        let weights = weights(Double(step) / 10)
        var point = [Float](repeating: 0, count: a.parameters.count)
        for (weight, knot) in zip(weights, knots) {
          for i in point.indices { point[i] += Float(weight) * knot[i] }
        }
        sum += try #require(try objective.loss(at: point))
      }
      return sum / 11
    }
    let straight = try mean({ [1 - $0, $0] }, [a.parameters, b.parameters])
    let curve = try mean({ kind.weights(at: $0, knots: 3) }, knots)
    #expect(curve < 0.8 * straight, "\(curve), straight \(straight)")

    let file = ConnectionFile(
      .init(
        kind: kind, start: "a", end: "b", startDigest: a.digest, endDigest: b.digest, isAligned: false,
        program: "test", command: nil), knots: knots)
    let path = fixture.folder.file("x.connection")
    try file.write(to: path)
    let subspace = try ConnectionFile.read(path).subspace(from: a.model, named: path)
    #expect(subspace.dimensions == 1 && subspace.directions.count == 2)
    #expect(throws: ProbingError.unusableDirection(name: "x", .otherStart("a"))) {
      try ConnectionFile.read(path).subspace(from: b.model, named: "x")
    }
  }

  /// A network that has learned the moons.
  private func trained(seed: UInt64) throws -> Checkpoint {
    let dataset = try DatasetDescription.resolve(
      name: "moons", generator: GeneratorOptions(trainCount: 120, testCount: 12))
    let configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: "mlp", widths: [12, 12]), epochs: 60,
      batchSize: 20, optimizer: .init(learningRate: 0.1), seed: seed)
    return try Trainer(
      configuration: configuration, path: fixture.folder.file("moons-\(seed).ckpt"), program: "test"
    ).run(stop: StopRequest()) { _ in }
  }
}
