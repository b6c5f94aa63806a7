import Rendering
import Training

/// Paths of optimizers on a ravine and past a saddle.
struct OptimizersPlate: Plate {
  struct Results: Codable, Sendable {
    let ravine: [Track]
    /// Steps of each until the loss stays below a hundredth of the start's.
    let arrivals: [Int]
    let saddle: [Track]
    /// Steps of each until it has left the saddle's window.
    let departures: [Int]
  }

  private static let ravine = AnalyticLoss.ravine(condition: 20)
  private static let ravineStart = SIMD2(-9.0, 1.5)
  private static let saddleStart = SIMD2(-2.0, 0.001)
  private static let saddleRate = 0.1
  private static let edge = 0.7
  /// Rates to choose from.
  private static let rates = [0.001, 0.01, 0.1, 1].flatMap { decade in [1, 2, 3, 5, 7].map { $0 * decade } }

  let about = PlateDescription(
    name: "optimizers", chapter: .descent, rows: [22],
    title: Words("Seven optimizers in a ravine and at a saddle", "골짜기와 안장점에서의 일곱 가지 옵티마이저"),
    lesson: Words(
      """
      In the ravine plain descent must take steps that the steep walls allow, and creeps along the floor; momentum adds up \
      what all gradients agree on, and adaptive methods give each axis its own rate. At the saddle a gradient that is \
      almost zero holds plain descent for long, while methods that divide by the gradient's size leave at once.
      """,
      """
      골짜기에서 단순 경사 하강법은 가파른 벽이 허락하는 만큼만 걸을 수 있어 바닥을 따라 느리게 나아간다. 모멘텀은 기울기들이 \
      일치하는 방향을 쌓고, 적응적 방법은 축마다 다른 학습률을 쓴다. 안장점에서는 거의 0인 기울기가 단순 경사 하강법을 오래 \
      붙잡지만, 기울기의 크기로 나누는 방법은 곧바로 빠져나온다.
      """),
    next: Words("Run the same methods in the plane of a real network", "같은 방법을 실제 신경망의 평면에서 실행해 보라"),
    command: "landscape gallery optimizers-network")

  var height: Int { 1000 }

  func results(from workshop: Workshop) throws -> Results {
    let level = Self.ravine.value(Self.ravineStart) / 100
    let ravine = ComparedOptimizer.all.map { optimizer in
      let tracks = Self.rates.map { rate in
        Track(
          optimizer.name,
          OptimizerPath(
            of: optimizer.configuration(rate), on: Self.ravine, from: Self.ravineStart, steps: 200))
      }
      return tracks.min { ($0.settled(below: level) ?? .max) < ($1.settled(below: level) ?? .max) }
        ?? tracks[0]
    }
    let arrivals = ravine.map { $0.settled(below: level) ?? $0.steps }
    let saddle = ComparedOptimizer.all.map { optimizer in
      OptimizerPath(
        of: optimizer.configuration(Self.saddleRate), on: .saddle, from: Self.saddleStart, steps: 200)
    }
    let departures = saddle.map { path in
      path.points.firstIndex { abs($0.y) > Self.edge } ?? path.points.count - 1
    }
    return Results(
      ravine: zip(ComparedOptimizer.all, zip(ravine, arrivals)).map { optimizer, found in
        let path = OptimizerPath(
          of: optimizer.configuration(found.0.rate), on: Self.ravine, from: Self.ravineStart, steps: found.1)
        return Track(optimizer.name, path)
      }, arrivals: arrivals,
      saddle: zip(ComparedOptimizer.all, zip(saddle, departures)).map {
        Track($0.name, $1.0, steps: $1.1)
      }, departures: departures)
  }

  func claims(_ results: Results) -> [Claim] {
    let arrivals = Dictionary(uniqueKeysWithValues: zip(results.ravine.map(\.name), results.arrivals))
    let departures = Dictionary(uniqueKeysWithValues: zip(results.saddle.map(\.name), results.departures))
    guard let sgd = arrivals["SGD"], let momentum = arrivals["momentum"], let adam = arrivals["Adam"],
      let slow = departures["SGD"], let fast = departures["RMSProp"], let swift = departures["Adam"]
    else { return [] }
    return [
      Claim(
        Words(
          """
          In the ravine, each at its best rate, the loss stays below a hundredth of its start after \(sgd) steps of SGD, \
          \(momentum) of momentum and \(adam) of Adam.
          """,
          "골짜기에서 각자 가장 좋은 학습률로 손실이 처음의 1/100 아래로 내려가는 데 SGD는 \(sgd)단계, 모멘텀은 \(momentum)단계, Adam은 \(adam)단계가 걸린다."
        ),
        momentum < sgd && adam < sgd),
      Claim(
        Words(
          "SGD needs \(slow) steps to leave the saddle, Adam \(swift) and RMSProp \(fast) at the same rate.",
          "같은 학습률로 안장점을 벗어나는 데 SGD는 \(slow)단계, Adam은 \(swift)단계, RMSProp은 \(fast)단계가 걸린다."),
        slow > 3 * swift && slow > 3 * fast),
    ]
  }

  func caption(_ results: Results) -> Words {
    let rates = results.ravine.map { "\($0.name) \(NumberText.value($0.rate))" }.joined(separator: ", ")
    return Words(
      """
      Top: ½(x² + 20y²) from (−9, 1.5), each with the rate, of 1, 2, 3, 5, 7 times powers of ten, that first keeps the loss \
      below a hundredth of its start, where the path ends: \(rates); AdamW decays by 0.1. Bottom: ½(x² − y²) from (−2, \
      0.001), all with rate 0.1, until |y| > 0.7. A dot is a step. The ravine runs along an axis, which suits methods with \
      a rate for each.
      """,
      """
      위: ½(x² + 20y²), 시작점 (−9, 1.5). 1, 2, 3, 5, 7에 10의 거듭제곱을 곱한 학습률 가운데 손실을 처음의 1/100 아래로 가장 빨리 \
      내리는 값을 골랐고 그때까지의 경로를 그렸다: \(rates). AdamW의 감쇠는 0.1. 아래: ½(x² − y²), 시작점 (−2, 0.001), 학습률 0.1, \
      |y| > 0.7이 될 때까지. 점 하나가 한 단계다. 골짜기가 축과 나란하므로 축마다 학습률을 두는 방법에 유리하다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let groups = [ComparedOptimizer.plain, ComparedOptimizer.adaptive]
    let kinds = ["one rate for all", "a rate for each axis"]
    let ravines = zip(groups, kinds).map { group, kind in
      panel(
        "ravine, \(kind)", Self.ravine, group, results.ravine, counts: results.arrivals, x: -10...2.4,
        y: -2.6...2.6,
        levels: [0.5, 2, 5, 10, 20, 40, 60, 80], minimum: true)
    }
    let saddles = zip(groups, kinds).map { group, kind in
      panel(
        "saddle, \(kind)", .saddle, group, results.saddle, counts: results.departures, x: -2.2...1.14,
        y: -0.7...0.7, levels: [-0.2, -0.1, -0.05, -0.01, 0, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1.2, 1.6, 2],
        minimum: false)
    }
    return PlateDrawing(ravines + saddles, columns: 2)
  }

  private func panel(
    _ heading: String, _ loss: AnalyticLoss, _ group: [ComparedOptimizer], _ tracks: [Track], counts: [Int],
    x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double], minimum: Bool
  ) -> Plot {
    var layers: [any Layer] = [loss.contours(x: x, y: y, levels: levels)]
    var markers = [
      MarkerLayer.Item(
        minimum ? .star : .cross, at: Point(x: 0, y: 0), name: minimum ? "minimum" : "saddle point")
    ]
    for optimizer in group {
      guard let place = tracks.firstIndex(where: { $0.name == optimizer.name }) else { continue }
      layers += tracks[place].layers(optimizer.style)
      markers.append(MarkerLayer.Item(.ring, at: tracks[place].start, name: "start"))
    }
    return Plot(
      heading: heading, x: AxisDescription("$x$", limits: x), y: AxisDescription("$y$", limits: y),
      layers: layers,
      markers: markers, hasEqualScales: true)
  }
}
