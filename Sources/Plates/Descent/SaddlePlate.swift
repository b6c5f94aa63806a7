import Rendering
import Training

/// Gradient descent near a saddle, and into local minima.
struct SaddlePlate: Plate {
  struct Results: Codable, Sendable {
    /// From the ridge of a saddle and from beside it.
    let saddle: [Track]
    /// Into minima of different depth.
    let minima: [Track]
  }

  private static let offsets = [0, 1e-6, 1e-2]
  private static let steps = 170
  private static let edge = 1.0
  private static let minimaStyles = [3, 4, 5].map { SeriesStyle($0, width: 1.8) }
  private static let starts = [SIMD2(0.35, -0.3), SIMD2(0.7, 0.35), SIMD2(-0.65, -1.3)]

  let about = PlateDescription(
    name: "saddle", chapter: .descent, rows: [21],
    title: Words("Where descent is held up: saddle points and local minima", "하강이 멈추는 곳: 안장점과 국소 최소점"),
    lesson: Words(
      """
      At a saddle the gradient vanishes though it is no minimum: descent lingers on a plateau, the longer the nearer it \
      started to the ridge, and for ever on the ridge itself. Among many minima the start decides which one is found.
      """,
      """
      안장점은 최소점이 아니지만 기울기가 0이다. 하강은 고원에 머물며, 능선에 가까이서 출발할수록 오래, 능선 위에서는 영원히 머문다. \
      최소점이 여럿이면 어디서 출발했는지가 어느 것을 찾을지 정한다.
      """),
    next: Words("See which optimizers leave a saddle soonest", "어떤 옵티마이저가 안장점을 가장 빨리 떠나는지 보라"),
    command: "landscape gallery optimizers")

  var height: Int { 1200 }

  func results(from workshop: Workshop) throws -> Results {
    let descent = { (rate: Double) in
      OptimizerConfiguration(.gradientDescent, learningRate: rate, weightDecay: 0)
    }
    return Results(
      saddle: Self.offsets.map { offset in
        let path = OptimizerPath(
          of: descent(0.1), on: .saddle, from: SIMD2(-1.3, offset), steps: Self.steps)
        return Track(
          "from y = \(NumberText.value(offset))", path,
          steps: path.points.firstIndex { abs($0.y) > Self.edge })
      },
      minima: Self.starts.map { start in
        Track("descent", OptimizerPath(of: descent(0.001), on: .rastrigin, from: start, steps: 60))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.saddle.count == 3, results.minima.count == 3 else { return [] }
    let steps = results.saddle.map(\.steps)
    let ends = results.minima.map { NumberText.value($0.losses.last ?? .nan) }
    let finals = results.minima.map { $0.losses.last ?? .nan }
    return [
      Claim(
        Words(
          """
          Started 0.01 beside the ridge, descent leaves the saddle after \(steps[2]) steps, 10⁻⁶ beside it after \
          \(steps[1]), and on it not within \(steps[0]).
          """,
          """
          능선에서 0.01 옆에서 출발하면 \(steps[2])단계, 10⁻⁶ 옆에서는 \(steps[1])단계 뒤에 안장점을 떠나고, 능선 위에서는 \
          \(steps[0])단계 안에 떠나지 못한다.
          """),
        steps[2] < steps[1] && steps[0] == Self.steps && steps[1] < Self.steps),
      Claim(
        Words(
          "Three starts end in three minima with losses \(ends.joined(separator: ", ")).",
          "세 출발점은 손실이 \(ends.joined(separator: ", "))인 세 최소점에서 끝난다."),
        finals[0] < 1e-3 && finals[0] < finals[1] && finals[1] < finals[2]),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Top: gradient descent on ½(x² − y²) from x = −1.3, rate 0.1, until |y| > 1 or 170 steps. Bottom: on \
      Rastrigin's function, rate 0.001, 60 steps from three places.
      """,
      """
      위: ½(x² − y²)에서 x = −1.3에서 출발한 경사 하강, 학습률 0.1, |y| > 1이 되거나 170단계까지. 아래: 라스트리긴 함수, \
      학습률 0.001, 세 곳에서 60단계.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let styles = [2, 1, 0].map { SeriesStyle($0, width: 1.8) }
    let curves = zip(results.saddle, styles).map { track, style in
      SeriesLayer(track.name, x: track.losses.indices.map(Double.init), y: track.losses, style: style)
    }
    let losses = Plot(
      heading: "loss by step", x: AxisDescription("step"), y: AxisDescription("loss"), layers: curves,
      guides: .horizontal)
    let falls = zip(results.minima, Self.minimaStyles).map { track, style in
      SeriesLayer(track.name, x: track.losses.indices.map(Double.init), y: track.losses, style: style)
    }
    let descents = Plot(
      heading: "loss by step", x: AxisDescription("step"), y: AxisDescription("loss", limits: -0.6...14),
      layers: falls, guides: .horizontal)
    return PlateDrawing(
      [saddle(results, styles), losses, minima(results), descents], columns: 2,
      legend: curves.map(\.legendEntry) + [
        Legend.Entry(.marker(.ring), "start"), Legend.Entry(.marker(.cross), "saddle point"),
        Legend.Entry(.marker(.star), "lowest minimum"),
      ])
  }

  private func saddle(_ results: Results, _ styles: [SeriesStyle]) -> Plot {
    let (x, y) = (-1.45...0.85, -0.95...1.1)
    let contours = AnalyticLoss.saddle.contours(
      x: x, y: y, levels: (-9...9).map { Double($0) * abs(Double($0)) / 60 })
    var layers: [any Layer] = [contours]
    for (track, style) in zip(results.saddle, styles).reversed() { layers += track.layers(style) }
    return Plot(
      heading: "a saddle", x: AxisDescription("$x$", limits: x), y: AxisDescription("$y$", limits: y),
      layers: layers,
      markers: [
        MarkerLayer.Item(.cross, at: Point(x: 0, y: 0), name: "saddle point"),
        MarkerLayer.Item(.ring, at: results.saddle[0].start, name: "start"),
      ], hasEqualScales: true)
  }

  private func minima(_ results: Results) -> Plot {
    let (x, y) = (-1.6...1.5, -1.75...1.0)
    var layers: [any Layer] = [
      AnalyticLoss.rastrigin.contours(x: x, y: y, levels: [3, 7, 12, 18, 25, 32])
    ]
    var markers = [MarkerLayer.Item(.star, at: Point(x: 0, y: 0), name: "lowest minimum")]
    for (track, style) in zip(results.minima, Self.minimaStyles) {
      layers += track.layers(style)
      layers.append(
        NoteLayer(
          "loss \(NumberText.value(track.losses.last ?? .nan, digits: 2))", at: track.end,
          pivot: Point(x: 0.5, y: 0), offset: Point(x: 0, y: 9)))
      markers.append(MarkerLayer.Item(.ring, at: track.start, name: "start"))
      markers.append(MarkerLayer.Item(.diamond, at: track.end, name: "end", style: style))
    }
    return Plot(
      heading: "many minima", x: AxisDescription("$x$", limits: x), y: AxisDescription("$y$", limits: y),
      layers: layers, markers: markers, hasEqualScales: true)
  }
}
