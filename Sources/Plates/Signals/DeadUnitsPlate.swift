import Models
import Networks
import Rendering
import Training

/// Units that no input turns on any more, by layer and by epoch, for three rectifiers trained at a large rate.
struct DeadUnitsPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let rate: Double
    let kinds: [Kind]
  }

  struct Kind: Codable, Sendable {
    let name: String
    let epochs: [Double]
    /// Share of dead units in all hidden layers at each moment.
    let dead: [Double]
    /// Share of dead units of each hidden layer at the end.
    let layers: [Double]
    /// Share of units in all layers whose output is above 0 for no sample at the end.
    let never: Double
    let accuracy: Double
  }

  static let depth = 6
  static let width = 64
  static let rate = 0.01
  /// A unit is dead when its derivative is below this for every sample.
  static let threshold = 1e-3
  static let choices: [(name: String, activation: Activation)] = [
    ("ReLU", .relu), ("Leaky ReLU", .leakyReLU), ("ELU", .elu),
  ]

  let about = PlateDescription(
    name: "dead-units", chapter: .signals, rows: [5],
    title: Words("Steps too long kill ReLU units", "지나친 걸음은 ReLU 유닛을 죽인다"),
    lesson: Words(
      """
      A ReLU unit that long steps have pushed below zero for every sample gets no gradient of its own any more; such units \
      pile up from the first steps on. Leaky ReLU and ELU keep a slope below zero, and lose none.
      """,
      """
      큰 걸음 때문에 모든 표본에서 0 아래로 밀려난 ReLU 유닛은 더 이상 기울기를 받지 못한다. 그런 유닛은 처음 몇 걸음부터 \
      쌓인다. Leaky ReLU와 ELU는 0 아래에도 기울기가 있어 잃는 유닛이 없다.
      """),
    next: Words("Lower the rate, or warm it up, and count again", "학습률을 낮추거나 예열하고 다시 세어 보라"),
    command: "landscape train --model mlp --activation relu --optimizer adam --learning-rate 0.01")

  var height: Int { 780 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try Self.choices.map { name, activation in
      PlateRun(
        name,
        TrainingConfiguration(
          dataset: .fashionMNIST,
          architecture: try Architecture(
            name: "mlp", widths: Array(repeating: Self.width, count: Self.depth), activation: activation),
          epochs: effort.pick(10, quick: 4),
          optimizer: .init(.adam(), learningRate: Self.rate, weightDecay: 0),
          schedule: LearningRateSchedule(.constant), sampleLimit: effort.pick(12800, quick: 5120)),
        snapshotsPerEpoch: 2)
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    let batch = try SignalBatch(count: workshop.effort.pick(2000, quick: 1000), from: workshop)
    return Results(
      samples: batch.count, rate: Self.rate,
      kinds: try zip(runs(workshop.effort), Self.choices).map { run, choice in
        let checkpoint = try workshop.checkpoint(run)
        let trajectory = try workshop.trajectory(run)
        let probe = try LayerProbe(checkpoint.graph, batch: batch)
        let moments = trajectory.epochs.indices.map { moment in
          probe.greatest(at: trajectory.vector(moment)).map { layer in
            Self.share(layer) { Self.greatestSlope(choice.activation, $0) < Self.threshold }
          }
        }
        let last = probe.greatest(at: checkpoint.parameters).flatMap(\.self)
        return Kind(
          name: run.name, epochs: Kept.rounded(trajectory.epochs),
          dead: Kept.rounded(moments.map { $0.reduce(0, +) / Double($0.count) }),
          layers: Kept.rounded(moments.last ?? []), never: Self.share(last) { $0 <= 0 },
          accuracy: checkpoint.log.last?.testAccuracy ?? .nan)
      })
  }

  static func share(_ values: [Double], where isCounted: (Double) -> Bool) -> Double {
    Double(values.count(where: isCounted)) / Double(values.count)
  }

  /// The greatest derivative of a unit over the samples, from its greatest output: all three functions and their
  /// derivatives never fall.
  static func greatestSlope(_ activation: Activation, _ output: Double) -> Double {
    if output > 0 { return 1 }
    return switch activation {
    case .leakyReLU(let slope): slope
    // Below zero ELU's derivative is its value plus its scale.
    case .elu(let scale): output + scale
    default: 0
    }
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.kinds.count == 3, let relu = results.kinds[0].dead.last,
      let leaky = results.kinds[1].dead.last, let elu = results.kinds[2].dead.last
    else { return [] }
    let text = NumberText.percentage
    let accuracies = results.kinds.map { text($0.accuracy) }
    return [
      Claim(
        Words(
          """
          At the end \(text(relu)) of the ReLU units are dead, \(text(leaky)) with Leaky ReLU, \(text(elu)) with ELU; \
          \(text(results.kinds[1].never)) and \(text(results.kinds[2].never)) of the latter’s units are never above zero \
          either, but have a slope.
          """,
          """
          마지막에 죽은 유닛은 ReLU \(text(relu)), Leaky ReLU \(text(leaky)), ELU \(text(elu))이다. 뒤의 둘에서도 \
          \(text(results.kinds[1].never))와 \(text(results.kinds[2].never))는 0을 넘는 일이 없지만 기울기는 있다.
          """),
        relu > 0.1 && leaky == 0 && elu < 0.05),
      Claim(
        Words(
          "Test accuracy: \(accuracies[0]) with ReLU, \(accuracies[1]) with Leaky ReLU, \(accuracies[2]) with ELU.",
          "시험 정확도: ReLU \(accuracies[0]), Leaky ReLU \(accuracies[1]), ELU \(accuracies[2])."),
        results.kinds.allSatisfy { $0.accuracy > 0.5 }),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Perceptrons with \(Self.depth) hidden layers of \(Self.width) units on Fashion-MNIST; batch 128, Adam at the constant rate \
      \(NumberText.value(results.rate)), seed 0. A unit counts as dead when its derivative is below \
      0.001 for all of \(results.samples) training samples.
      """,
      """
      Fashion-MNIST, 유닛 \(Self.width)개인 은닉층 \(Self.depth)개, 배치 128, Adam, 고정 학습률 \
      \(NumberText.value(results.rate)), 시드 0. 훈련 표본 \(results.samples)개 모두에서 도함수가 0.001보다 작은 유닛을 죽은 것으로 센다.
      """)
  }
}
