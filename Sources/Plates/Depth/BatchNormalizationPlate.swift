import Data
import Models
import Networks
import Rendering
import Tensors
import Training

/// Histograms of what goes into the activations of each layer, with and without batch normalization, before and after
/// training.
///
/// Ioffe & Szegedy 2015, arXiv:1502.03167.
struct BatchNormalizationPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let epochs: Int
    /// Histograms reach from `−halfWidth` to `halfWidth`.
    let halfWidth: Double
    /// Without and with normalization.
    let networks: [Network]
  }

  struct Network: Codable, Sendable {
    let before: Moment
    let after: Moment
    /// In percent, at the end.
    let testError: Double
  }

  struct Moment: Codable, Sendable {
    /// Standard deviation by layer.
    let deviations: [Double]
    /// Share of a layer's values in each bin, in percent: `[layer][bin]`.
    let shares: [[Double]]
  }

  static let layers = 9
  static let deviation = 0.1
  static let halfWidth = 4.0

  let about = PlateDescription(
    name: "batch-normalization", chapter: .depth, rows: [7],
    title: Words("Batch normalization keeps every layer's inputs in range", "배치 정규화는 모든 층의 입력을 알맞은 범위에 둔다"),
    lesson: Words(
      """
      Each row of a map is the histogram of one layer's pre-activations. Without normalization, above, the weights' scale \
      multiplies from layer to layer and the signal dies out; with it, below, every layer sees numbers of about unit \
      size, before training and after.
      """,
      """
      그림의 가로줄 하나가 한 층의 활성화 직전 값의 히스토그램이다. 정규화가 없으면(위) 가중치의 크기가 층마다 곱해져 신호가 \
      사라지고, 있으면(아래) 학습 전에도 후에도 모든 층이 크기가 1쯤인 값을 받는다.
      """),
    next: Words("Raise the weights' scale and watch the histograms spread", "가중치를 키워 히스토그램이 퍼지는 것을 보라"),
    command:
      "landscape train --model mlp --widths 64,64,64,64,64,64,64,64,64 --normalization batch --init normal:0.1 --record pre-activations"
  )

  var height: Int { 1050 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [Normalization.none, .batch].map { normalization in
      PlateRun(
        "normalization \(normalization.rawValue)",
        TrainingConfiguration(
          dataset: .fashionMNIST,
          architecture: try Architecture(
            name: "mlp", widths: Array(repeating: 64, count: Self.layers), normalization: normalization),
          initialization: .normal(deviation: Self.deviation), epochs: effort.pick(5, quick: 1),
          optimizer: OptimizerConfiguration(learningRate: 0.05),
          sampleLimit: effort.pick(8192, quick: 2048)))
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    let runs = try runs(workshop.effort)
    return Results(
      samples: runs.first?.training.sampleLimit ?? 0, epochs: runs.first?.training.epochs ?? 0,
      halfWidth: Self.halfWidth,
      networks: try runs.map { run in
        let checkpoint = try workshop.checkpoint(run)
        let samples = try workshop.samples(run.training.dataset, .train)
        let initial = run.training.initialParameters(of: checkpoint.graph)
        return Network(
          before: try Self.moment(checkpoint, initial, samples),
          after: try Self.moment(checkpoint, checkpoint.parameters, samples),
          testError: Kept.rounded(
            100 * (1 - (checkpoint.log.last?.testAccuracy ?? .nan)), digits: 4))
      })
  }

  static func moment(
    _ checkpoint: Checkpoint, _ parameters: [Float], _ samples: Samples
  ) throws -> Moment {
    let statistics = try ActivationStatistics.measured(
      graph: checkpoint.graph, parameters: parameters, samples: samples,
      normalization: checkpoint.normalization, kinds: [.preActivations], halfWidth: halfWidth)
    let layers = statistics.records.last?.preActivations ?? []
    return Moment(
      deviations: layers.map { Kept.rounded($0.variance.squareRoot(), digits: 4) },
      shares: layers.map { layer in
        let total = Double(max(1, layer.counts.reduce(0, +)))
        return layer.counts.dropFirst().dropLast().map {
          Kept.rounded(100 * Double($0) / total, digits: 3)
        }
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.networks.count == 2 else { return [] }
    let (plain, normalized) = (results.networks[0], results.networks[1])
    let text = { (value: Double?) in NumberText.value(value ?? .nan, digits: 2) }
    let count = plain.before.deviations.count
    let range = { (moment: Moment) in (moment.deviations.min() ?? .nan, moment.deviations.max() ?? .nan) }
    let (before, after) = (range(normalized.before), range(normalized.after))
    return [
      Claim(
        Words(
          """
          Before training the standard deviation of the pre-activations falls from \(text(plain.before.deviations.first)) in \
          layer 1 to \(text(plain.before.deviations.last)) in layer \(count); with batch normalization it is \
          \(Self.range(before).english) in every layer.
          """,
          """
          학습 전 활성화 직전 값의 표준 편차는 1층의 \(text(plain.before.deviations.first))에서 \(count)층의 \
          \(text(plain.before.deviations.last))까지 줄어든다. 배치 정규화가 있으면 모든 층에서 \
          \(Self.range(before).korean)이다.
          """),
        (plain.before.deviations.first ?? 0) > 10 * (plain.before.deviations.last ?? .infinity)
          && before.0 > 0.8 && before.1 < 1.2),
      Claim(
        Words(
          """
          After training it is \(Self.range(after).english) with normalization; the test error is \
          \(DepthNumbers.percent(normalized.testError)), without normalization \(DepthNumbers.percent(plain.testError)).
          """,
          """
          학습 뒤 정규화가 있으면 \(Self.range(after).korean)이다. 시험 오차는 \
          \(DepthNumbers.percent(normalized.testError)), 정규화가 없으면 \(DepthNumbers.percent(plain.testError))이다.
          """),
        after.0 > 0.2 && after.1 < 5 && normalized.testError < plain.testError),
    ]
  }

  /// The least and the greatest value, or the one that both are.
  static func range(_ ends: (Double, Double)) -> Words {
    let (lower, upper) = (NumberText.value(ends.0, digits: 2), NumberText.value(ends.1, digits: 2))
    return lower == upper
      ? Words(lower, lower) : Words("between \(lower) and \(upper)", "\(lower)에서 \(upper) 사이")
  }

  func caption(_ results: Results) -> Words {
    let count = NumberText.count(results.samples)
    let text = NumberText.value(Self.deviation)
    return Words(
      """
      Perceptrons with \(Self.layers) hidden layers of 64 ReLU units, weights drawn with standard deviation \(text), on \
      \(count) images of Fashion-MNIST; \(results.epochs) epochs, batch 128, rate 0.05 with momentum 0.9, cosine annealing, \
      seed 0. Histograms of 512 training images in batches of 128, with the batches' statistics.
      """,
      """
      너비 64인 ReLU 은닉층 \(Self.layers)개의 퍼셉트론, 가중치의 표준 편차 \(text), Fashion-MNIST \(count)장, \(results.epochs) \
      에폭, 배치 128, 학습률 0.05, 모멘텀 0.9, 코사인 감쇠, 시드 0. 히스토그램은 학습 이미지 512장을 128장씩 배치 통계로 잰 것이다.
      """)
  }
}
