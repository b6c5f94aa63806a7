import Data
import Evaluation
import Foundation
import Models
import Networks
import Probing
import Storage
import Surfaces
import TestSupport
import Testing

@Suite struct TrajectoryPlaneTests {
  private let fixture: ProbeFixture

  init() throws { fixture = try ProbeFixture() }

  /// The snapshots of `Scripts/trajectory-components.py`, and the last of them as a network of 15 parameters.
  private func example() throws -> (model: Model, snapshots: [[Float]]) {
    var builder = GraphBuilder(input: [4])
    _ = builder.add("fc", .dense(Dense(units: 3)), 0)
    var snapshots: [[Float]] = []
    for i in 0..<7 {
      var vector: [Float] = []
      for j in 0..<15 {
        let phase = 0.7 * Double(i) + 1.3 * Double(j)
        vector.append(Float(sin(phase) * (1 + 0.1 * Double(i * j)) / 4))
      }
      snapshots.append(vector)
    }
    let like = try fixture.checkpoint().model
    let model = Model(
      graph: try builder.graph(), parameters: snapshots[6], preprocessing: like.preprocessing,
      task: like.task, name: "m", source: like.source)
    return (model, snapshots)
  }

  private func run(_ snapshots: [[Float]], named name: String = "run") throws -> TrajectoryPlane.Run {
    var trajectory = Trajectory(model: "m", parameterCount: snapshots[0].count, run: Digest(of: [1]))
    for (epoch, vector) in snapshots.enumerated() { trajectory.append(epoch: Double(epoch), vector) }
    let path = fixture.folder.file("\(name).trajectory")
    try trajectory.write(to: path)
    return TrajectoryPlane.Run(name: name, file: try TrajectoryFile(path))
  }

  private func near(_ a: Double, _ b: Double, _ tolerance: Double = 2e-6) -> Bool { abs(a - b) <= tolerance }

  /// Numbers by numpy's singular value decomposition.
  @Test(arguments: [1, 3]) func `axes and nearest points are those of a singular value decomposition`(
    workers: Int
  ) throws {
    let (model, snapshots) = try example()
    let plane = try TrajectoryPlane(of: [run(snapshots)], around: model, workers: workers)
    let explained = [0.8943864231409269, 0.10516826546946154]
    for (source, share) in zip(plane.subspace.sources, explained) {
      guard case .principal(_, "run", let found, _) = source else {
        Issue.record("\(source)")
        continue
      }
      #expect(near(found, share))
    }
    let coordinates = [
      [3.8576769358743386, 1.481362783754089], [4.638417395382102, 1.5415268197724612],
      [5.4163913141068445, 0.6647999268507891], [5.368376573833494, -0.844413129592475],
      [4.070699800080349, -2.0417781018945007], [1.9083777174446213, -1.8974687256155844], [0, 0],
    ]
    let residuals = [
      0.1768767789507136, 0.03244239655596591, 0.10480698800123572, 0.07020278707426876,
      0.03527588927991514, 0.08744269988934521, 0.0,
    ]
    let moments = try #require(plane.tracks.first).moments
    #expect(moments.map(\.epoch) == [0, 1, 2, 3, 4, 5, 6])
    for (index, moment) in moments.enumerated() {
      #expect(zip(moment.coordinates, coordinates[index]).allSatisfy { near($0, $1) })
      #expect(near(moment.residual, residuals[index]))
    }
    #expect(near(moments[0].distance, 4.136108368212862))
    #expect(abs(plane.subspace.cosine ?? 1) <= 1e-6)
  }

  @Test func `a run in two files of snapshots has the axes of one`() throws {
    let (model, snapshots) = try example()
    let whole = try TrajectoryPlane(of: [run(snapshots)], around: model, workers: 2)
    let parts = [try run(Array(snapshots[..<3]), named: "a"), try run(Array(snapshots[3...]), named: "b")]
    let both = try TrajectoryPlane(of: parts, around: model, workers: 2)
    #expect(both.subspace.directions.map(\.components) == whole.subspace.directions.map(\.components))
    #expect(both.tracks.flatMap(\.moments).map(\.coordinates) == whole.tracks[0].moments.map(\.coordinates))
  }

  @Test func `a diverged snapshot takes no part and is told apart`() throws {
    let (model, snapshots) = try example()
    var spoilt = snapshots
    spoilt.insert(Array(repeating: .nan, count: 15), at: 3)
    let plane = try TrajectoryPlane(of: [run(spoilt)], around: model, workers: 2)
    let whole = try TrajectoryPlane(of: [run(snapshots, named: "w")], around: model, workers: 2)
    #expect(plane.tracks[0].moments.map(\.isDiverged) == (0..<8).map { $0 == 3 })
    for (a, b) in zip(plane.subspace.directions, whole.subspace.directions) {
      #expect(zip(a.components, b.components).allSatisfy { abs($0 - $1) <= 1e-6 })
    }
  }

  @Test func `snapshots without a plane are refused with the reason`() throws {
    let (model, snapshots) = try example()
    func problem(_ snapshots: [[Float]], dimensions: Int = 2) -> DirectionProblem? {
      do {
        _ = try TrajectoryPlane(of: [run(snapshots)], around: model, dimensions: dimensions, workers: 1)
        return nil
      } catch ProbingError.unusableDirection(_, let problem) { return problem } catch { return nil }
    }
    #expect(problem([snapshots[6]]) == .noMovement(snapshots: 1))
    #expect(problem(Array(repeating: snapshots[6], count: 3)) == .noMovement(snapshots: 3))
    #expect(problem([snapshots[0]]) == .onlyALine(snapshots: 1))
    #expect(problem([snapshots[0]], dimensions: 1) == nil)
    #expect(problem([[1, 2]]) == .otherRun(model: "m", expected: 15, found: 2))
    #expect(problem([Array(repeating: .infinity, count: 15)]) == .notFinite)
  }

  @Test func `true losses are those of the snapshots, and the others those of the plane`() throws {
    let checkpoint = try fixture.checkpoint()
    let other = try fixture.checkpoint(seed: 2)
    var middle = other.parameters
    for i in middle.indices where i % 2 == 0 { middle[i] += 0.3 }
    let vectors = [other.parameters, middle, checkpoint.parameters]
    let run = try run(vectors)
    let plane = try TrajectoryPlane(of: [run], around: checkpoint.model, workers: 1)
    let options = try fixture.options()
    let samples = try checkpoint.configuration.dataset.load(.train)
    let probe = SurfaceProbe(of: checkpoint, on: samples, options, along: plane.subspace)
    let measured = try probe.measured(plane.tracks, of: [run], stop: StopRequest())
    let moments = try #require(measured.first).moments
    // Three points and the origin make a plane: it holds all of them.
    for (moment, vector) in zip(moments, vectors) {
      #expect(moment.residual <= 1e-5)
      let own = try #require(moment.loss)
      #expect(abs(try #require(moment.surfaceLoss) - own) <= 1e-4)
      let set = SampleSet(choosing: 20, of: Array(0..<samples.count), seed: 0)
      let expected = try Objective(checkpoint.model, samples: samples, set: set, workers: 1).loss(at: vector)
      #expect(abs(own - (try #require(expected))) <= 1e-6)
    }
  }
}
