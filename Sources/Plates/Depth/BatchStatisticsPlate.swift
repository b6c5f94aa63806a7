import Data
import Glibc
import Models
import Networks
import Numerics
import Rendering
import Storage
import Tensors
import Training

/// Statistics of batches against the running ones by batch size, and what their scatter costs.
struct BatchStatisticsPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let epochs: Int
    let batchSizes: [Int]
    /// Root mean square of the differences of batch means from running ones, in standard deviations, by batch size.
    let means: [Double]
    /// Root mean square of the logarithms of the ratios of batch variances to running ones, by batch size.
    let variances: [Double]
    /// Test error in percent with the statistics of test batches, by batch size.
    let trainingErrors: [Double]
    /// Test error in percent with the running statistics.
    let inferenceError: Double
  }

  static let batchSizes = [2, 4, 8, 16, 32, 64, 128, 256]

  let about = PlateDescription(
    name: "batch-statistics", chapter: .depth, rows: [7],
    title: Words("Batch statistics scatter around the running ones", "배치 통계는 이동 통계 둘레에 흩어진다"),
    lesson: Words(
      """
      On the left, a batch of N samples misses the mean that inference uses by one standard deviation over the root of N; \
      on the right is what that noise costs the same network when it is tested as in training.
      """,
      """
      왼쪽: 샘플 N개의 배치 평균은 추론에 쓰는 평균에서 표준 편차의 1/√N만큼 벗어난다. 오른쪽: 같은 신경망을 학습 모드로 시험하면 그 \
      잡음 때문에 오차가 얼마나 커지는지 보인다.
      """),
    next: Words(
      "See what small batches do to training (small-batches)", "작은 배치가 학습에 미치는 영향을 보라(small-batches)"),
    command: "landscape train --model mlp --normalization batch --record running-statistics")

  static func run(_ effort: Effort) throws -> PlateRun {
    PlateRun(
      "mlp with batch normalization",
      TrainingConfiguration(
        dataset: .fashionMNIST,
        architecture: try Architecture(name: "mlp", widths: [64, 64, 64], normalization: .batch),
        epochs: effort.pick(6, quick: 2), optimizer: OptimizerConfiguration(learningRate: 0.05),
        sampleLimit: effort.pick(8192, quick: 2048)))
  }

  func runs(_ effort: Effort) throws -> [PlateRun] { [try Self.run(effort)] }

  func results(from workshop: Workshop) throws -> Results {
    let run = try Self.run(workshop.effort)
    let checkpoint = try workshop.checkpoint(run)
    let samples = try workshop.samples(run.training.dataset, .train)
    let test = try workshop.samples(run.training.dataset, .test)
    let observed = Array(checkpoint.trainedIndices(of: samples.count).shuffledPrefix(2048))
    var (means, variances, errors): ([Double], [Double], [Double]) = ([], [], [])
    for size in Self.batchSizes {
      let gaps =
        try ActivationStatistics.measured(
          graph: checkpoint.graph, parameters: checkpoint.parameters, samples: samples, indices: observed,
          normalization: checkpoint.normalization, batchSize: size, mode: .running,
          kinds: [.runningStatistics]
        ).records.last?.gaps ?? []
      means.append(Self.rootMeanSquare(gaps.map(\.mean)))
      variances.append(Self.rootMeanSquare(gaps.map(\.variance)))
      errors.append(try Self.error(of: checkpoint, on: test, batchSize: size))
    }
    return Results(
      samples: run.training.sampleLimit ?? 0, epochs: run.training.epochs, batchSizes: Self.batchSizes,
      means: Kept.rounded(means, digits: 4), variances: Kept.rounded(variances, digits: 4),
      trainingErrors: Kept.rounded(errors, digits: 4),
      inferenceError: Kept.rounded(
        100 * (1 - (checkpoint.log.last?.testAccuracy ?? .nan)), digits: 4))
  }

  static func rootMeanSquare(_ values: [Double]) -> Double {
    (values.reduce(0) { $0 + $1 * $1 } / Double(max(1, values.count))).squareRoot()
  }

  /// Test error in percent with the statistics of batches of a size, over as many whole batches as there are.
  static func error(of checkpoint: Checkpoint, on test: Samples, batchSize: Int) throws -> Double {
    let plan = try DifferentiationPlan(
      graph: checkpoint.graph, loss: checkpoint.configuration.loss, batchSize: batchSize, statistics: .batch)
    var total = LossSums()
    for batch in 0..<test.count / batchSize {
      let range = batch * batchSize..<(batch + 1) * batchSize
      test.copyNormalized(range, using: checkpoint.normalization, into: plan.inputs[0].floats)
      for (place, index) in range.enumerated() { plan.labels[place] = test.labels[index] }
      total += checkpoint.parameters.withUnsafeBufferPointer { plan.evaluate(at: $0) }
    }
    return 100 * (1 - total.accuracy)
  }

  func claims(_ results: Results) -> [Claim] {
    let sizes = results.batchSizes.map(Double.init)
    guard let first = results.means.first, let last = results.means.last, let small = sizes.first,
      let large = sizes.last, let worst = results.trainingErrors.first,
      let best = results.trainingErrors.last
    else { return [] }
    let slope = log(last / first) / log(large / small)
    let text = { (value: Double) in NumberText.value(value, digits: 2) }
    let percent = DepthNumbers.percent
    return [
      Claim(
        Words(
          """
          From batches of \(Int(small)) to batches of \(Int(large)) the distance of batch means falls from \(text(first)) to \
          \(text(last)) standard deviations, as the batch size to the power \(text(slope)).
          """,
          """
          배치가 \(Int(small))에서 \(Int(large))로 커지면 배치 평균의 거리는 표준 편차의 \(text(first))배에서 \(text(last))배로, 배치 \
          크기의 \(text(slope))제곱으로 줄어든다.
          """),
        abs(slope + 0.5) < 0.08),
      Claim(
        Words(
          """
          With the statistics of its batch the network has a test error of \(percent(worst)) in batches of \(Int(small)) and of \
          \(percent(best)) in batches of \(Int(large)); with the running ones \(percent(results.inferenceError)).
          """,
          """
          배치 통계를 쓰면 시험 오차는 배치 \(Int(small))에서 \(percent(worst)), 배치 \(Int(large))에서 \(percent(best))이고, 이동 \
          통계를 쓰면 \(percent(results.inferenceError))이다.
          """),
        worst > results.inferenceError + 5 && abs(best - results.inferenceError) < 2),
    ]
  }

  func caption(_ results: Results) -> Words {
    let count = NumberText.count(results.samples)
    return Words(
      """
      Perceptron with three hidden layers of 64 ReLU units and batch normalization on \(count) images of Fashion-MNIST; \
      \(results.epochs) epochs, batch 128, rate 0.05 with momentum 0.9, cosine annealing, seed 0. Left: root mean square over \
      layers, units and batches of 2,048 training images, what enters a layer normalized as in inference. Right: error on the 10,000 test images.
      """,
      """
      너비 64인 ReLU 은닉층 셋에 배치 정규화를 쓴 퍼셉트론, Fashion-MNIST \(count)장, \(results.epochs) 에폭, 배치 128, 학습률 \
      0.05, 모멘텀 0.9, 코사인 감쇠, 시드 0. 왼쪽: 학습 이미지 2,048장의 모든 배치, 층, 유닛에 걸친 제곱평균제곱근(앞 층은 추론처럼 정규화). 오른쪽: 시험 \
      이미지 10,000장의 오차.
      """)
  }
}

extension Array where Element == Int {
  /// Some of the elements, drawn with a fixed seed.
  fileprivate func shuffledPrefix(_ count: Int) -> ArraySlice<Int> {
    var generator = SeededGenerator(seed: 0, for: .exampleDraw(0))
    return generator.shuffled(self).prefix(count)
  }
}
