import Glibc
import Models
import Networks
import Rendering
import Training

/// Norm of the gradient by layer in deep networks with sigmoid, tanh and ReLU, and how they then learn.
struct VanishingGradientPlate: Plate {
  struct Results: Codable, Sendable {
    let depth: Int
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    /// `‖∂L/∂W‖` of each layer at the first step, from the input on.
    let norms: [Double]
    /// Mean training loss of each epoch.
    let losses: [Double]
    let accuracy: Double
  }

  private static let depth = 20
  private static let names: [Activation: String] = [.sigmoid: "sigmoid", .tanh: "tanh", .relu: "ReLU"]

  let about = PlateDescription(
    name: "vanishing-gradient", chapter: .signals, rows: [1],
    title: Words("The gradient vanishes on its way to the input", "기울기는 입력 쪽으로 갈수록 사라진다"),
    lesson: Words(
      """
      Follow the lines from right to left: with sigmoid the gradient loses a factor of about 4, the bound on its \
      derivative, at every layer, and the network does not start to learn; tanh and ReLU pass it on.
      """,
      """
      선을 오른쪽에서 왼쪽으로 따라가 보자. 시그모이드에서는 도함수의 상한대로 층마다 기울기가 약 4분의 1로 줄어 신경망이 \
      학습을 시작하지도 못한다. tanh와 ReLU는 기울기를 전달한다.
      """),
    next: Words(
      "Train the sigmoid network and watch the loss stand still", "시그모이드 신경망을 학습시켜 손실이 줄지 않는 것을 보라"),
    command:
      "landscape train --model mlp --widths 64,64,64,64,64,64,64,64 --activation sigmoid --record gradients")

  var height: Int { 780 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [Activation.sigmoid, .tanh, .relu].map { activation in
      PlateRun(
        Self.names[activation] ?? activation.name,
        TrainingConfiguration(
          dataset: .fashionMNIST,
          architecture: try Architecture(
            name: "mlp", widths: Array(repeating: 64, count: Self.depth - 1), activation: activation),
          epochs: effort.pick(10, quick: 4), optimizer: .init(learningRate: 0.01),
          sampleLimit: effort.pick(12800, quick: 2560)),
        records: [.gradients], recordsPerEpoch: effort.pick(100, quick: 20))
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    Results(
      depth: Self.depth,
      curves: try runs(workshop.effort).map { run in
        let checkpoint = try workshop.checkpoint(run)
        let weights = ParameterLayout(checkpoint.graph).blocks.filter { $0.role.isWeight }
        let norms = weights.compactMap { checkpoint.statistics?.values(.gradients, of: $0.name)?.first }
        return Curve(
          name: run.name, norms: Kept.rounded(norms),
          losses: Kept.rounded(checkpoint.log.map(\.trainLoss)),
          accuracy: checkpoint.log.last?.testAccuracy ?? .nan)
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.curves.count == 3, let sigmoid = results.curves.first, let relu = results.curves.last,
      sigmoid.norms.count == results.depth, let least = sigmoid.losses.last
    else { return [] }
    // The first layer reads 784 pixels instead of 64 units, and the last one has no activation behind it.
    let (from, to) = (results.depth - 2, 1)
    let factor = pow(sigmoid.norms[to] / sigmoid.norms[from], 1 / Double(from - to))
    let times = NumberText.value(relu.norms[to] / sigmoid.norms[to], digits: 2)
    return [
      Claim(
        Words(
          """
          From layer to layer towards the input the sigmoid network's gradient shrinks to \(NumberText.value(factor)) of \
          its norm; in the second layer it is \(times) times smaller than with ReLU.
          """,
          """
          시그모이드 신경망의 기울기는 입력 쪽으로 한 층 갈 때마다 \(NumberText.value(factor))배가 되고, 둘째 층에서는 ReLU보다 \
          \(times)배 작다.
          """),
        factor < 0.27 && relu.norms[to] > 1e6 * sigmoid.norms[to]),
      Claim(
        Words(
          """
          After \(sigmoid.losses.count) epochs its training loss is \(NumberText.value(least)), that of a guess among ten \
          (2.303), and its test accuracy \(NumberText.percentage(sigmoid.accuracy)); with tanh and ReLU the accuracy is \
          \(NumberText.percentage(results.curves[1].accuracy)) and \(NumberText.percentage(relu.accuracy)).
          """,
          """
          \(sigmoid.losses.count) 에폭 뒤에도 훈련 손실은 열 클래스를 찍는 것과 같은 \(NumberText.value(least))(2.303)이고 시험 \
          정확도는 \(NumberText.percentage(sigmoid.accuracy))이다. tanh와 ReLU는 \
          \(NumberText.percentage(results.curves[1].accuracy)), \(NumberText.percentage(relu.accuracy))이다.
          """),
        least > 2.25 && relu.accuracy > sigmoid.accuracy + 0.2
          && results.curves[1].accuracy > sigmoid.accuracy + 0.2),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Perceptrons of \(results.depth) layers and width 64 on Fashion-MNIST, weights drawn as published for each \
      activation (Xavier, He). Left: norm of the gradient of each layer's weights at the first step. Right: mean \
      training loss. Batch 128, rate 0.01 on a cosine, momentum 0.9, seed 0.
      """,
      """
      Fashion-MNIST, 너비 64인 \(results.depth)층 퍼셉트론, 초기화는 활성화 함수별로 발표된 방법(Xavier, He). 왼쪽: 첫 단계의 \
      층별 가중치 기울기 노름. 오른쪽: 평균 훈련 손실. 배치 128, 학습률 0.01(코사인), 모멘텀 0.9, 시드 0.
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
      "sigmoid’s last layer times $(1/4)^k$", x: layers,
      y: layers.map { last * pow(0.25, Double(results.depth) - $0) }, style: SeriesStyle(3))
    let left = Plot(
      heading: "gradient by layer, before training",
      x: AxisDescription("layer, from the input", limits: 0.3...Double(results.depth) + 0.7),
      y: AxisDescription("norm of the gradient", isLogarithmic: true), layers: [envelope] + series,
      guides: .horizontal)
    let losses = results.curves.enumerated().map { index, curve in
      SeriesLayer(
        curve.name, x: curve.losses.indices.map { Double($0 + 1) }, y: curve.losses,
        style: SeriesStyle(index, showsMarkers: true))
    }
    let right = Plot(
      heading: "what it does to learning", x: AxisDescription("epoch"),
      y: AxisDescription("training loss", limits: 0...2.6),
      layers: [RuleLayer(.horizontal, at: log(10), text: "a guess among ten")] + losses, guides: .horizontal)
    return PlateDrawing([left, right], columns: 2, legend: (series + [envelope]).map(\.legendEntry))
  }
}
