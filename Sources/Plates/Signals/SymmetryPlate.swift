import Models
import Networks
import Rendering
import Surfaces
import Training

/// The units of a first layer that start alike, and those of one that start at random.
struct SymmetryPlate: Plate {
  struct Results: Codable, Sendable {
    let units: Int
    let side: Int
    let starts: [Start]
  }

  struct Start: Codable, Sendable {
    let name: String
    let epochs: [Double]
    /// Mean distance between the weight vectors of two units over their mean length.
    let distances: [Double]
    let accuracy: Double
    /// Weights of the first units before training, `[unit][pixel]`, from −100 to 100: the largest hundredth before or
    /// after training has one of these ends.
    let before: [[Int]]
    /// The same after training.
    let after: [[Int]]
  }

  static let units = 16
  static let shown = 8

  let about = PlateDescription(
    name: "symmetry", chapter: .signals, rows: [6],
    title: Words("Equal at the start, equal for ever", "똑같이 시작한 유닛은 끝까지 똑같다"),
    lesson: Words(
      """
      With constant weights all units of a layer compute the same, get the same gradient, and stay one unit; only random \
      weights let them become different.
      """,
      """
      가중치가 모두 같은 상수이면 한 층의 유닛들은 같은 값을 계산하고 같은 기울기를 받아 끝까지 하나의 유닛으로 남는다. 무작위 \
      가중치만이 유닛들을 서로 다르게 만든다.
      """),
    next: Words("See what size the random weights should have", "무작위 가중치의 알맞은 크기를 보라"),
    command: "landscape train --model mlp --init constant:0.02")

  var height: Int { 900 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    let choices: [(String, Initialization)] = [("constant 0.02", .constant(0.02)), ("He", .heNormal(.input))]
    return try choices.map { name, initialization in
      PlateRun(
        name,
        TrainingConfiguration(
          dataset: .fashionMNIST,
          architecture: try Architecture(name: "mlp", widths: [Self.units], activation: .relu),
          initialization: initialization, epochs: effort.pick(8, quick: 3),
          optimizer: .init(learningRate: 0.02),
          sampleLimit: effort.pick(12800, quick: 5120)),
        snapshotsPerEpoch: 5)
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    Results(
      units: Self.units, side: 28,
      starts: try runs(workshop.effort).map { run in
        let checkpoint = try workshop.checkpoint(run)
        let trajectory = try workshop.trajectory(run)
        let layout = ParameterLayout(checkpoint.graph)
        guard let block = layout["fc1.weight"] else {
          return Start(name: run.name, epochs: [], distances: [], accuracy: .nan, before: [], after: [])
        }
        let moments = trajectory.epochs.indices.map { Self.rows(of: trajectory.vector($0), block) }
        let sizes = (moments[0] + moments[moments.count - 1]).flatMap(\.self).map(abs).sorted()
        let scale = sizes[sizes.count * 99 / 100]
        return Start(
          name: run.name, epochs: Kept.rounded(trajectory.epochs),
          distances: Kept.rounded(moments.map(Self.spread)),
          accuracy: checkpoint.log.last?.testAccuracy ?? .nan,
          before: Self.pictures(moments[0], scale: scale),
          after: Self.pictures(moments[moments.count - 1], scale: scale))
      })
  }

  static func rows(of parameters: [Float], _ block: ParameterBlock) -> [[Double]] {
    let length = block.range.count / block.shape[0]
    return (0..<block.shape[0]).map { unit in
      let first = block.range.lowerBound + unit * length
      return parameters[first..<first + length].map(Double.init)
    }
  }

  /// The mean distance of two rows over their mean length.
  static func spread(_ rows: [[Double]]) -> Double {
    var sum = 0.0
    for (index, row) in rows.enumerated() {
      for other in rows[..<index] {
        sum += zip(row, other).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
    }
    let length = rows.reduce(0) { $0 + $1.reduce(0) { $0 + $1 * $1 }.squareRoot() } / Double(rows.count)
    return sum / Double(rows.count * (rows.count - 1) / 2) / length
  }

  static func pictures(_ rows: [[Double]], scale: Double) -> [[Int]] {
    rows.prefix(shown).map { row in row.map { max(-100, min(100, Int((100 * $0 / scale).rounded()))) } }
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.starts.count == 2, let constant = results.starts[0].distances.max(),
      let first = results.starts[1].distances.first, let random = results.starts[1].distances.last
    else { return [] }
    let accuracies = results.starts.map { NumberText.percentage($0.accuracy) }
    return [
      Claim(
        Words(
          """
          Started at a constant, the \(results.units) units are never further apart than \(NumberText.value(constant)) of \
          their length; started at random they are \(NumberText.value(first)) apart and end \(NumberText.value(random)) \
          apart.
          """,
          """
          상수로 시작한 유닛 \(results.units)개의 거리는 한 번도 길이의 \(NumberText.value(constant))배를 넘지 않는다. 무작위로 \
          시작하면 \(NumberText.value(first))에서 \(NumberText.value(random))이 된다.
          """),
        constant < 1e-4 && random > 0.5),
      Claim(
        Words(
          "The layer that is one unit reaches a test accuracy of \(accuracies[0]), the other \(accuracies[1]).",
          "유닛 하나와 다름없는 층의 시험 정확도는 \(accuracies[0]), 다른 쪽은 \(accuracies[1])이다."),
        results.starts[0].accuracy < results.starts[1].accuracy - 0.2),
    ]
  }

  func caption(_ results: Results) -> Words {
    let epochs = Int(results.starts.first?.epochs.last ?? 0)
    return Words(
      """
      A perceptron with one hidden layer of \(results.units) ReLU units on Fashion-MNIST, \(epochs) epochs of mini-batches of \
      128, rate 0.02 on a cosine, momentum 0.9, seed 0. Pictures: weights from the pixels to \(Self.shown) of the \
      units, blue below and red above zero, start and end on one scale with the largest 1 % in full colour; distances are means over pairs of units.
      """,
      """
      Fashion-MNIST, ReLU 유닛 \(results.units)개인 은닉층 하나, \(epochs) 에폭, 배치 128, 학습률 0.02(코사인), 모멘텀 0.9, 시드 0. \
      그림: 유닛 \(Self.shown)개로 들어가는 화소 가중치(파랑은 음수, 빨강은 양수, 처음과 끝은 같은 척도, 가장 큰 1 %가 가장 진한 색). 거리는 유닛 쌍의 평균.
      """)
  }
}
