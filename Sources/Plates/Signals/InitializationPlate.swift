import Glibc
import Models
import Networks
import Rendering

/// Second moment of the activations by layer for several ways to draw the weights, with ReLU and with tanh.
struct InitializationPlate: Plate {
  struct Results: Codable, Sendable {
    let depth: Int
    let width: Int
    let samples: Int
    let relu: [Curve]
    let tanh: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    /// Mean square of the activations of each hidden layer, from the input on.
    let moments: [Double]
  }

  private static let depth = 20
  private static let width = 128
  private static let choices: [(name: String, initialization: Initialization)] = [
    ("Xavier, $2/(n_{in}+n_{out})$", .xavierNormal), ("He, $2/n_{in}$", .heNormal(.input)),
    ("too small, deviation 0.05", .normal(deviation: 0.05)),
    ("too large, deviation 0.2", .normal(deviation: 0.2)), ("zero", .zero),
  ]

  let about = PlateDescription(
    name: "initialization", chapter: .signals, rows: [6],
    title: Words("Initial weights decide whether a signal arrives", "신호의 생사를 정하는 가중치 초기화"),
    lesson: Words(
      """
      With ReLU half of each layer is off: Xavier’s variance loses half the signal at every layer, He’s is twice as \
      large and makes up for it. Tanh needs no such factor; weights too small or too large lose the signal or saturate it.
      """,
      """
      ReLU에서는 층마다 절반이 꺼지므로 Xavier의 분산으로는 신호가 층마다 절반이 되고, 두 배 큰 He의 분산은 이를 메운다. \
      tanh에는 그 배율이 필요 없다. 너무 작은 가중치는 신호를 지우고 너무 큰 가중치는 포화시킨다.
      """),
    next: Words("Look at the gradient on its way back through the same layers", "같은 층을 거꾸로 지나는 기울기를 보라"),
    command: "landscape train --model mlp --init he-normal")

  var height: Int { 800 }

  func results(from workshop: Workshop) throws -> Results {
    let batch = try SignalBatch(count: workshop.effort.pick(512, quick: 128), from: workshop)
    return Results(
      depth: Self.depth, width: Self.width, samples: batch.count, relu: try Self.curves(.relu, batch),
      tanh: try Self.curves(.tanh, batch))
  }

  private static func curves(_ activation: Activation, _ batch: SignalBatch) throws -> [Curve] {
    let graph = try Architecture(
      name: "mlp", widths: Array(repeating: width, count: depth), activation: activation
    ).graph(input: SampleShape(channels: 1, height: 28, width: 28), classes: 10)
    let probe = try LayerProbe(graph, batch: batch)
    return choices.map { name, initialization in
      let parameters = Initialization.parameters(of: graph, seed: 0, weights: initialization)
      return Curve(name: name, moments: Kept.rounded(probe.secondMoments(at: parameters)))
    }
  }

  /// By which the second moment changes from one layer to the next.
  private static func factor(_ curve: Curve) -> Double {
    pow(curve.moments[curve.moments.count - 1] / curve.moments[0], 1 / Double(curve.moments.count - 1))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.relu.count == 5, results.tanh.count == 5 else { return [] }
    let factors = results.relu.prefix(4).map(Self.factor)
    let text = { (value: Double) in NumberText.value(value) }
    let ends = results.tanh.map { $0.moments.last ?? .nan }
    return [
      Claim(
        Words(
          """
          With ReLU the second moment changes by a factor \(text(factors[0])) a layer under Xavier and \(text(factors[1])) \
          under He, by \(text(factors[2])) and \(text(factors[3])) with weights too small and too large; zero weights \
          leave 0 everywhere.
          """,
          """
          ReLU에서 제곱평균은 층마다 Xavier에서 \(text(factors[0]))배, He에서 \(text(factors[1]))배, 너무 작은 가중치와 너무 큰 \
          가중치에서 \(text(factors[2]))배와 \(text(factors[3]))배가 된다. 0으로 초기화하면 모든 층이 0이다.
          """),
        abs(factors[0] - 0.5) < 0.06 && abs(factors[1] - 1) < 0.12
          && results.relu[4].moments.allSatisfy { $0 == 0 }),
      Claim(
        Words(
          """
          With tanh it is \(text(ends[0])) in the last layer under Xavier, \(text(ends[2])) with weights too small, and \
          \(text(ends[3])) with weights too large, where most units are saturated.
          """,
          """
          tanh의 마지막 층에서는 Xavier \(text(ends[0])), 너무 작은 가중치 \(text(ends[2])), 대부분 포화되는 너무 큰 가중치 \
          \(text(ends[3]))이다.
          """),
        ends[0] > 0.01 && ends[2] < 1e-6 && ends[3] > 0.5),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Mean square of the activations of each of \(results.depth) hidden layers of width \(results.width), before training, \
      over \(results.samples) samples of Fashion-MNIST; one draw of the weights, seed 0.
      """,
      """
      학습 전, 너비 \(results.width)인 은닉층 \(results.depth)개의 활성값 제곱평균. Fashion-MNIST 표본 \(results.samples)개, 가중치 \
      한 번 추출(시드 0).
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let layers = (1...results.depth).map(Double.init)
    func series(_ curves: [Curve]) -> [SeriesLayer] {
      curves.prefix(4).enumerated().map { index, curve in
        SeriesLayer(curve.name, x: layers, y: curve.moments, style: SeriesStyle(index, showsMarkers: true))
      }
    }
    let first = results.relu[0].moments[0]
    let halving = SeriesLayer(
      "halved at every layer, $2^{−k}$", x: layers, y: layers.map { first * pow(2, 1 - $0) },
      style: SeriesStyle(4))
    func plot(_ heading: String, _ curves: [SeriesLayer]) -> Plot {
      Plot(
        heading: heading,
        x: AxisDescription("layer, from the input", limits: 0.3...Double(results.depth) + 0.7),
        y: AxisDescription("mean square of the activations", limits: 1e-16...1e10, isLogarithmic: true),
        layers: curves
          + [
            NoteLayer("zero weights: 0 in every layer", at: Point(x: 1, y: 1e-16), pivot: Point(x: 0, y: 1))
          ],
        guides: .horizontal)
    }
    let relu = series(results.relu)
    return PlateDrawing(
      [plot("ReLU", [halving] + relu), plot("tanh", series(results.tanh))], columns: 2, sharesAxes: true,
      legend: (relu + [halving]).map(\.legendEntry))
  }
}
