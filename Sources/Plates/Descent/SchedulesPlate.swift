import Models
import Networks
import Rendering
import Training

/// Learning rates by step, and what a warm-up does for a deep network.
struct SchedulesPlate: Plate {
  struct Results: Codable, Sendable {
    let run: RunFacts
    let stepsPerEpoch: Int
    let courses: [Course]
    let runs: [Run]
  }

  struct Course: Codable, Sendable {
    let name: String
    /// The factor on the rate at each epoch of `epochs`.
    let epochs: [Double]
    let factors: [Double]
  }

  struct Run: Codable, Sendable {
    let name: String
    /// Training loss of each epoch, one list a seed.
    let losses: [[Double]]
    /// Mean over the seeds.
    let testAccuracy: Double
  }

  static let epochs = 8
  static let warmUp = 2.0
  static let rate = 0.01

  let about = PlateDescription(
    name: "schedules", chapter: .descent, rows: [23],
    title: Words(
      "Learning-rate schedules, and a deep network with and without warm-up", "학습률 스케줄, 그리고 웜업이 있을 때와 없을 때"),
    lesson: Words(
      """
      Left, courses of the rate: most end low, so that the last steps are small; warm-up and one-cycle begin low too. \
      Right, why: without warm-up the first steps throw the untrained network far off, and it ends worse; a rate that rises \
      from 0 avoids that.
      """,
      """
      왼쪽은 학습률의 변화다. 대부분 낮게 끝나 마지막 걸음이 작고, 웜업과 원사이클은 시작도 낮다. 오른쪽은 그 까닭이다. 웜업이 없으면 첫 \
      걸음들이 학습되지 않은 신경망을 멀리 던져 버려 결과가 나빠진다. 0에서 올라가는 학습률은 이를 피한다.
      """),
    next: Words("Train with a warm-up of one epoch", "한 에폭의 웜업으로 학습해 보라"),
    command: "landscape train --model mlp --schedule cosine --warmup 1")

  var height: Int { 720 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [0, Self.warmUp].flatMap { warmUp in
      try Self.seeds(effort).map { try Self.run(warmUp, seed: $0, effort) }
    }
  }

  static func seeds(_ effort: Effort) -> [UInt64] { effort.pick([0, 1, 2], quick: [0]) }

  static func run(_ warmUp: Double, seed: UInt64, _ effort: Effort) throws -> PlateRun {
    PlateRun(
      warmUp == 0 ? "without warm-up" : "with warm-up",
      TrainingConfiguration(
        dataset: .fashionMNIST,
        architecture: try Architecture(name: "mlp", widths: Array(repeating: 256, count: 8)),
        epochs: effort.pick(epochs, quick: 4),
        optimizer: .init(.adam(), learningRate: rate, weightDecay: 0),
        schedule: LearningRateSchedule(.cosine, warmUp: warmUp), sampleLimit: effort.pick(4096, quick: 2048),
        seed: seed))
  }

  func results(from workshop: Workshop) throws -> Results {
    let (epochs, steps) = (10, 100)
    let schedules: [(String, LearningRateSchedule)] = [
      ("constant", LearningRateSchedule(.constant)),
      ("step decay", LearningRateSchedule(.step(milestones: [5, 7.5], factor: 0.1))),
      ("cosine", LearningRateSchedule(.cosine)),
      ("warm-up, cosine", LearningRateSchedule(.cosine, warmUp: 1)),
      ("one-cycle", LearningRateSchedule(.oneCycle())),
    ]
    let places = Array(stride(from: 0, to: epochs * steps, by: 5)) + [epochs * steps - 1]
    return Results(
      run: RunFacts(try Self.run(0, seed: 0, workshop.effort)), stepsPerEpoch: steps,
      courses: schedules.map { name, schedule in
        Course(
          name: name, epochs: places.map { Double($0) / Double(steps) },
          factors: places.map {
            schedule.factor(step: $0, stepsPerEpoch: steps, epochs: epochs).rounded(digits: 4)
          })
      },
      runs: try [0, Self.warmUp].map { warmUp in
        let logs = try Self.seeds(workshop.effort).map { seed in
          try workshop.checkpoint(try Self.run(warmUp, seed: seed, workshop.effort)).log
        }
        let accuracies = logs.compactMap(\.last?.testAccuracy)
        return Run(
          name: warmUp == 0 ? "without warm-up" : "with warm-up",
          losses: logs.map { $0.map { $0.trainLoss.rounded(digits: 4) } },
          testAccuracy: (accuracies.reduce(0, +) / Double(accuracies.count)).rounded(digits: 4))
      })
  }

  /// Mean over the seeds of the loss of an epoch.
  func mean(_ run: Run, _ epoch: Int) -> Double {
    run.losses.reduce(0) { $0 + $1[epoch] } / Double(run.losses.count)
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.runs.count == 2, let epochs = results.runs[0].losses.first?.count, epochs > 0 else {
      return []
    }
    let first = results.runs.map { mean($0, 0) }
    let last = results.runs.map { mean($0, epochs - 1) }
    let number = { (value: Double) in NumberText.value(value) }
    let accuracies = results.runs.map { NumberText.percentage($0.testAccuracy) }
    return [
      Claim(
        Words(
          "In the first epoch the training loss is \(number(first[0])) without and \(number(first[1])) with warm-up.",
          "첫 에폭의 학습 손실은 웜업 없이 \(number(first[0])), 웜업으로 \(number(first[1]))이다."),
        first[0] > 1.5 * first[1]),
      Claim(
        Words(
          """
          After \(epochs) epochs it is \(number(last[0])) and \(number(last[1])), the test accuracy \(accuracies[0]) and \
          \(accuracies[1]).
          """,
          """
          \(epochs)에폭 뒤에는 \(number(last[0]))와 \(number(last[1]))이고, 시험 정확도는 \(accuracies[0])와 \(accuracies[1])이다.
          """), last[1] < last[0]),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Left: 10 epochs of 100 steps; step decay by 10 at 5 and 7.5, warm-up over 1 epoch. Right: perceptron with 8 hidden \
      layers of 256 units, \(results.run.images) images of Fashion-MNIST, batch 128, Adam at rate 0.01 with cosine, warm-up over 2 epochs \
      or none; thin lines are seeds, bold ones their mean.
      """,
      """
      왼쪽: 100단계씩 10에폭, 단계 감쇠는 5와 7.5에폭에 1/10, 웜업 1에폭. 오른쪽: 256개 유닛의 은닉층 8개인 퍼셉트론, Fashion-MNIST \
      \(results.run.images)장, 배치 128, Adam 학습률 0.01과 코사인, 웜업 2에폭 또는 없음. 가는 선은 시드별, 굵은 선은 평균이다.
      """)
  }
}
