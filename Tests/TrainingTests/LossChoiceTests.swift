import Networks
import Testing
import Training

@Suite struct LossChoiceTests {
  /// Clouds far apart, so that one-hot targets are met by the largest output.
  @Test(arguments: [LossFunction.meanSquaredError, .meanAbsoluteError, .binaryCrossEntropy])
  func `classes are learnt by losses of numbers too`(loss: LossFunction) throws {
    var run = try TinyRun(epochs: 10, rate: 0.02)
    run.configuration.loss = loss
    let log = try run.train().log
    #expect(log[9].trainLoss < log[0].trainLoss)
    #expect(try #require(log[9].testAccuracy) > 0.8, "\(log.map(\.testAccuracy))")
  }
}
