import Networks
import Surfaces
import TestSupport
import Testing
import Training

@Suite struct EarlyStoppingTests {
  private func log(_ losses: [Double]) -> [EpochRecord] {
    losses.enumerated().map { index, loss in
      let outcome = LossSums(lossSum: loss, squaredLossSum: 0, correct: 0, count: 1)
      return EpochRecord(
        epoch: index + 1, learningRate: 1, train: outcome, validation: outcome, test: outcome)
    }
  }

  @Test func `the best epoch is the first of the least loss`() {
    let rule = EarlyStopping(patience: 2)
    #expect(rule.bestEpoch(log([])) == nil)
    #expect(rule.bestEpoch(log([3, 2, 2, 2.5])) == 2)
    #expect(rule.bestEpoch(log([.nan, .infinity, 2])) == 3)
  }

  @Test func `a run is over after so many epochs without improvement`() {
    let rule = EarlyStopping(patience: 2)
    #expect(!rule.isOver(log([3, 2, 2.5])))
    #expect(rule.isOver(log([3, 2, 2.5, 2.1])))
    #expect(!rule.isOver(log([3, 2, 2.5, 1.9])))
  }

  @Test func `an improvement has to be as large as asked`() {
    let rule = EarlyStopping(patience: 2, minimumImprovement: 0.5)
    #expect(rule.bestEpoch(log([3, 2.6, 2.4])) == 3)
    #expect(rule.isOver(log([3, 2.6, 2.51])))
  }

  @Test func `the run stops, and has the weights of its best epoch`() throws {
    var run = try TinyRun(data: "moons", trainCount: 60, epochs: 40, rate: 1.5)
    run.configuration.validationShare = 0.3
    run.configuration.earlyStopping = EarlyStopping(patience: 3)
    run.configuration.schedule = LearningRateSchedule(.constant)
    let checkpoint = try run.train(snapshots: 1)
    let best = try #require(checkpoint.restoredEpoch)
    let losses = checkpoint.log.compactMap(\.validationLoss)
    #expect(losses.count < 40 && losses.count == best + 3)
    #expect(losses[best - 1] == losses.min())
    #expect(try Trajectory.read(run.trajectoryPath).vector(best) == checkpoint.parameters)
    #expect(checkpoint.best == nil && checkpoint.isComplete)
    #expect(try Checkpoint.read(run.path).restoredEpoch == best)
  }

  @Test func `an interrupted run stops at the same epoch with the same bytes`() throws {
    func configured() throws -> TinyRun {
      var run = try TinyRun(data: "moons", trainCount: 60, epochs: 40, rate: 1.5)
      run.configuration.validationShare = 0.3
      run.configuration.earlyStopping = EarlyStopping(patience: 3)
      run.configuration.schedule = LearningRateSchedule(.constant)
      return run
    }
    let (whole, parts) = (try configured(), try configured())
    let epochs = try whole.train().log.count
    for _ in 1..<epochs { #expect(throws: TrainingError.self) { try parts.train(stopAfter: 1) } }
    _ = try parts.train()
    #expect(try content(whole.path) == content(parts.path))
    _ = try parts.train()
    #expect(try content(whole.path) == content(parts.path))
  }
}
