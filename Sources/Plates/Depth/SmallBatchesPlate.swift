import Models
import Networks
import Rendering
import Training

/// Test error against batch size for batch, layer and group normalization.
///
/// After Wu & He 2018, arXiv:1803.08494, figure 1.
struct SmallBatchesPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let epochs: Int
    let batchSizes: [Int]
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    /// In percent, by batch size.
    let errors: [Double]
  }

  private static let kinds: [(name: String, normalization: Normalization)] = [
    ("batch normalization", .batch), ("layer normalization", .layer), ("group normalization", .group(4)),
  ]
  /// Rate at a batch of 128; in proportion to the batch for others.
  private static let rate = 0.1

  let about = PlateDescription(
    name: "small-batches", chapter: .depth, rows: [8],
    title: Words("Batch normalization is weak for small batches", "배치 정규화는 작은 배치에 약하다"),
    lesson: Words(
      """
      Go from right to left: the fewer samples batch normalization has to estimate mean and variance from, the larger the \
      error it leaves, until it is the worst of the three; layer and group normalization look at each sample alone, and lose \
      nothing.
      """,
      """
      오른쪽에서 왼쪽으로 가 보자. 평균과 분산을 추정할 샘플이 적을수록 배치 정규화의 오차는 커져 셋 가운데 가장 나빠진다. 층 \
      정규화와 그룹 정규화는 샘플 하나씩만 보므로 잃는 것이 없다.
      """),
    next: Words("Look at the statistics themselves (batch-statistics)", "통계량 자체를 보라(batch-statistics)"),
    command:
      "landscape train --model resnet-8 --width-factor 0.5 --normalization group:4 --batch-size 2 --learning-rate 0.0016"
  )

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try Self.kinds.flatMap { kind in
      try Self.batchSizes(effort).map { size in
        PlateRun(
          "\(kind.normalization.rawValue), batch \(size)",
          TrainingConfiguration(
            dataset: .fashionMNIST,
            architecture: try Architecture(
              name: "resnet-8", widthFactor: 0.5, normalization: kind.normalization),
            epochs: effort.pick(3, quick: 2), batchSize: size,
            optimizer: OptimizerConfiguration(learningRate: Self.rate * Double(size) / 128),
            sampleLimit: effort.pick(6144, quick: 2048)))
      }
    }
  }

  private static func batchSizes(_ effort: Effort) -> [Int] {
    effort.pick([2, 4, 8, 16, 32, 64], quick: [2, 8, 32])
  }

  func results(from workshop: Workshop) throws -> Results {
    let runs = try runs(workshop.effort)
    let sizes = Self.batchSizes(workshop.effort)
    let errors = try runs.map { run in
      let last = try workshop.checkpoint(run).log.last
      return Kept.rounded(100 * (1 - (last?.testAccuracy ?? .nan)), digits: 4)
    }
    return Results(
      samples: runs.first?.training.sampleLimit ?? 0, epochs: runs.first?.training.epochs ?? 0,
      batchSizes: sizes,
      curves: Self.kinds.enumerated().map { index, kind in
        Curve(
          name: kind.name, errors: Array(errors[index * sizes.count..<(index + 1) * sizes.count]))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.curves.count == 3, let size = results.batchSizes.first, results.batchSizes.contains(32),
      let middle = results.batchSizes.firstIndex(of: 32)
    else { return [] }
    let (batch, layer, group) = (results.curves[0], results.curves[1], results.curves[2])
    let percent = DepthNumbers.percent
    return [
      Claim(
        Words(
          """
          With batches of \(size) batch normalization ends at a test error of \(percent(batch.errors[0])), layer \
          normalization at \(percent(layer.errors[0])), group normalization at \(percent(group.errors[0])).
          """,
          """
          배치 크기 \(size)에서 시험 오차는 배치 정규화 \(percent(batch.errors[0])), 층 정규화 \(percent(layer.errors[0])), \
          그룹 정규화 \(percent(group.errors[0]))이다.
          """),
        batch.errors[0] > max(layer.errors[0], group.errors[0]) + 1),
      Claim(
        Words(
          """
          With batches of 32 it ends at \(percent(batch.errors[middle])), against \(percent(layer.errors[middle])) and \
          \(percent(group.errors[middle])).
          """,
          """
          배치 크기 32에서는 차례로 \(percent(batch.errors[middle])), \(percent(layer.errors[middle])), \
          \(percent(group.errors[middle]))이다.
          """),
        batch.errors[middle] < min(layer.errors[middle], group.errors[middle])),
    ]
  }

  func caption(_ results: Results) -> Words {
    let count = NumberText.count(results.samples)
    return Words(
      """
      ResNet-8 with 8, 16 and 32 channels on \(count) images of Fashion-MNIST, \(results.epochs) epochs at every batch size, in \
      the fewer steps the larger the batch; \
      rate 0.1 times batch size over 128, momentum 0.9, cosine annealing, seed 0; four groups. \
      Error on all 10,000 test images, batch normalization with its running statistics.
      """,
      """
      채널이 8, 16, 32개인 ResNet-8을 Fashion-MNIST \(count)장으로 배치 크기마다 \(results.epochs) 에폭 학습. 학습률은 \
      0.1 × 배치 크기/128, 모멘텀 0.9, 코사인 감쇠, 시드 0, 그룹 4개. 오차는 시험 이미지 10,000장 전체에 대한 것이며 배치 정규화는 \
      이동 통계를 쓴다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let sizes = results.batchSizes.map(Double.init)
    let series = results.curves.enumerated().map { index, curve in
      SeriesLayer(
        curve.name, x: sizes, y: curve.errors, style: SeriesStyle(index, width: 2, showsMarkers: true))
    }
    let plot = Plot(
      x: AxisDescription(
        "batch size", isLogarithmic: true,
        ticks: results.batchSizes.map { AxisDescription.NamedTick(Double($0), "\($0)") }),
      y: AxisDescription("test error (%)"), layers: series, guides: .horizontal)
    return PlateDrawing([plot], legend: series.map(\.legendEntry))
  }
}
