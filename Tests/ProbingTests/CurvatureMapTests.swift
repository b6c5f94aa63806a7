import Data
import Evaluation
import Models
import Probing
import Storage
import Surfaces
import TestSupport
import Testing

/// Eigenvectors as axes, and eigenvalues at every point of a surface.
@Suite struct CurvatureMapTests {
  private let folder: TemporaryFolder
  private let linear: LinearModel

  init() throws {
    folder = try TemporaryFolder()
    linear = try LinearModel()
  }

  private func options(_ axis: String = "-1:1:5") throws -> ProbeOptions {
    let axis = try Axis(parsing: axis)
    return ProbeOptions(x: axis, y: axis, samples: 100, workers: 2)
  }

  private func probe(
    _ options: ProbeOptions, at name: String = "a.surface", overwrite: Bool = false,
    stop: StopRequest = StopRequest(), report: @escaping (SurfaceProbe.Event) -> Void = { _ in }
  ) throws -> Surface {
    try SurfaceProbe(
      model: linear.model, named: "line.model", samples: linear.samples,
      population: Array(0..<linear.samples.count), dataset: "points", options: options, program: "test"
    ).run(path: folder.file(name), overwrite: overwrite, stop: stop, report: report)
  }

  @Test func `the loss along an eigenvector is curved by its eigenvalue`() throws {
    var options = try options()
    options.normalization = .none
    for (numbers, order) in [([0, 1], [0, 1]), ([-1, 0], [1, 0])] {
      options.eigenvectors = numbers
      let surface = try probe(options, at: "\(numbers[0]).surface")
      let values = order.map { LinearModel.eigenvalues[$0] }
      // Second differences from the centre, at α = ±1 and β = ±1.
      let centre = surface.loss[12]
      let along = [
        surface.loss[10] + surface.loss[14] - 2 * centre, surface.loss[2] + surface.loss[22] - 2 * centre,
      ]
      for (found, value) in zip(along, values) {
        #expect(abs(found - value) <= 1e-4 * LinearModel.eigenvalues[0])
      }
      #expect(abs(surface.provenance.directionCosine ?? 1) <= 1e-6)
      let directions = try #require(surface.provenance.directions)
      for (source, value) in zip(directions, values) {
        guard case .eigenvector(_, let found, let residual, _) = source else {
          Issue.record("\(source)")
          continue
        }
        #expect(abs(found - value) <= 1e-5 && residual <= 1e-3)
      }
    }
  }

  @Test func `eigenvectors that are not there are refused`() throws {
    var options = try options()
    options.eigenvectors = [0, 2]
    #expect(throws: ProbingError.self) { _ = try probe(options) }
    options.eigenvectors = [0]
    #expect(throws: ProbingError.self) { _ = try probe(options) }
    options.eigenvectors = [1, 1]
    #expect(throws: ProbingError.self) { _ = try probe(options) }
  }

  @Test func `a quadratic has the same eigenvalues everywhere`() throws {
    var options = try options()
    options.curvature = PointCurvature()
    let surface = try probe(options)
    let values = LinearModel.eigenvalues
    for (name, value) in [
      ("lambdaMax", values[0]), ("lambdaMin", values[1]), ("ratio", values[1] / values[0]),
    ] {
      let found = try #require(surface[name])
      #expect(found.count == 25 && found.allSatisfy { abs($0 - value) <= 1e-5 })
    }
    #expect(try #require(surface["lambdaResidual"]).allSatisfy { $0 <= 0.05 })
    let record = try #require(surface.provenance.curvature)
    #expect(record.samples == 6 && record.parameters == 2)
    #expect(try Surface.read(folder.file("a.surface")) == surface)
  }

  @Test func `the smallest eigenvalue is found, though most are nearly zero`() throws {
    let fixture = try ProbeFixture()
    let checkpoint = try fixture.checkpoint(widths: [24], activation: .tanh)
    var options = try fixture.options("-0.5:0.5:3", "-0.5:0.5:3")
    options.curvature = PointCurvature()
    let surface = try fixture.probe(checkpoint, options)
    let samples = try checkpoint.configuration.dataset.load(.train)
    let set = SampleSet(choosing: 20, of: Array(0..<60), seed: 0)
    let hessian = HessianOperator(
      LossDefinition(checkpoint.model, samples: samples, set: set), at: checkpoint.parameters,
      moving: options.movingBlocks(of: checkpoint.model), seed: 0)
    let found = try #require(
      try LanczosIteration(top: 1, bottom: 1, tolerance: 1e-5, products: 200).run(hessian, seed: 8))
    let centre = try #require(surface.centreIndex)
    for (name, pair) in [("lambdaMax", found.top[0]), ("lambdaMin", found.bottom[0])] {
      // An eigenvalue is no further away than its residual, of which the map allows a twentieth.
      #expect(abs((surface[name]?[centre] ?? 0) - pair.value) <= 0.05 * abs(pair.value))
    }
  }

  @Test func `curvature is added to a surface that has its losses`() throws {
    var options = try options()
    let plain = try probe(options)
    #expect(plain["ratio"] == nil && plain.provenance.curvature == nil)
    options.curvature = PointCurvature()
    let curved = try probe(options)
    #expect(curved.loss == plain.loss && curved["ratio"]?.allSatisfy(\.isFinite) == true)
    // Who does not ask for it gets what is there; who asks for another one is refused.
    options.curvature = nil
    #expect(try probe(options) == curved)
    options.curvature = PointCurvature(tolerance: 0.5)
    #expect(
      throws: ProbingError.surfaceFromOtherInputs(path: folder.file("a.surface"), differences: ["curvature"])
    ) {
      _ = try probe(options)
    }
    #expect(try probe(options, overwrite: true).provenance.curvature?.tolerance == 0.5)
  }

  @Test func `an interrupted map goes on where it stopped`() throws {
    var options = try options()
    options.curvature = PointCurvature()
    let whole = try probe(options, at: "whole.surface")
    let stop = StopRequest()
    #expect(throws: ProbingError.stopped(path: folder.file("a.surface"), done: 7, total: 25)) {
      _ = try probe(options, stop: stop) { event in
        if case .curving(let done, _) = event, done == 7 { stop.stop() }
      }
    }
    let part = try Surface.read(folder.file("a.surface"))
    #expect(part["ratio"]?.count { $0.isFinite } == 7 && part.isComplete)
    var first: Int?
    let finished = try probe(options) { event in
      if case .curving(let done, _) = event, first == nil { first = done }
    }
    #expect(first == 7 && finished == whole)
  }

  @Test func `a point where the loss diverges has infinite eigenvalues, and is not computed again`() throws {
    var options = try options("-1e39:1e39:3")
    options.curvature = PointCurvature()
    let surface = try probe(options)
    let diverged = surface.loss.indices.filter { surface.loss[$0] == .infinity }
    #expect(!diverged.isEmpty)
    #expect(diverged.allSatisfy { surface["ratio"]?[$0] == .infinity })
    var events = 0
    _ = try probe(options) { event in if case .curving = event { events += 1 } }
    #expect(events == 0)
  }
}
