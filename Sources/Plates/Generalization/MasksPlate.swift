import Data
import Models
import Networks
import Rendering

/// Masks of dropout over passes and samples, and what they are as masks of weights beside those of DropConnect.
struct MasksPlate: Plate {
  struct Results: Codable, Sendable {
    /// Of each pass the masks of a batch, `[sample][unit]`, 1 for what is kept.
    let units: [[Int]]
    /// `[unit][input]` of a pass of DropConnect.
    let weights: [Int]
    let shares: Shares
  }

  /// What many passes have in common.
  struct Shares: Codable, Sendable {
    let passes: Int
    /// Share of the units that are dropped.
    let units: Double
    /// Share of the weights that are dropped.
    let weights: Double
    /// Mean of what inverted dropout multiplies a unit by.
    let meanFactor: Double
    /// Passes whose mask no other pass has.
    let distinct: Int
  }

  static let rate = 0.5
  static let columns = 32
  static let rows = 16
  static let passes = 1000

  let about = PlateDescription(
    name: "masks", chapter: .generalization, rows: [14, 15],
    title: Words("Dropout masks units, DropConnect masks weights", "드롭아웃은 유닛을, DropConnect는 가중치를 가린다"),
    lesson: Words(
      """
      Above: every sample of every pass has a mask of its own, so that each trains another small network. Below, as masks \
      on the weights of the next layer: a dropped unit takes its whole column with it, DropConnect drops weights singly.
      """,
      """
      위: 매 패스의 표본마다 마스크가 달라서 매번 다른 작은 신경망을 학습하는 셈이다. 아래: 다음 층의 가중치로 보면 드롭아웃은 \
      유닛 하나에 딸린 열 전체를 지우고, DropConnect는 가중치를 하나씩 지운다.
      """),
    next: Words("Drop weights instead of units", "유닛 대신 가중치를 지워 보라"),
    command: FewSamples.command("--drop-connect 0.5"))

  var height: Int { 760 }

  /// The step that the trainer gives the first batch of an epoch.
  static func step(_ epoch: Int) -> UInt64 { UInt64(epoch) << 32 }

  static func node(_ name: String, dropout: Dropout?, dropConnect: Dropout?) throws -> Int {
    let description = DatasetDescription.fashionMNIST
    let graph = try Architecture(
      name: "mlp", widths: FewSamples.widths, dropout: dropout, dropConnect: dropConnect
    ).graph(input: description.shape, classes: description.classes)
    return graph.nodes.firstIndex { $0.name == name } ?? 0
  }

  func results(from workshop: Workshop) throws -> Results {
    let dropout = Dropout(rate: Self.rate)
    let width = FewSamples.widths[0]
    let unitNode = try Self.node("dropout1", dropout: dropout, dropConnect: nil)
    let weightNode = try Self.node("fc2", dropout: nil, dropConnect: dropout)
    func units(_ epoch: Int, sample: Int) -> [Float] {
      dropout.mask(count: width, seed: 0, step: Self.step(epoch), node: unitNode, sample: sample)
    }
    func weights(_ epoch: Int) -> [Float] {
      dropout.mask(count: width * width, seed: 0, step: Self.step(epoch), node: weightNode, sample: nil)
    }
    let masks = (0..<Self.passes).map { units($0, sample: 0) }
    let factors = masks.flatMap(\.self)
    let connections = (0..<20).flatMap { weights($0) }
    let share = { (mask: [Float]) in Double(mask.count { $0 == 0 }) / Double(mask.count) }
    return Results(
      units: (0..<3).map { epoch in
        (0..<Self.rows).flatMap { units(epoch, sample: $0).prefix(Self.columns).map { $0 > 0 ? 1 : 0 } }
      },
      weights: (0..<Self.rows).flatMap { row in
        weights(0)[row * width..<row * width + Self.columns].map { $0 > 0 ? 1 : 0 }
      },
      shares: Shares(
        passes: Self.passes, units: Kept.rounded(share(factors)),
        weights: Kept.rounded(share(connections)),
        meanFactor: Kept.rounded(factors.reduce(0) { $0 + Double($1) } / Double(factors.count)),
        distinct: Set(masks).count))
  }

  func claims(_ results: Results) -> [Claim] {
    let shares = results.shares
    let count = NumberText.count(shares.passes)
    let (units, weights) = (NumberText.percentage(shares.units), NumberText.percentage(shares.weights))
    return [
      Claim(
        Words(
          "At a rate of 0.5, \(units) of the units and \(weights) of the weights are dropped.",
          "비율 0.5에서 유닛의 \(units), 가중치의 \(weights)가 지워진다."),
        abs(shares.units - 0.5) < 0.01 && abs(shares.weights - 0.5) < 0.01),
      Claim(
        Words(
          """
          Kept units are multiplied by 2, so that the mean factor of a unit over \(count) passes is \
          \(NumberText.value(shares.meanFactor)).
          """,
          """
          남은 유닛에는 2를 곱하므로 \(count)번의 패스에서 유닛에 곱해지는 값의 평균은 \
          \(NumberText.value(shares.meanFactor))이다.
          """),
        abs(shares.meanFactor - 1) < 0.02),
      Claim(
        Words(
          "\(NumberText.count(shares.distinct)) of \(count) passes have a mask that no other has.",
          "\(count)번의 패스에서 서로 다른 마스크가 \(NumberText.count(shares.distinct))개 나온다."),
        shares.distinct == shares.passes),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      The first \(Self.columns) units behind the first hidden layer of a perceptron \
      \(FewSamples.name(of: FewSamples.widths)), and their weights into \(Self.rows) units of the second, in the first \
      batch of the first three epochs; rate 0.5, seed 0. Here DropConnect has one mask for a whole batch.
      """,
      """
      퍼셉트론 \(FewSamples.name(of: FewSamples.widths))의 첫 은닉층 뒤 유닛 \(Self.columns)개와, 그 유닛에서 둘째 은닉층의 \
      유닛 \(Self.rows)개로 가는 가중치. 처음 세 에포크의 첫 배치, 비율 0.5, 시드 0. 여기서 DropConnect의 마스크는 배치마다 하나다.
      """)
  }
}
