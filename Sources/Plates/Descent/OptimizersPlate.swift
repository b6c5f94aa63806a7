import Rendering
import Training

/// Paths of optimizers on a ravine and past a saddle.
struct OptimizersPlate: Plate {
  struct Results: Codable, Sendable {
    let ravine: [Track]
    let saddle: [Track]
  }

  private static let ravine = AnalyticLoss.ravine(condition: 20)
  private static let ravineStart = SIMD2(-9.0, 1.5)
  private static let ravineSteps = 40
  private static let saddleStart = SIMD2(-1.0, 0.001)
  private static let edge = 0.6
  /// Rates of methods with one rate for all, and of the others.
  private static let rates = (plain: 0.03, adaptive: 0.5)
  private static let saddleRate = 0.1

  let about = PlateDescription(
    name: "optimizers", chapter: .descent, rows: [22],
    title: Words("Seven optimizers in a ravine and at a saddle", "골짜기와 안장점에서의 일곱 가지 옵티마이저"),
    lesson: Words(
      """
      In the ravine SGD creeps along the flat floor; momentum gathers speed there; methods that scale each axis head for \
      the minimum at once, and Adagrad slows down. At the saddle SGD waits for a gradient that is almost zero, the \
      adaptive methods leave at once.
      """,
      """
      골짜기에서 SGD는 평평한 바닥을 기어가고 모멘텀은 속도를 모은다. 축마다 크기를 맞추는 방법은 곧장 최소점으로 향하지만 Adagrad는 점점 \
      느려진다. 안장점에서 SGD는 거의 0인 기울기에 머물고 적응적 방법은 바로 빠져나온다.
      """),
    next: Words("Run the same methods in the plane of a real network", "같은 방법을 실제 신경망의 평면에서 실행해 보라"),
    command: "landscape gallery optimizers-network")

  var height: Int { 1200 }

  func results(from workshop: Workshop) throws -> Results {
    let tracks = { (loss: AnalyticLoss, start: SIMD2<Double>, steps: Int, rates: (Double, Double)) in
      zip([ComparedOptimizer.plain, ComparedOptimizer.adaptive], [rates.0, rates.1]).flatMap { group, rate in
        group.map { optimizer in
          let path = OptimizerPath(
            of: optimizer.configuration(rate), on: loss, from: start, steps: steps)
          let departure = path.points.firstIndex { loss == .saddle && abs($0.y) > Self.edge }
          return Track(optimizer.name, path, steps: departure)
        }
      }
    }
    return Results(
      ravine: tracks(Self.ravine, Self.ravineStart, Self.ravineSteps, Self.rates),
      saddle: tracks(.saddle, Self.saddleStart, 200, (Self.saddleRate, Self.saddleRate)))
  }

  func claims(_ results: Results) -> [Claim] {
    let last = Dictionary(uniqueKeysWithValues: results.ravine.map { ($0.name, $0.losses.last ?? .nan) })
    let steps = Dictionary(uniqueKeysWithValues: results.saddle.map { ($0.name, $0.steps) })
    guard let sgd = last["SGD"], let momentum = last["momentum"], let adagrad = last["Adagrad"],
      let adam = last["Adam"], let slow = steps["SGD"], let quick = steps["momentum"],
      let swift = steps["Adam"]
    else { return [] }
    let number = { (value: Double) in NumberText.value(value, digits: 2) }
    return [
      Claim(
        Words(
          """
          After \(Self.ravineSteps) steps in the ravine the loss is \(number(sgd)) with SGD and \(number(momentum)) with \
          momentum at one rate, \(number(adagrad)) with Adagrad and \(number(adam)) with Adam at another.
          """,
          """
          골짜기에서 \(Self.ravineSteps)단계 뒤의 손실은 같은 학습률의 SGD가 \(number(sgd)), 모멘텀이 \(number(momentum))이고, 다른 같은 \
          학습률의 Adagrad가 \(number(adagrad)), Adam이 \(number(adam))이다.
          """), momentum < sgd && adam < adagrad),
      Claim(
        Words(
          "To leave the saddle SGD needs \(slow) steps, momentum \(quick) and Adam \(swift) at the same rate.",
          "같은 학습률로 안장점을 벗어나는 데 SGD는 \(slow)단계, 모멘텀은 \(quick)단계, Adam은 \(swift)단계가 걸린다."),
        slow > 3 * swift && slow > quick),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Top: ½(x² + 20y²), \(Self.ravineSteps) steps, rate 0.03 left and 0.5 right. Bottom: ½(x² − y²) from (−1, 0.001), \
      rate 0.1, until |y| > 0.6. A dot is a step. AdamW decays by 0.1 towards the origin.
      """,
      """
      위: ½(x² + 20y²), \(Self.ravineSteps)단계, 학습률 왼쪽 0.03, 오른쪽 0.5. 아래: ½(x² − y²), 시작점 (−1, 0.001), 학습률 0.1, |y| > \
      0.6이 될 때까지. 점 하나가 한 단계. AdamW는 0.1로 원점을 향해 감쇠한다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let groups = [ComparedOptimizer.plain, ComparedOptimizer.adaptive]
    let kinds = ["one rate for all", "a rate for each axis"]
    let ravines = zip(groups, kinds).map { group, kind in
      panel(
        "ravine, \(kind)", Self.ravine, group, results.ravine, x: -10...5.4, y: -6...2.6,
        levels: [0.5, 2, 5, 10, 20, 40, 70, 110, 160, 220, 290, 370])
    }
    let saddles = zip(groups, kinds).map { group, kind in
      panel(
        "saddle, \(kind)", .saddle, group, results.saddle, x: -1.15...0.85, y: -0.95...0.62,
        levels: (-9...9).map { Double($0) * abs(Double($0)) / 100 })
    }
    let entries = ComparedOptimizer.all.map { Legend.Entry(.series($0.style), $0.name) }
    return PlateDrawing(
      ravines + saddles, columns: 2,
      legend: entries + [
        Legend.Entry(.marker(.ring), "start"), Legend.Entry(.marker(.star), "minimum"),
        Legend.Entry(.marker(.cross), "saddle point"), Legend.Entry(.marker(.diamond), "end"),
      ])
  }

  private func panel(
    _ heading: String, _ loss: AnalyticLoss, _ group: [ComparedOptimizer], _ tracks: [Track],
    x: ClosedRange<Double>, y: ClosedRange<Double>, levels: [Double]
  ) -> Plot {
    let isSaddle = loss == .saddle
    var layers: [any Layer] = [loss.contours(x: x, y: y, levels: levels)]
    var markers = [
      MarkerLayer.Item(
        isSaddle ? .cross : .star, at: Point(x: 0, y: 0), name: isSaddle ? "saddle point" : "minimum")
    ]
    let shown = group.compactMap { optimizer in
      tracks.first { $0.name == optimizer.name }.map { (optimizer, $0) }
    }
    for (optimizer, track) in shown {
      layers += track.layers(optimizer.style)
      if !isSaddle {
        markers.append(MarkerLayer.Item(.diamond, at: track.end, name: "end", style: optimizer.style))
      }
    }
    if let start = shown.first?.1.start { markers.append(MarkerLayer.Item(.ring, at: start, name: "start")) }
    for (row, member) in shown.reversed().enumerated() {
      let value =
        isSaddle
        ? "\(member.1.steps) steps" : "loss \(NumberText.value(member.1.losses.last ?? .nan, digits: 2))"
      layers.append(
        NoteLayer(
          "\(member.0.name): \(value)", at: Point(x: x.upperBound, y: y.lowerBound), pivot: Point(x: 1, y: 1),
          offset: Point(x: -6, y: -5 - 14 * Double(row))))
    }
    return Plot(
      heading: heading, x: AxisDescription("$x$", limits: x), y: AxisDescription("$y$", limits: y),
      layers: layers, markers: markers, hasEqualScales: true)
  }
}
