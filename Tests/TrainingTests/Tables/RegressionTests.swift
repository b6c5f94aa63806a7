import Data
import Evaluation
import Models
import Networks
import Storage
import TestSupport
import Testing
import Training

@Suite struct RegressionTests {
  private let fixture: TableFixture

  init() throws { fixture = try TableFixture() }

  /// Mean and population deviation in two passes.
  private func statistics(_ numbers: [Double]) -> (mean: Double, deviation: Double) {
    let mean = numbers.reduce(0, +) / Double(numbers.count)
    let square = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(numbers.count)
    return (mean, square.squareRoot())
  }

  /// With standardized columns the coefficients of least squares solve `R w = r` with the correlations `R` of the
  /// inputs and `r` of inputs and target, the intercept is 0, and the mean squared residual is `1 − rᵀw`.
  @Test func `a network without hidden layers finds the least squares solution`() throws {
    let rows = (0..<24).map { i -> [Double] in
      let (a, b) = (Double(i * 7 % 24), Double(i * i % 11))
      return [a, 100 * b, 5 + 3 * a - 0.2 * b + Double(i * 5 % 7)]
    }
    let checkpoint = try fixture.train(fixture.dataset(fixture.write(rows)), epochs: 60, rate: 0.25)
    let columns = (0..<3).map { column in
      let numbers = rows.map { $0[column] }
      let (mean, deviation) = statistics(numbers)
      return numbers.map { ($0 - mean) / deviation }
    }
    func correlation(_ i: Int, _ j: Int) -> Double {
      zip(columns[i], columns[j]).reduce(0) { $0 + $1.0 * $1.1 } / Double(rows.count)
    }
    let (c, p, q) = (correlation(0, 1), correlation(0, 2), correlation(1, 2))
    let exact = [(p - c * q) / (1 - c * c), (q - c * p) / (1 - c * c), 0]
    // A step shrinks errors by |1 − ½(1 ± c)| < ⅔, to less than 1e-10 after 60; what is left is the rounding of a
    // gradient of terms up to 4, some ten times 2⁻²⁴ of it, over the least eigenvalue 2(1 − |c|) > 1 of the Hessian.
    #expect(abs(c) < 0.33)
    for (found, wanted) in zip(checkpoint.parameters, exact) { #expect(abs(Double(found) - wanted) < 4e-6) }
    let loss = try #require(checkpoint.log.last?.testLoss)
    #expect(abs(loss - (1 - p * exact[0] - q * exact[1])) < 1e-6)
  }

  @Test func `the mean absolute error ignores an outlier, the mean squared error does not`() throws {
    // y = 2x, but for the last point, which is 400 too high.
    let rows = (-10...10).map { [Double($0), 2 * Double($0) + ($0 == 10 ? 400 : 0)] }
    let dataset = try fixture.dataset(fixture.write(rows))
    let deviations = (0..<2).map { column in statistics(rows.map { $0[column] }).deviation }
    func slope(_ loss: LossFunction, epochs: Int, _ schedule: LearningRateSchedule) throws -> Double {
      let checkpoint = try fixture.train(dataset, loss: loss, epochs: epochs, rate: 0.25, schedule: schedule)
      return Double(checkpoint.parameters[0]) * deviations[1] / deviations[0]
    }
    // The best line passes through the 20 other points; the last subgradient steps are a small part of the rate.
    let robust = try slope(.meanAbsoluteError, epochs: 60, LearningRateSchedule(.cosine))
    #expect(abs(robust - 2) < 0.2)
    // Least squares: 2 + 400·10/Σx², and Σx² = 770. Each step halves the error, whose Hessian is 2.
    let pulled = try slope(.meanSquaredError, epochs: 30, LearningRateSchedule(.constant))
    #expect(abs(pulled - (2 + 4000.0 / 770)) < 1e-4)
  }

  @Test func `the target is standardized by the training split, and the checkpoint keeps how`() throws {
    let path = try fixture.write((0..<20).map { [Double($0), Double($0 * $0) + 1e6] })
    let dataset = try fixture.dataset(path, testShare: 0.25)
    let checkpoint = try fixture.train(dataset, epochs: 1, rate: 0.1)
    let train = try dataset.load(.train)
    guard case .numbers(let numbers, _) = train.targets else {
      Issue.record("no numbers")
      return
    }
    let (mean, deviation) = statistics(numbers)
    let read = try Checkpoint.read(fixture.folder.file("usual.ckpt"))
    #expect(read.normalization == checkpoint.normalization)
    let target = try #require(read.normalization.target)
    #expect(abs(target.mean - mean) < 1e-15 * 1e6 * 20)
    #expect(abs(target.deviation - deviation) < 1e-9 * deviation)
    #expect(abs(target.apply(to: mean)) < 1e-6 && abs(target.apply(to: mean + deviation) - 1) < 1e-6)
  }

  @Test func `a target of any size is standardized`() {
    for scale in [1e-300, 1, 1e300] {
      let found = TargetStandardization(of: [1, 2, 3, 4].map { $0 * scale })
      #expect(abs(found.mean / scale - 2.5) < 1e-15)
      #expect(abs(found.deviation / scale - 1.25.squareRoot()) < 1e-15)
    }
    #expect(TargetStandardization(of: [0.1, 0.1, 0.1]) == TargetStandardization(mean: 0.1, deviation: 1))
  }

  @Test func `the record of a regression has no accuracy`() throws {
    let path = try fixture.write((0..<10).map { [Double($0), Double($0)] })
    let record = try #require(fixture.train(fixture.dataset(path), epochs: 1, rate: 0.1).log.first)
    #expect(record.trainAccuracy == nil && record.testAccuracy == nil)
    #expect(!JSONText.encode(record).contains("ccuracy"))
  }

  private static func rows(modulus: Int) -> [[Double]] {
    (0..<30).map { i in [i, i % 7, i * i % modulus].map(Double.init) }
  }

  @Test func `an interrupted run continues to the same bytes`() throws {
    let path = try fixture.write(Self.rows(modulus: 23))
    var configuration = TrainingConfiguration(
      dataset: try fixture.dataset(path, testShare: 0.2),
      architecture: try Architecture(name: "mlp", widths: [5]), epochs: 3, batchSize: 7,
      optimizer: .init(learningRate: 0.05), validationShare: 0.2, seed: 3)
    func run(_ name: String, stopAfterOne: Bool = false) throws {
      let stop = StopRequest()
      _ = try Trainer(configuration: configuration, path: fixture.folder.file(name), program: "test")
        .run(stop: stop) { if stopAfterOne, case .epoch = $0 { stop.stop() } }
    }
    try run("whole.ckpt")
    for _ in 0..<2 { #expect(throws: TrainingError.self) { try run("parts.ckpt", stopAfterOne: true) } }
    try run("parts.ckpt")
    #expect(
      try content(fixture.folder.file("whole.ckpt")) == content(fixture.folder.file("parts.ckpt")))
    // A table with other numbers is another data set.
    _ = try fixture.write(Self.rows(modulus: 22))
    configuration.dataset = try fixture.dataset(path, testShare: 0.2)
    #expect(
      throws: TrainingError.otherConfiguration(
        path: fixture.folder.file("whole.ckpt"), differences: ["data"])
    ) { try run("whole.ckpt") }
  }

  @Test(arguments: [LossFunction.crossEntropy, .smoothedCrossEntropy(0.1), .binaryCrossEntropy])
  func `a loss of classes is refused for numbers`(loss: LossFunction) throws {
    let dataset = try fixture.dataset(fixture.write((0..<10).map { [Double($0), Double($0)] }))
    #expect(LossFunction.usual(for: dataset) == .meanSquaredError)
    do {
      _ = try fixture.train(dataset, loss: loss, epochs: 1, rate: 0.1)
      Issue.record("\(loss) was accepted")
    } catch TrainingError.invalidOption("loss", let reason) {
      #expect(reason.contains(loss.rawValue) && reason.contains("mean-squared-error"))
    }
  }
}
