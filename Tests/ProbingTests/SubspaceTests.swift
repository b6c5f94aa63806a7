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

@Suite struct SubspaceTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  private func models(_ name: String = "mlp") throws -> (checkpoint: Checkpoint, other: Model) {
    (
      try fixture.checkpoint(name, activation: .tanh),
      try fixture.checkpoint(name, activation: .tanh, seed: 2).model
    )
  }

  private func probe(_ checkpoint: Checkpoint, _ grid: Grid, _ subspace: Subspace, at path: String? = nil)
    throws -> Surface
  {
    let samples = try checkpoint.configuration.dataset.load(.train)
    return try SurfaceProbe(
      of: checkpoint, on: samples, ProbeOptions(grid: grid, samples: 60, workers: 2), along: subspace
    ).run(path: path ?? fixture.path, stop: StopRequest()) { _ in }
  }

  private func loss(_ model: Model, _ checkpoint: Checkpoint) throws -> Double {
    let samples = try checkpoint.configuration.dataset.load(.train)
    let objective = Objective(model, samples: samples, set: SampleSet(Array(0..<60)), workers: 1)
    return try #require(try objective.loss(at: model.parameters))
  }

  private func norm(_ vector: [Float]) -> Double {
    vector.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  private func dot(_ a: [Float], _ b: [Float]) -> Double {
    zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
  }

  @Test func `options name random directions or single weights, as they always have`() throws {
    let model = try models().checkpoint.model
    var options = try fixture.options()
    let random = try options.subspace(of: model)
    #expect(random.origin == model.digest && random.hasScaledDirections)
    #expect(random.sources == options.directionSeeds.map { .seed(number: $0) })
    options.weights = [
      try WeightAddress(parsing: "fc1.weight[2,1]"), try WeightAddress(parsing: "fc2.bias[0]"),
    ]
    let weights = try options.subspace(of: model)
    #expect(weights.directions.map(\.components).map { $0.count { $0 != 0 } } == [1, 1])
    #expect(weights.sources.map(\.description) == ["change of fc1.weight[2,1]", "change of fc2.bias[0]"])
    #expect(!weights.hasScaledDirections && weights.effectiveNormalization == .none)
  }

  @Test func `the way to another model ends there`() throws {
    let (checkpoint, other) = try models()
    let raw = try RawDirection(from: checkpoint.model, toward: other, named: "b.ckpt")
    let subspace = Subspace(of: checkpoint.model, along: [raw])
    let surface = try probe(checkpoint, .axes([try Axis(parsing: "0:1:3")]), subspace)
    #expect(abs(surface.loss[0] - (try loss(checkpoint.model, checkpoint))) <= 1e-6)
    // θ + (θ₂ − θ) differs from θ₂ by rounding.
    #expect(abs(surface.loss[2] - (try loss(other, checkpoint))) <= 1e-5)
    #expect(
      surface.provenance.directions == [
        .model(name: "b.ckpt", digest: other.digest, movesStatistics: false)
      ])
    #expect(surface.provenance.normalization == "none" && surface.provenance.directionSeeds.isEmpty)
  }

  @Test func `running statistics stay unless they are to move`() throws {
    let (checkpoint, other) = try models("resnet-8")
    let layout = ParameterLayout(checkpoint.graph)
    let statistics = layout.blocks.filter { !$0.role.isTrainable }
    #expect(!statistics.isEmpty)
    for moves in [false, true] {
      let direction = try RawDirection(
        from: checkpoint.model, toward: other, named: "b", movingStatistics: moves)
      for block in statistics {
        #expect(direction.components[block.range].contains { $0 != 0 } == moves)
      }
    }
  }

  @Test func `constants stay even where statistics move, and other constants are another network`() throws {
    var builder = GraphBuilder(input: [3])
    let constant = builder.add("c", .parameter(Parameter(shape: [2], role: .constant)))
    let x = builder.add("fc", .dense(Dense(units: 2, bias: false)), 0)
    _ = builder.add("sum", .arithmetic(.add), x, constant)
    let graph = try builder.graph()
    let like = try models().checkpoint.model
    func model(_ parameters: [Float]) -> Model {
      Model(
        graph: graph, parameters: parameters, preprocessing: like.preprocessing, task: like.task, name: "m",
        source: like.source)
    }
    let start = model([1, 2, 3, 4, 5, 6, 7, 8])
    let end = model([1, 2, 4, 6, 8, 6, 7, 8])
    let direction = try RawDirection(from: start, toward: end, named: "b", movingStatistics: true)
    #expect(direction.components == [0, 0, 1, 2, 3, 0, 0, 0])
    #expect(throws: ProbingError.unusableDirection(name: "b", .otherNetwork)) {
      try RawDirection(from: start, toward: model([0, 2, 3, 4, 5, 6, 7, 9]), named: "b")
    }
  }

  @Test func `a model of another network is no direction`() throws {
    let model = try models().checkpoint.model
    let other = try fixture.checkpoint(widths: [7]).model
    let difference = NetworkDifference.shape(block: "fc1.weight", expected: [6, 2], found: [7, 2])
    #expect(throws: ProbingError.unusableDirection(name: "b", .differentNetwork(difference))) {
      try RawDirection(from: model, toward: other, named: "b")
    }
    #expect(throws: ProbingError.unusableDirection(name: "b", .vanishes)) {
      try RawDirection(from: model, toward: model, named: "b")
    }
  }

  /// Moments at θ + 3a, θ − 3a, θ + b and θ with orthogonal unit vectors: a explains 18/19, b 1/19.
  @Test func `principal components are the axes of a trajectory that has them`() throws {
    let model = try models().checkpoint.model
    var origin = model
    // Whole numbers, so that differences are exact.
    for i in origin.parameters.indices { origin.parameters[i] = Float(i % 5) }
    var trajectory = Trajectory(
      model: "mlp", parameterCount: origin.parameters.count, run: Digest(of: [1]))
    func moved(_ steps: [Int: Float]) -> [Float] {
      var result = origin.parameters
      for (index, step) in steps { result[index] += step }
      return result
    }
    let moments: [[Int: Float]] = [[0: 3], [0: -3], [1: 1], [:]]
    for (epoch, steps) in moments.enumerated() {
      trajectory.append(epoch: Double(epoch), moved(steps))
    }
    func component(_ number: Int) throws -> RawDirection {
      try RawDirection(principal: number, of: trajectory, named: "t", around: origin)
    }
    let (first, second) = (try component(1), try component(2))
    #expect(abs(first.components[0] - 1) <= 1e-6 && abs(second.components[1] - 1) <= 1e-6)
    #expect(abs(norm(first.components) - 1) <= 1e-6 && abs(norm(second.components) - 1) <= 1e-6)
    guard case .principal(1, "t", let explained, _) = first.source else {
      Issue.record("\(first.source)")
      return
    }
    #expect(abs(explained - 18.0 / 19) <= 1e-12)
    #expect(throws: ProbingError.unusableDirection(name: "t", .tooFew(asked: 3, found: 2))) {
      try component(3)
    }
    #expect(throws: ProbingError.unusableDirection(name: "t", .tooFew(asked: 0, found: 2))) {
      try component(0)
    }
  }

  @Test func `eigenvectors are orthogonal and of falling curvature, which the Hessian confirms`() throws {
    let checkpoint = try models().checkpoint
    let samples = try checkpoint.configuration.dataset.load(.train)
    let objective = Objective(checkpoint.model, samples: samples, set: SampleSet(Array(0..<60)), workers: 2)
    let found = try #require(
      try RawDirection.eigenvectors(
        2, of: objective, at: checkpoint.model, seed: 1,
        by: PowerIteration(iterations: 400, tolerance: 1e-3)))
    let (a, b) = (found[0].components, found[1].components)
    #expect(abs(norm(a) - 1) <= 1e-6 && abs(norm(b) - 1) <= 1e-6 && abs(dot(a, b)) <= 1e-3)
    var values: [Double] = []
    for direction in found {
      guard case .eigenvector(_, let value, let residual, _) = direction.source else { continue }
      #expect(residual <= 1e-2)
      values.append(value)
      var (gradient, product) = (a, a)
      _ = try objective.hessianVectorProduct(
        at: checkpoint.parameters, along: direction.components, gradient: &gradient, product: &product)
      let error = zip(product, direction.components).map { $0 - Float(value) * $1 }
      #expect(norm(error) <= 1e-2 * abs(value))
    }
    #expect(values.count == 2 && abs(values[0]) >= abs(values[1]) && values[0] > 0)
  }

  @Test func `a direction is read from one tensor, or from tensors named like the network's`() throws {
    let model = try models().checkpoint.model
    let layout = ParameterLayout(model.graph)
    let numbers = (0..<layout.count).map { Float($0 % 7) - 3 }
    var flat = TensorFile()
    flat.add("direction", shape: [layout.count], numbers)
    var named = TensorFile()
    var prefixed = TensorFile()
    for block in layout.blocks {
      named.add(block.name, shape: block.shape, numbers[block.range])
      prefixed.add("d1." + block.name, shape: block.shape, numbers[block.range].map { Double($0) })
    }
    let directions = [
      try RawDirection(flat, at: "/a/d.safetensors", of: model),
      try RawDirection(named, at: "d.safetensors", of: model),
      try RawDirection(prefixed, at: "d.safetensors", tensor: "d1", of: model),
    ]
    for direction in directions { #expect(direction.components == numbers) }
    #expect(directions[0].source == directions[1].source)
    #expect(directions[0].source.gives(theSameAs: directions[2].source))
    // Without normalization it stays as it is, with it only weights move.
    #expect(Subspace(of: model, along: directions, normalization: .none).directions[0].components == numbers)
    let scaled = Subspace(of: model, along: directions).directions[0]
    for block in layout.blocks where !block.role.isWeight {
      #expect(scaled.components[block.range].allSatisfy { $0 == 0 })
    }
    #expect(scaled.largestNormError(relativeTo: model.parameters) <= 2e-7)
  }

  @Test func `what is no direction in a file is refused`() throws {
    let model = try models().checkpoint.model
    let layout = ParameterLayout(model.graph)
    func refused(_ problem: DirectionProblem, _ fill: (inout TensorFile) -> Void) {
      var file = TensorFile()
      fill(&file)
      #expect(throws: ProbingError.unusableDirection(name: "d", problem)) {
        try RawDirection(file, at: "d", of: model)
      }
    }
    refused(.otherCount(expected: layout.count, found: 2)) { $0.add("a", shape: [2], [1, 2] as [Float]) }
    refused(.noTensors(found: [])) { _ in }
    refused(.noTensors(found: ["a", "b"])) {
      $0.add("a", shape: [1], [1] as [Float])
      $0.add("b", shape: [1], [1] as [Float])
    }
    let block = layout.blocks[0]
    refused(.otherShape(block: block.name, expected: block.shape, found: [1])) {
      $0.add(block.name, shape: [1], [1] as [Float])
    }
    refused(.vanishes) { $0.add("a", shape: [layout.count], [Float](repeating: 0, count: layout.count)) }
    refused(.notFinite) { $0.add("a", shape: [layout.count], [Float](repeating: .nan, count: layout.count)) }
  }

  @Test func `any number of axes and arbitrary points are probed, and continued`() throws {
    let (checkpoint, other) = try models()
    let layout = ParameterLayout(checkpoint.graph)
    let raw =
      [1, 2].map { RawDirection(seed: $0, layout: layout) }
      + [try RawDirection(from: checkpoint.model, toward: other, named: "b.ckpt")]
    let subspace = Subspace(of: checkpoint.model, along: raw)
    let axes = try ["-1:1:3", "-0.5:0.5:3", "0:1:2"].map { try Axis(parsing: $0) }
    let surface = try probe(checkpoint, .axes(axes), subspace)
    #expect(surface.count == 18 && surface.isComplete && surface.provenance.directions?.count == 3)
    #expect(try #require(surface.provenance.selfCheck).passes)
    let centre = try #require(surface.centreIndex)
    #expect(surface.loss[centre] == surface.provenance.selfCheck?.centreLoss)
    #expect(try probe(checkpoint, .axes(axes), subspace) == surface)

    let chosen = [0, 5, 11, 17, centre]
    let points = Grid.points(chosen.map { surface.grid.coordinates(of: $0) }, dimensions: 3)
    #expect(throws: ProbingError.surfaceFromOtherInputs(path: fixture.path, differences: ["points"])) {
      try probe(checkpoint, points, subspace)
    }
    let found = try probe(checkpoint, points, subspace, at: fixture.folder.file("points.surface"))
    #expect(found.loss == chosen.map { surface.loss[$0] })
    #expect(found.centreIndex == 4)
    #expect(throws: ProbingError.directionsOfItsOwn(path: "p")) {
      try ProbeOptions(continuing: found, from: "p")
    }
  }
}
