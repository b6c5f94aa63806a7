import Glibc
import Networks
import Rendering
import Training

/// Norm of the gradient by layer in deep networks with sigmoid, tanh and ReLU.
struct VanishingGradientPlate: Plate {
  struct Results: Codable, Sendable {
    let depth: Int
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    /// `‖∂L/∂W‖` of each layer at the first step, from the input on.
    let norms: [Double]
  }

  private static let depth = 20

  let about = PlateDescription(
    name: "vanishing-gradient", chapter: .signals, rows: [1],
    title: Words("The gradient vanishes on its way to the input", "기울기는 입력 쪽으로 갈수록 사라진다"),
    lesson: Words(
      """
      Follow each line from right to left: with sigmoid the gradient loses about a constant factor at every layer, no \
      less than the factor 1/4 that bounds its derivative, so that the first layers hardly learn; ReLU keeps it.
      """,
      """
      선을 오른쪽에서 왼쪽으로 따라가 보자. 시그모이드의 도함수는 1/4을 넘지 못하므로 기울기가 층마다 거의 일정한 비율로 \
      줄어 앞쪽 층은 거의 학습되지 않는다. ReLU는 기울기를 유지한다.
      """),
    next: Words(
      "Train the sigmoid network and watch the loss stand still", "시그모이드 신경망을 학습시켜 손실이 줄지 않는 것을 보라"),
    command:
      "landscape train --model mlp --widths 64,64,64,64,64,64,64,64 --activation sigmoid --record gradients")

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [Activation.sigmoid, .tanh, .relu].map { activation in
      PlateRun(
        activation.rawValue,
        TrainingConfiguration(
          dataset: try .resolve(name: "fashion-mnist"),
          architecture: try Architecture(
            name: "mlp", widths: Array(repeating: 64, count: Self.depth - 1), activation: activation),
          epochs: 1, optimizer: .init(learningRate: 0.01), sampleLimit: effort.pick(5120, quick: 1280)),
        records: [.gradients], recordsPerEpoch: effort.pick(40, quick: 10))
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    Results(
      depth: Self.depth,
      curves: try runs(workshop.effort).map { run in
        let checkpoint = try workshop.checkpoint(run)
        let weights = ParameterLayout(checkpoint.graph).blocks.filter { $0.role.isWeight }
        let norms = weights.compactMap { checkpoint.statistics?.values(.gradients, of: $0.name)?.first }
        return Curve(name: run.name, norms: norms)
      })
  }

  func claims(_ results: Results) -> [Claim] {
    let ratios = results.curves.map { ($0.norms.first ?? .nan) / ($0.norms.last ?? .nan) }
    guard let sigmoid = results.curves.first?.norms.first, let relu = results.curves.last?.norms.first else {
      return []
    }
    let times = NumberText.value(relu / sigmoid, digits: 2)
    return [
      Claim(
        Words(
          "At the first of \(results.depth) layers the gradient is \(times) times smaller with sigmoid than with ReLU.",
          "\(results.depth)개 층 가운데 첫 층의 기울기는 시그모이드에서 ReLU보다 \(times)배 작다."),
        relu > 100 * sigmoid),
      Claim(
        Words(
          "From the last to the first layer it falls to \(NumberText.value(ratios[0], digits: 2)) of its norm.",
          "마지막 층에서 첫 층까지 노름이 \(NumberText.value(ratios[0], digits: 2))배로 줄어든다."),
        ratios[0] < 1e-4),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Norm of the gradient of each layer's weights at the first step of \(results.depth)-layer perceptrons of width 64 on \
      Fashion-MNIST, drawn as published for each activation (Xavier, He); batch 128, seed 0.
      """,
      """
      Fashion-MNIST에서 너비 64인 \(results.depth)층 퍼셉트론의 첫 단계에서 각 층 가중치의 기울기 노름. 초기화는 활성화 \
      함수별로 발표된 방법(Xavier, He), 배치 128, 시드 0.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let layers = (1...results.depth).map(Double.init)
    let series = results.curves.enumerated().map { index, curve in
      SeriesLayer(
        curve.name, x: layers, y: curve.norms, style: SeriesStyle(index, showsMarkers: true))
    }
    let last = results.curves.first?.norms.last ?? 1
    let envelope = SeriesLayer(
      "$(1/4)^k$ from the last layer", x: layers,
      y: layers.map { last * pow(0.25, Double(results.depth) - $0) }, style: SeriesStyle(3))
    let plot = Plot(
      x: AxisDescription("layer, from the input"),
      y: AxisDescription("norm of the gradient", isLogarithmic: true), layers: [envelope] + series,
      guides: .horizontal)
    return PlateDrawing([plot], legend: (series + [envelope]).map(\.legendEntry))
  }
}
