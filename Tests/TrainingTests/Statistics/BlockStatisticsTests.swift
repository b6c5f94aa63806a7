import Evaluation
import Networks
import Storage
import TestSupport
import Testing
import Training

@Suite struct BlockStatisticsTests {
  private func recorded(
    _ change: (inout TinyRun) -> Void = { _ in }, stopAfter: Int = .max
  ) throws -> (TinyRun, Checkpoint) {
    var run = try TinyRun(epochs: 2)
    change(&run)
    return (run, try run.recorder().run(stop: StopRequest()) { _ in })
  }

  @Test func `weights begin with the initial norms and are of trained blocks only`() throws {
    let (_, checkpoint) = try recorded()
    let statistics = try #require(checkpoint.statistics)
    #expect(statistics.epochs == [0.5, 1, 1.5, 2])
    #expect(statistics.blocks == ["fc1.weight", "fc1.bias", "fc2.weight", "fc2.bias"])
    for kind in StatisticsRecording.Kind.allCases {
      #expect(statistics.values(kind, of: "fc2.bias")?.count == 4)
    }
  }

  @Test func `plain descent has the rate as its effective step, and norms that belong together`() throws {
    let (_, checkpoint) = try recorded {
      $0.configuration.optimizer = .init(.gradientDescent, learningRate: 0.05, weightDecay: 0)
      $0.configuration.schedule = LearningRateSchedule(.constant)
    }
    let statistics = try #require(checkpoint.statistics)
    let initial = Initialization.parameters(of: checkpoint.graph, seed: 4)
    let norm = initial[0..<16].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
    func values(_ kind: StatisticsRecording.Kind) throws -> [Double] {
      try #require(statistics.values(kind, of: "fc1.weight"))
    }
    #expect(abs(try values(.weights)[0] - norm) < 1e-12)
    for moment in 0..<statistics.epochs.count {
      #expect(abs(try values(.stepSizes)[moment] - 0.05) < 1e-5)
      let ratio = 0.05 * (try values(.gradients)[moment]) / (try values(.weights)[moment])
      #expect(abs(try values(.updates)[moment] - ratio) < 1e-5)
    }
  }

  @Test func `recording changes nothing of the run`() throws {
    let (_, checkpoint) = try recorded()
    #expect(try TinyRun(epochs: 2).train().parameters == checkpoint.parameters)
  }

  @Test func `records are kept by the file and continued`() throws {
    let (run, checkpoint) = try recorded()
    #expect(try Checkpoint.read(run.path).statistics == checkpoint.statistics)
    let parts = try TinyRun(epochs: 2)
    let stop = StopRequest()
    #expect(throws: TrainingError.self) {
      try parts.recorder().run(stop: stop) { event in
        if case .epoch = event { stop.stop() }
      }
    }
    _ = try parts.recorder().run(stop: StopRequest()) { _ in }
    #expect(try content(run.path) == content(parts.path))
  }
}

extension TinyRun {
  /// A trainer that records everything twice an epoch.
  fileprivate func recorder() -> Trainer {
    Trainer(
      configuration: configuration, path: path,
      recording: StatisticsRecording(Set(StatisticsRecording.Kind.allCases), perEpoch: 2), program: "test")
  }
}
