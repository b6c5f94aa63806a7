import Numerics
import Regularization
import Rendering
import Training

/// Paths of full batch, mini-batch and single-sample descent on one loss of two weights.
struct BatchSizePlate: Plate {
  struct Results: Codable, Sendable {
    /// The loss over all rows.
    let loss: Quadratic
    let runs: [Run]
  }

  struct Run: Codable, Sendable {
    let batch: Int
    /// With the loss above its least value.
    let track: Track
  }

  static let rows = 200
  static let batches = [200, 20, 1]
  static let epochs = 20
  static let rate = 0.1
  static let start = SIMD2(-3.0, 3.0)
  static let names = ["full batch", "mini-batch of 20", "single samples"]

  let about = PlateDescription(
    name: "batch-size", chapter: .descent, rows: [21],
    title: Words("Full batch, mini-batch and single samples on one surface", "한 곡면 위의 전체 배치, 미니배치, 표본 하나씩"),
    lesson: Words(
      """
      All have seen the data equally often. The full batch goes smoothly downhill, but in few steps; single samples get near \
      the minimum first, but at a constant rate never come to rest there; mini-batches are between.
      """,
      """
      모두 데이터를 같은 횟수만큼 보았다. 전체 배치는 매끄럽게, 그러나 몇 걸음만 내려간다. 표본 하나씩은 가장 먼저 최소점 근처에 가지만 학습률이 \
      일정하면 그곳에 머물지 못한다. 미니배치는 그 사이다.
      """),
    next: Words("Train a network with small batches", "작은 배치로 신경망을 학습해 보라"),
    command: "landscape train --model mlp --batch-size 8")

  var height: Int { 1260 }

  func results(from workshop: Workshop) throws -> Results {
    let table = try GeneratedRegression(kind: .correlated, rows: Self.rows, columns: 2, noise: 2, seed: 3)
      .table()
    let loss = try Quadratic(table, RegressionSettings(intercept: false))
    return Results(
      loss: loss,
      runs: Self.batches.map { batch in
        let steps = Self.epochs * Self.rows / batch
        var order: [Int] = []
        let path = OptimizerPath(
          of: OptimizerConfiguration(
            .momentum(coefficient: 0), learningRate: Self.rate, weightDecay: 0),
          from: Self.start, steps: steps
        ) { step, point in
          let place = step * batch % Self.rows
          if place == 0 {
            var generator = SeededGenerator(seed: 0, for: .exampleDraw(step * batch / Self.rows))
            order = generator.shuffled(0..<Self.rows)
          }
          return Self.evaluate(table, order[place..<place + batch], at: point)
        }
        let losses = path.points.map { loss.value(at: Vector2($0.x, $0.y)) - loss.constant }
        return Run(batch: batch, track: Track("\(batch)", path, losses: losses))
      })
  }

  /// `1/(2n) Σ (y − x·w)²` over some rows, with its gradient.
  static func evaluate(
    _ table: RegressionTable, _ rows: ArraySlice<Int>, at w: SIMD2<Double>
  ) -> OptimizerPath.Evaluated {
    var (loss, gradient) = (0.0, SIMD2<Double>())
    let share = 1 / Double(rows.count)
    for row in rows {
      let x = SIMD2(table.values[row], table.values[table.rows + row])
      let residual = (x * w).sum() - table.response[row]
      loss += share * residual * residual / 2
      gradient += share * residual * x
    }
    return (loss, gradient)
  }

  /// Mean of the loss above the least one over the last half of a run.
  func rest(_ run: Run) -> Double {
    let half = run.track.losses.suffix(run.track.losses.count / 2)
    return half.reduce(0, +) / Double(half.count)
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.runs.count == 3 else { return [] }
    let rests = results.runs.map(rest)
    let first = results.runs.map { run in
      run.track.losses[min(run.track.losses.count - 1, Self.rows / run.batch)]
    }
    let number = { (value: Double) in NumberText.value(value, digits: 2) }
    return [
      Claim(
        Words(
          """
          After one epoch the loss is \(number(first[2])) above its least value with single samples, \(number(first[1])) \
          with mini-batches and \(number(first[0])) with the full batch.
          """,
          """
          한 에폭 뒤 손실은 최솟값보다 표본 하나씩은 \(number(first[2])), 미니배치는 \(number(first[1])), 전체 배치는 \(number(first[0])) \
          높다.
          """), first[2] < first[0] && first[1] < first[0]),
      Claim(
        Words(
          """
          In the last ten epochs it is \(number(rests[2])) above on average with single samples and \(number(rests[1])) \
          with mini-batches.
          """,
          "마지막 열 에폭 동안 평균적으로 표본 하나씩은 \(number(rests[2])), 미니배치는 \(number(rests[1])) 높다."),
        rests[2] > 3 * rests[1]),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Linear regression on two columns correlated by 0.7, 200 rows drawn with noise 2 (seed 3): 1/(2n)‖y−Xw‖². Stochastic \
      gradient descent from (−3, 3) at rate 0.1 for 20 epochs: 20, 200 and 4,000 steps; the curve of single samples \
      shows means over 20 steps.
      """,
      """
      0.7로 상관된 두 열의 선형 회귀, 잡음 2로 뽑은 200행(시드 3): 1/(2n)‖y−Xw‖². (−3, 3)에서 학습률 0.1로 20에폭의 확률적 경사 하강: \
      20, 200, 4,000단계. 표본 하나씩의 곡선은 20단계 평균이다.
      """)
  }
}
