import Probing
import Rendering
import Surfaces
import Training

/// Paths of optimizers in a plane through a trained network.
struct OptimizersNetworkPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let x: Axis
    let y: Axis
    /// The loss on the grid, `[row = β][column = α]`.
    let losses: [Double]
    let tracks: [Track]
    /// The loss that is to be reached: nine tenths of the way down from the start to the trained point.
    let level: Double
    let trainedLoss: Double
  }

  private static let start = SIMD2(-1.2, 1.0)
  private static let steps = 60
  private static let rates = [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]

  let about = PlateDescription(
    name: "optimizers-network", chapter: .descent, rows: [22],
    title: Words("The same optimizers in a plane of a real network", "실제 신경망의 평면에서 본 같은 옵티마이저"),
    lesson: Words(
      """
      All start at the ring and make for the trained network, the star. Descent without memory turns with every contour; \
      momentum runs past the valley and swings back; methods with a rate for each axis set out along the diagonal, \
      whatever the slope.
      """,
      """
      모두 고리에서 출발해 학습된 신경망(별)을 향한다. 기억이 없는 하강법은 등고선마다 방향을 바꾸고, 모멘텀은 골짜기를 지나쳤다가 \
      되돌아오며, 축마다 학습률을 두는 방법은 기울기와 관계없이 대각선으로 출발한다.
      """),
    next: Words("Draw the plane itself", "그 평면을 직접 그려 보라"),
    command: "landscape train --model mlp && landscape render mlp.ckpt")

  func runs(_ effort: Effort) throws -> [PlateRun] { [try DescentRuns.perceptron(effort)] }

  func results(from workshop: Workshop) throws -> Results {
    let run = try DescentRuns.perceptron(workshop.effort)
    let plane = try NetworkPlane(
      of: try workshop.checkpoint(run), samples: workshop.effort.pick(512, quick: 256), seed: 0,
      threads: PlateRun.kernelThreads)
    let points = workshop.effort.pick(61, quick: 31)
    let (x, y) = (
      try Axis(lower: -1.5, upper: 1, count: points), try Axis(lower: -1, upper: 1.5, count: points)
    )
    let trained = plane.loss(at: SIMD2(0, 0))
    let level = trained + (plane.loss(at: Self.start) - trained) / 10
    let tracks = ComparedOptimizer.all.map { optimizer in
      let tracks = Self.rates.map { rate in
        Track(
          optimizer.name,
          OptimizerPath(of: optimizer.configuration(rate), from: Self.start, steps: Self.steps) {
            plane.evaluate(at: $1)
          })
      }
      return tracks.min { ($0.settled(below: level) ?? .max) < ($1.settled(below: level) ?? .max) }
        ?? tracks[0]
    }
    return Results(
      samples: plane.samples, x: x, y: y, losses: plane.losses(x: x, y: y).map { $0.rounded(digits: 5) },
      tracks: tracks, level: level.rounded(digits: 5), trainedLoss: trained.rounded(digits: 5))
  }

  func claims(_ results: Results) -> [Claim] {
    let arrivals = results.tracks.map { ($0.name, $0.settled(below: results.level)) }
    let words = arrivals.map { "\($0.0) \($0.1.map(String.init) ?? "–")" }.joined(separator: ", ")
    let least = results.tracks.compactMap(\.losses.last).max() ?? .infinity
    return [
      Claim(
        Words(
          "Steps until nine tenths of the way down are made for good: \(words).",
          "내려갈 높이의 9/10를 완전히 내려가기까지의 단계 수: \(words)."),
        arrivals.allSatisfy { $0.1 != nil }),
      Claim(
        Words(
          """
          After \(Self.steps) steps all seven are at a loss of at most \(NumberText.value(least)), where the trained network \
          has \(NumberText.value(results.trainedLoss)).
          """,
          """
          \(Self.steps)단계 뒤 일곱 방법의 손실은 모두 \(NumberText.value(least)) 이하이고, 학습된 신경망의 손실은 \
          \(NumberText.value(results.trainedLoss))이다.
          """), least <= results.level),
    ]
  }

  func caption(_ results: Results) -> Words {
    let rates = results.tracks.map { "\($0.name) \(NumberText.value($0.rate))" }.joined(separator: ", ")
    return Words(
      """
      \(DescentRuns.words.english) The axes are two random filter-normalized directions, the loss is the mean over \
      \(results.samples) training samples; every step uses its exact gradient in the plane, so that paths lie on the drawn \
      surface. Each method has the best of seven rates: \(rates); AdamW decays both coordinates by 0.1.
      """,
      """
      \(DescentRuns.words.korean) 두 축은 필터 정규화한 무작위 방향이고 손실은 학습 표본 \(results.samples)개의 평균이다. 모든 단계가 \
      이 평면에서의 정확한 기울기를 쓰므로 경로는 그려진 곡면 위에 있다. 학습률은 방법마다 일곱 값 가운데 가장 좋은 것이다: \(rates). \
      AdamW는 두 좌표를 0.1로 감쇠한다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let groups = [ComparedOptimizer.plain, ComparedOptimizer.adaptive]
    let maps = zip(groups, ["one rate for all", "a rate for each axis"]).map { map(results, $0, heading: $1) }
    let curves = ComparedOptimizer.all.compactMap { optimizer in
      results.tracks.first { $0.name == optimizer.name }.map { track in
        SeriesLayer(
          optimizer.name, x: track.losses.indices.map(Double.init), y: track.losses, style: optimizer.style)
      }
    }
    let plot = Plot(
      heading: "loss along the paths", x: AxisDescription("step"),
      y: AxisDescription("loss", isLogarithmic: true), layers: curves, guides: .horizontal)
    return PlateDrawing(maps + [plot], columns: 3, legend: curves.map(\.legendEntry))
  }

  private func map(_ results: Results, _ group: [ComparedOptimizer], heading: String) -> Plot {
    let scale = Scale(covering: results.losses, kind: .logarithmic, count: 14)
    var layers: [any Layer] = [
      softContours(x: results.x.values, y: results.y.values, losses: results.losses, levels: scale.levels)
    ]
    var markers = [MarkerLayer.Item(.star, at: Point(x: 0, y: 0), name: "trained network")]
    for optimizer in group {
      guard let track = results.tracks.first(where: { $0.name == optimizer.name }) else { continue }
      layers += track.layers(optimizer.style)
      markers.append(MarkerLayer.Item(.diamond, at: track.end, name: "end", style: optimizer.style))
    }
    markers.append(
      MarkerLayer.Item(.ring, at: Point(x: Self.start.x, y: Self.start.y), name: "start"))
    return Plot(
      heading: heading, x: AxisDescription("$α$", limits: results.x.lower...results.x.upper),
      y: AxisDescription("$β$", limits: results.y.lower...results.y.upper), layers: layers,
      markers: markers,
      hasEqualScales: true)
  }
}
