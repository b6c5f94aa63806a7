import Networks
import Probing
import Storage
import Surfaces
import Tensors
import TestSupport
import Testing
import Training

@Suite struct SurfaceProbeTests {
  private let folder: TemporaryFolder
  private var path: String { folder.file("model.surface") }

  init() throws { folder = try TemporaryFolder() }

  /// A trained network, small enough to be probed at once.
  private func checkpoint(_ model: String = "mlp", seed: UInt64 = 1) throws -> Checkpoint {
    let images = model != "mlp"
    let dataset = try DatasetDescription.resolve(
      name: images ? "shapes" : "blobs",
      generator: GeneratorOptions(classes: 3, trainCount: images ? 24 : 60, testCount: 12))
    let configuration = TrainingConfiguration(
      dataset: dataset, architecture: try Architecture(name: model, widths: [6], widthFactor: 0.125),
      epochs: 1, batchSize: 12, optimizer: .init(learningRate: 0.05), seed: seed)
    let trainer = Trainer(
      configuration: configuration, path: folder.file("\(model)-\(seed).ckpt"), program: "test")
    return try trainer.run(stop: StopRequest()) { _ in }
  }

  private func options(_ x: String = "-1:1:5", _ y: String? = "-0.5:0.5:3") throws -> ProbeOptions {
    ProbeOptions(x: try Axis(parsing: x), y: try y.map { try Axis(parsing: $0) }, samples: 20, workers: 2)
  }

  private func probe(
    _ checkpoint: Checkpoint, _ options: ProbeOptions, at path: String? = nil, overwrite: Bool = false,
    stop: StopRequest = StopRequest(), report: (SurfaceProbe.Event) -> Void = { _ in }
  ) throws -> Surface {
    try SurfaceProbe(
      checkpoint: checkpoint, checkpointName: "model.ckpt", options: options, program: "test"
    ).run(path: path ?? self.path, overwrite: overwrite, stop: stop, report: report)
  }

  @Test func `the centre of the grid has the checkpoint's loss`() throws {
    let surface = try probe(checkpoint(), options())
    let check = try #require(surface.provenance.selfCheck)
    #expect(check.passes)
    #expect(check.centreError < 1e-5)
    let centre = try #require(surface.centreIndex)
    #expect(surface.loss[centre] == check.centreLoss)
    #expect(check.missing == 0 && check.diverged == 0)
    #expect(surface.loss.contains { $0 != check.centreLoss })
  }

  @Test func `every point is the loss at θ + αd₁ + βd₂, rows along β`() throws {
    let checkpoint = try checkpoint()
    let options = try options("-1:0.5:4", "-0.25:1:6")
    let surface = try probe(checkpoint, options)
    let layout = ParameterLayout(checkpoint.graph)
    let directions = options.directionSeeds.map {
      Direction(layout: layout, parameters: checkpoint.parameters, seed: $0, normalization: .filter)
    }
    let samples = try checkpoint.configuration.dataset.load(.train)
    let plan = try DifferentiationPlan(
      graph: checkpoint.graph, loss: .crossEntropy, batchSize: 60, statistics: .running)
    var all = options
    all.samples = 60
    let full = try probe(checkpoint, all, at: folder.file("full.surface"))
    samples.copyNormalized(0..<60, using: checkpoint.normalization, into: plan.images)
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
    let checkpoint = try checkpoint("resnet-8")
    var files: [[UInt8]] = []
    for workers in 1...3 {
      var options = try options("-1:1:3", "-1:1:3")
      options.workers = workers
      let path = folder.file("\(workers).surface")
      _ = try probe(checkpoint, options, at: path)
      files.append(try content(path))
    }
    #expect(files[0] == files[1] && files[0] == files[2])
  }

  @Test func `an interrupted probe continues to the same bytes`() throws {
    let checkpoint = try checkpoint()
    let options = try options("-1:1:11", "-1:1:7")
    let whole = try probe(checkpoint, options, at: folder.file("whole.surface"))
    // What a probe that was stopped leaves: points that are missing, and no self-check yet.
    var part = whole
    for index in stride(from: 0, to: part.count, by: 3) {
      part.loss[index] = .nan
      part.accuracy[index] = .nan
    }
    part.provenance.selfCheck = nil
    try part.write(to: path)
    var begun = 0
    _ = try probe(checkpoint, options) { event in
      if case .started(_, let done, _) = event { begun = done }
    }
    #expect(begun == part.count - part.missing)
    #expect(try content(path) == content(folder.file("whole.surface")))
  }

  @Test func `a probe that is asked to stop says how far it came and leaves what it has`() throws {
    let stop = StopRequest()
    stop.stop()
    #expect(throws: ProbingError.stopped(path: path, done: 0, total: 15)) {
      try probe(checkpoint(), options(), stop: stop)
    }
    #expect(try Surface.read(path).missing == 15)
  }

  @Test func `a complete surface is not computed again`() throws {
    let checkpoint = try checkpoint()
    _ = try probe(checkpoint, options())
    let before = try content(path)
    var begun: [Int] = []
    _ = try probe(checkpoint, options()) { event in
      if case .started(_, let done, let total) = event { begun = [done, total] }
    }
    #expect(begun == [15, 15])
    #expect(try content(path) == before)
  }

  @Test func `a surface made from other inputs is refused by name, or overwritten when asked`() throws {
    let checkpoint = try checkpoint()
    _ = try probe(checkpoint, options())
    let before = try content(path)
    func refused(_ differences: [String], _ change: (inout ProbeOptions) throws -> Void) throws {
      var other = try options()
      try change(&other)
      #expect(throws: ProbingError.surfaceFromOtherInputs(path: path, differences: differences)) {
        try probe(checkpoint, other)
      }
    }
    try refused(["seed"]) { $0.seed = 9 }
    try refused(["samples"]) { $0.samples = 10 }
    try refused(["sample seed"]) { $0.sampleSeed = 3 }
    try refused(["normalization"]) { $0.normalization = .layer }
    try refused(["included roles"]) { $0.included = [.bias] }
    try refused(["batch normalization"]) { $0.batchNormalization = .recalibrate }
    try refused(["orthogonal directions"]) { $0.orthogonal = true }
    try refused(["x"]) { $0.x = try Axis(parsing: "-1:1:7") }
    try refused(["y"]) { $0.y = nil }
    #expect(throws: ProbingError.surfaceFromOtherInputs(path: path, differences: ["checkpoint"])) {
      try probe(self.checkpoint(seed: 2), options())
    }
    #expect(try content(path) == before)
    var other = try options()
    other.seed = 9
    _ = try probe(checkpoint, other, overwrite: true)
    #expect(try Surface.read(path).provenance.seed == 9)
  }

  @Test func `a line has one direction`() throws {
    let surface = try probe(checkpoint(), options("-1:1:9", nil))
    #expect(surface.y == nil && surface.count == 9)
    #expect(surface.provenance.directionSeeds.count == 1)
    #expect(try #require(surface.provenance.selfCheck).passes)
  }

  @Test func `a grid without the centre is checked all the same`() throws {
    let surface = try probe(checkpoint(), options("0.5:1:3", "0.5:1:3"))
    #expect(surface.centreIndex == nil)
    #expect(try #require(surface.provenance.selfCheck).passes)
  }

  @Test func `recalibrated statistics change the map but not its agreement with the checkpoint`() throws {
    let checkpoint = try checkpoint("resnet-8")
    var options = try options("-1:1:3", "-1:1:3")
    let frozen = try probe(checkpoint, options)
    options.batchNormalization = .recalibrate
    let recalibrated = try probe(checkpoint, options, at: folder.file("other.surface"))
    #expect(recalibrated.loss != frozen.loss)
    #expect(try #require(recalibrated.provenance.selfCheck).passes)
  }

  @Test func `a loss that diverges is infinite, never a made-up number`() throws {
    let surface = try probe(checkpoint(), options("-1e38:1e38:3", "-1:1:3"))
    #expect(surface.diverged > 0)
    #expect(surface.loss.allSatisfy { $0.isFinite || $0 == .infinity })
    #expect(try #require(surface.provenance.selfCheck).diverged == surface.diverged)
  }

  @Test func `damaged parameters and impossible options are refused`() throws {
    var checkpoint = try checkpoint()
    checkpoint.parameters[0] = .nan
    #expect(throws: ProbingError.damagedParameters(block: "fc1.weight")) {
      try probe(checkpoint, options())
    }
    var none = try options()
    none.samples = 0
    #expect(throws: ProbingError.self) { try probe(self.checkpoint(), none) }
    var weightwise = try options()
    weightwise.normalization = .weight
    weightwise.orthogonal = true
    #expect(throws: ProbingError.self) { try probe(self.checkpoint(), weightwise) }
    #expect(!FileBytes.exists(path))
  }
}
