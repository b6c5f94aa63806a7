import Data
import Glibc
import Models
import Networks
import Rendering
import Training

/// The gradient by layer for too large initial weights, and what clipping by norm makes of the training.
struct ExplodingGradientPlate: Plate {
  struct Results: Codable, Sendable {
    let depth: Int
    let width: Int
    let signals: [Signal]
    let courses: [Course]
    let bound: Double
  }

  /// The gradient of each layer's biases at the first step, which is the mean signal on its way back.
  struct Signal: Codable, Sendable {
    let deviation: Double
    let norms: [Double]
  }

  struct Course: Codable, Sendable {
    let name: String
    let losses: [Double]
    /// In epochs, the step whose loss was no number.
    let diverged: Double?
    /// The same in steps from the start.
    let step: Int?
    let accuracy: Double?
  }

  static let depth = 20
  static let width = 64
  static let batch = 128
  static let bound = 1.0
  /// He's deviation for the inner layers is √(2/64) = 0.177.
  static let deviations = [0.177, 0.25, 0.35, 0.5]
  static let large = 0.25

  let about = PlateDescription(
    name: "exploding-gradient", chapter: .signals, rows: [2],
    title: Words("Too large weights: the gradient explodes, clipping holds it", "너무 큰 가중치: 기울기 폭발과 클리핑"),
    lesson: Words(
      """
      Each layer multiplies the signal on its way back by the same factor, so that weights 1.4 times too large make it \
      hundreds of times larger at the input. Unclipped, the first steps throw the weights out of range; with the \
      gradient’s norm clipped the same network learns, if never as well as from He’s weights.
      """,
      """
      층마다 역방향 신호에 같은 배율이 곱해지므로, 가중치가 1.4배만 커도 입력 쪽에서는 수백 배가 된다. 클리핑이 없으면 처음 몇 \
      걸음에 가중치가 범위를 벗어나고, 기울기의 노름을 자르면 같은 신경망이 학습된다. 다만 He 초기화만큼은 아니다.
      """),
    next: Words("Draw the weights as He et al. do", "He 초기화를 써 보라"),
    command: "landscape train --model mlp --init normal:0.25 --clip 1 --record gradients")

  var height: Int { 800 }

  static func architecture() throws -> Architecture {
    try Architecture(name: "mlp", widths: Array(repeating: width, count: depth - 1), activation: .relu)
  }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    let dataset = DatasetDescription.fashionMNIST
    let architecture = try Self.architecture()
    func run(_ name: String, _ initialization: Initialization?, clipping: Double?) -> PlateRun {
      PlateRun(
        name,
        TrainingConfiguration(
          dataset: dataset, architecture: architecture, initialization: initialization,
          epochs: effort.pick(30, quick: 8), batchSize: Self.batch, optimizer: .init(learningRate: 0.01),
          clippingNorm: clipping, sampleLimit: effort.pick(20, quick: 10) * Self.batch))
    }
    let large = Initialization.normal(deviation: Self.large)
    return [
      run("He", nil, clipping: nil), run("too large", large, clipping: nil),
      run("too large, clipped", large, clipping: Self.bound),
    ]
  }

  func results(from workshop: Workshop) throws -> Results {
    let batch = try SignalBatch(count: Self.batch, from: workshop)
    let graph = try Self.architecture().graph(
      input: SampleShape(channels: 1, height: 28, width: 28), classes: 10)
    let probe = try KernelProbe(graph, loss: .crossEntropy, batchSize: batch.count)
    probe.fill(images: batch.images, labels: batch.labels)
    let signals = Self.deviations.map { deviation in
      let parameters = Initialization.parameters(of: graph, seed: 0, weights: .normal(deviation: deviation))
      let gradient = probe.gradient(at: parameters).gradient
      let norms = probe.layout.blocks.filter { $0.role == .bias }.map { block in
        gradient[block.range].reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
      }
      return Signal(deviation: deviation, norms: Kept.rounded(norms))
    }
    return Results(
      depth: Self.depth, width: Self.width, signals: signals,
      courses: try runs(workshop.effort).map { try Self.course($0, in: workshop) }, bound: Self.bound)
  }

  /// How a run went, to its end or to where its loss was no number.
  static func course(_ run: PlateRun, in workshop: Workshop) throws -> Course {
    do throws(TrainingError) {
      let log = try workshop.checkpoint(run).log
      return Course(
        name: run.name, losses: Kept.rounded(log.map(\.trainLoss)), diverged: nil, step: nil,
        accuracy: log.last?.testAccuracy)
    } catch {
      guard case .diverged(let epoch, let step, _, let path, let completed) = error else { throw error }
      let steps = (run.training.sampleLimit ?? batch) / batch
      let log = completed > 0 ? try Checkpoint.read(path).log : []
      return Course(
        name: run.name, losses: Kept.rounded(log.map(\.trainLoss)),
        diverged: Double(epoch - 1) + Double(step) / Double(steps), step: (epoch - 1) * steps + step,
        accuracy: nil)
    }
  }

  /// By which the signal grows from one layer to the one before, as measured between two inner layers.
  static func factor(_ signal: Signal) -> Double {
    let (first, last) = (1, signal.norms.count - 3)
    return pow(signal.norms[first] / signal.norms[last], 1 / Double(last - first))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.signals.count == 4, results.courses.count == 3 else { return [] }
    let (he, large) = (results.signals[0], results.signals[1])
    let expected = (Double(results.width) / 2).squareRoot()
    let factors = [Self.factor(he), Self.factor(large)]
    let text = { (value: Double) in NumberText.value(value) }
    let times = NumberText.value(large.norms[1] / he.norms[1], digits: 2)
    var claims = [
      Claim(
        Words(
          """
          With weights of deviation \(text(large.deviation)) the signal grows by a factor \(text(factors[1])) a layer \
          (√(n/2) times the deviation is \(text(expected * large.deviation))), with He's by \(text(factors[0])): in the \
          second layer it is \(times) times as large.
          """,
          """
          표준편차 \(text(large.deviation))인 가중치에서 신호는 층마다 \(text(factors[1]))배(이론값 √(n/2)·표준편차 = \
          \(text(expected * large.deviation))), He에서는 \(text(factors[0]))배가 되어, 둘째 층에서 \(times)배 크다.
          """),
        factors[1] > 1.25 && abs(factors[0] - 1) < 0.12)
    ]
    if let step = results.courses[1].step, let plain = results.courses[0].accuracy,
      let clipped = results.courses[2].accuracy, let first = results.courses[2].losses.first,
      let last = results.courses[2].losses.last
    {
      claims.append(
        Claim(
          Words(
            """
            Unclipped the loss is no number any more at step \(step); clipped at \(text(results.bound)) it falls from \
            \(text(first)) to \(text(last)), with a test accuracy of \(NumberText.percentage(clipped)) against \
            \(NumberText.percentage(plain)) from He’s weights.
            """,
            """
            클리핑이 없으면 \(step)번째 단계에서 손실이 발산하고, 노름 \(text(results.bound))로 자르면 손실이 \(text(first))에서 \
            \(text(last))로 줄어 시험 정확도가 \(NumberText.percentage(clipped))이다. He 초기화에서는 \
            \(NumberText.percentage(plain))이다.
            """),
          step <= 20 && last < first / 100 && clipped > 0.2 && clipped < plain))
    }
    return claims
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      ReLU perceptrons of \(results.depth) layers and width \(results.width) on Fashion-MNIST, all weights normal with the \
      same deviation. Left: norm of the gradient of each layer’s biases over the first batch. Right: deviation \
      \(NumberText.value(Self.large)), batch \(Self.batch), rate 0.01 on a cosine, momentum 0.9, seed 0.
      """,
      """
      Fashion-MNIST, 너비 \(results.width)인 \(results.depth)층 ReLU 퍼셉트론, 모든 가중치의 표준편차가 같은 정규분포. 왼쪽: 첫 \
      배치에서 층별 편향 기울기의 노름. 오른쪽: 표준편차 \(NumberText.value(Self.large)), 배치 \(Self.batch), 학습률 \
      0.01(코사인), 모멘텀 0.9, 시드 0.
      """)
  }
}
