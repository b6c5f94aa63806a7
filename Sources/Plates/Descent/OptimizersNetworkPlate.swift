import Probing
import Rendering
import Surfaces
import Training

/// Paths of optimizers in a plane through a trained network.
struct OptimizersNetworkPlate: Plate {
  struct Results: Codable, Sendable {
    let run: RunFacts
    let samples: Int
    let x: Axis
    let y: Axis
    /// The loss on the grid, `[row = β][column = α]`.
    let losses: [Double]
    let tracks: [Track]
    /// Of the loss along the two axes, at the trained network.
    let curvatures: [Double]
    let trainedLoss: Double
  }

  static let start = SIMD2(-0.8, 1.0)
  static let steps = 40
  /// Rates to choose from for methods with one rate for all, and for the others.
  static let rates = (plain: [0.003, 0.01, 0.03, 0.1], adaptive: [0.03, 0.1, 0.3])
  /// Length of the first axis as a share of the filters' norms: one unit of it would be a very long way.
  static let length = 0.25

  let about = PlateDescription(
    name: "optimizers-network", chapter: .descent, rows: [22],
    title: Words("The same optimizers in a plane of a real network", "실제 신경망의 평면에서 본 같은 옵티마이저"),
    lesson: Words(
      """
      From the ring towards the trained network, the star. One rate for all must suit the steep axis and is slow along the \
      other, where momentum helps and overshoots; a rate for each axis starts along the diagonal, whatever the slope.
      """,
      """
      고리에서 출발해 학습된 신경망(별)으로 향한다. 하나의 학습률은 가파른 축에 맞춰야 하므로 다른 축에서 느리고, 모멘텀은 이를 돕지만 \
      지나친다. 축마다 학습률을 두면 기울기와 관계없이 대각선으로 출발한다.
      """),
    next: Words("Draw a plane of your own network", "자신의 신경망의 평면을 그려 보라"),
    command: "landscape render mlp.ckpt")

  var height: Int { 830 }

  func runs(_ effort: Effort) throws -> [PlateRun] { [try DescentRuns.perceptron(effort)] }

  func results(from workshop: Workshop) throws -> Results {
    let run = try DescentRuns.perceptron(workshop.effort)
    let checkpoint = try workshop.checkpoint(run)
    let data = try workshop.samples(run.training.dataset, .train)
    let plane = try NetworkPlane(
      of: checkpoint.model, on: data, population: checkpoint.population(of: .train, count: data.count),
      count: workshop.effort.pick(512, quick: 256), along: .sharpest(iterations: 20, length: Self.length),
      seed: 0, workers: 1)
    let points = workshop.effort.pick(61, quick: 31)
    let (x, y) = (
      try Axis(lower: -1.2, upper: 0.8, count: points), try Axis(lower: -0.7, upper: 1.3, count: points)
    )
    let groups = [
      (ComparedOptimizer.plain, Self.rates.plain), (ComparedOptimizer.adaptive, Self.rates.adaptive),
    ]
    let tracks = try groups.flatMap { group, rates in
      let candidates = try rates.map { rate in
        try group.map { optimizer in
          Track(
            optimizer.name,
            try OptimizerPath(of: optimizer.configuration(rate), from: Self.start, steps: Self.steps) {
              try plane.evaluate(at: $1)
            })
        }
      }
      return candidates.min { Self.worst($0) < Self.worst($1) } ?? []
    }
    let curvatures = try [SIMD2(0.05, 0), SIMD2(0, 0.05)].map { step in
      try (plane.evaluate(at: step).gradient - plane.evaluate(at: -step).gradient).sum() / 0.1
    }
    return Results(
      run: RunFacts(run), samples: plane.samples, x: x, y: y,
      losses: try plane.losses(x: x, y: y).map { $0.rounded(digits: 5) },
      tracks: tracks, curvatures: curvatures.map { $0.rounded(digits: 4) },
      trainedLoss: try plane.loss(at: SIMD2(0, 0)).rounded(digits: 5))
  }

  /// The largest last loss of some paths; infinite where one has left the numbers.
  static func worst(_ tracks: [Track]) -> Double {
    tracks.map { $0.steps == steps ? $0.losses.last ?? .infinity : .infinity }
      .map { $0.isNaN ? .infinity : $0 }.max() ?? .infinity
  }

  func claims(_ results: Results) -> [Claim] {
    let last = Dictionary(uniqueKeysWithValues: results.tracks.map { ($0.name, $0.losses.last ?? .nan) })
    guard let sgd = last["SGD"], let momentum = last["momentum"], let adagrad = last["Adagrad"],
      let adam = last["Adam"], let start = results.tracks.first?.losses.first, results.curvatures.count == 2
    else { return [] }
    let number = { (value: Double) in NumberText.value(value) }
    let ratio = number(results.curvatures[0] / results.curvatures[1])
    return [
      Claim(
        Words(
          """
          From a loss of \(number(start)) \(Self.steps) steps lead to \(number(sgd)) with SGD, \(number(momentum)) with \
          momentum, \(number(adagrad)) with Adagrad and \(number(adam)) with Adam; the trained network has \
          \(number(results.trainedLoss)).
          """,
          """
          손실 \(number(start))에서 \(Self.steps)단계 뒤 SGD는 \(number(sgd)), 모멘텀은 \(number(momentum)), Adagrad는 \
          \(number(adagrad)), Adam은 \(number(adam))에 이른다. 학습된 신경망은 \(number(results.trainedLoss))이다.
          """), momentum < sgd && adam < adagrad && max(sgd, adagrad) < start),
      Claim(
        Words(
          "At the trained network the curvature along the first axis is \(ratio) times that along the second.",
          "학습된 신경망에서 첫째 축의 곡률은 둘째 축의 \(ratio)배다."),
        results.curvatures[0] > 3 * results.curvatures[1]),
    ]
  }

  func caption(_ results: Results) -> Words {
    let rates = ["SGD", "Adam"].map { name in
      NumberText.value(results.tracks.first { $0.name == name }?.rate ?? .nan)
    }
    return Words(
      """
      \(DescentRuns.words(results.run).english) Axes: the direction of greatest curvature (a quarter of filter normalization) and a random \
      one (filter-normalized). Every step takes the exact gradient in the plane over \(results.samples) samples, as drawn; \
      rate \(rates[0]) left, \(rates[1]) right, the best of a few.
      """,
      """
      \(DescentRuns.words(results.run).korean) 축: 곡률이 가장 큰 방향(필터 정규화의 1/4)과 무작위 방향(필터 정규화). 모든 단계는 그려진 것과 같은 표본 \
      \(results.samples)개에 대한 평면에서의 정확한 기울기를 쓴다. 학습률은 몇 값 가운데 가장 좋은 왼쪽 \(rates[0]), 오른쪽 \(rates[1]).
      """)
  }
}
