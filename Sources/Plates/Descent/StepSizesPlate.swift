import Glibc
import Rendering
import Training

/// Effective step size of optimizers by iteration in real runs.
struct StepSizesPlate: Plate {
  struct Results: Codable, Sendable {
    let block: String
    let stepsPerEpoch: Int
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    let rate: Double
    /// Middles of classes of steps that are equally wide on a log scale, and the geometric means of `‖Δθ‖/‖g‖` in them.
    let steps: [Double]
    let sizes: [Double]
    let run: RunFacts
  }

  private static let epochs = 4
  private static let rates = [
    "SGD": 0.05, "momentum": 0.05, "Adagrad": 0.01, "RMSProp": 0.001, "Adam": 0.001,
  ]
  private static let block = "fc2.weight"

  let about = PlateDescription(
    name: "step-sizes", chapter: .descent, rows: [22],
    title: Words("Effective step size: Adagrad's only shrinks", "실효 보폭: Adagrad는 줄기만 한다"),
    lesson: Words(
      """
      How far a step goes for each unit of gradient. SGD's is its rate; Adagrad divides by the root of all squared \
      gradients so far, a sum that only grows; RMSProp and Adam forget what is long past, and go on stepping.
      """,
      """
      기울기 한 단위당 한 걸음의 길이다. SGD는 학습률 그대로다. Adagrad는 지금까지의 기울기 제곱을 모두 더한 값의 제곱근으로 나누므로 줄기만 \
      한다. RMSProp과 Adam은 먼 과거를 잊고 계속 걷는다.
      """),
    next: Words("Record step sizes of your own run", "자신의 학습에서 보폭을 기록해 보라"),
    command: "landscape train --model mlp --optimizer adagrad --record step-sizes --record-per-epoch 40")

  var height: Int { 760 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try ComparedOptimizer.all.filter { $0.decay == 0 && Self.rates[$0.name] != nil }.map { optimizer in
      var training = try DescentRuns.perceptron(effort).training
      training.batchSize = 32
      training.sampleLimit = effort.pick(10_000, quick: 2000)
      training.epochs = effort.pick(Self.epochs, quick: 2)
      training.optimizer = optimizer.configuration(Self.rates[optimizer.name] ?? 0.01)
      training.schedule = LearningRateSchedule(.constant)
      return PlateRun(
        optimizer.name, training, records: [.stepSizes],
        recordsPerEpoch: effort.pick(100, quick: 30))
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    var stepsPerEpoch = 1
    let curves = try runs(workshop.effort).map { run in
      let checkpoint = try workshop.checkpoint(run)
      let count = run.training.sampleLimit ?? 1
      stepsPerEpoch = (count + run.training.batchSize - 1) / run.training.batchSize
      let perEpoch = Double(stepsPerEpoch)
      let steps = checkpoint.statistics?.epochs.map { ($0 * perEpoch).rounded() } ?? []
      let sizes = checkpoint.statistics?.values(.stepSizes, of: Self.block) ?? []
      let means = Self.means(steps, sizes)
      return Curve(
        name: run.name, rate: run.training.optimizer.learningRate,
        steps: means.map { $0.0.rounded(digits: 4) },
        sizes: means.map { $0.1.rounded(digits: 4) }, run: RunFacts(run))
    }
    return Results(block: Self.block, stepsPerEpoch: stepsPerEpoch, curves: curves)
  }

  /// Geometric means over classes of steps, eight to a factor of ten.
  private static func means(_ steps: [Double], _ sizes: [Double]) -> [(Double, Double)] {
    let members = zip(steps, sizes).filter { $0 > 0 && $1 > 0 }
    let groups = Dictionary(grouping: members) { Int((8 * log10($0.0)).rounded(.down)) }
    return groups.sorted { $0.key < $1.key }.map { _, group in
      let count = Double(group.count)
      return (
        exp(group.reduce(0) { $0 + log($1.0) } / count), exp(group.reduce(0) { $0 + log($1.1) } / count)
      )
    }
  }

  func claims(_ results: Results) -> [Claim] {
    let found = ["Adagrad", "RMSProp"].compactMap { name in results.curves.first { $0.name == name } }
    guard found.count == 2, let first = found[0].sizes.first, let last = found[0].sizes.last,
      let steps = found[0].steps.last
    else { return [] }
    // Over the last factor of ten in steps.
    let falls = found.map { curve in
      let start = curve.steps.firstIndex { $0 >= steps / 10 } ?? 0
      return (curve.sizes.indices.contains(start) ? curve.sizes[start] : .nan) / (curve.sizes.last ?? .nan)
    }
    let number = { (value: Double) in NumberText.value(value, digits: 2) }
    let shares = falls.map { NumberText.percentage(1 / $0) }
    return [
      Claim(
        Words(
          "Adagrad's effective step falls from \(number(first)) to \(number(last)), \(number(first / last)) times less.",
          "Adagrad의 실효 보폭은 \(number(first))에서 \(number(last))로 \(number(first / last))배 줄어든다."),
        first > 2 * last),
      Claim(
        Words(
          """
          From a tenth of the steps to the last Adagrad's effective step goes to \(shares[0]) of what it was, that of \
          RMSProp to \(shares[1]).
          """,
          """
          전체 단계의 1/10에서 마지막까지 Adagrad의 보폭은 \(shares[0])로, RMSProp의 보폭은 \(shares[1])로 변한다.
          """), falls[0] > 1.2 && falls[0] > falls[1]),
    ]
  }

  func caption(_ results: Results) -> Words {
    let rates = results.curves.map { "\($0.name) \(NumberText.value($0.rate))" }.joined(separator: ", ")
    guard let facts = results.curves.first?.run else { preconditionFailure("no run") }
    return Words(
      """
      ‖Δθ‖/‖g‖ of the second layer's weights (\(results.block)). Perceptron 784–64–64–10, \(facts.images) images of Fashion-MNIST, \
      \(facts.epochs) epochs, batch 32, constant rate: \(rates); geometric means over \
      neighbouring steps, seed 0.
      """,
      """
      둘째 층 가중치(\(results.block))의 ‖Δθ‖/‖g‖. 퍼셉트론 784–64–64–10, Fashion-MNIST \(facts.images)장, \(facts.epochs)에폭, 배치 32, 일정한 \
      학습률: \(rates). 이웃한 단계의 기하평균, 시드 0.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let series = results.curves.map { curve in
      SeriesLayer(
        curve.name, x: curve.steps, y: curve.sizes,
        style: ComparedOptimizer.all.first { $0.name == curve.name }?.style ?? SeriesStyle(0))
    }
    let plot = Plot(
      x: AxisDescription("step", isLogarithmic: true),
      y: AxisDescription("effective step size $‖Δθ‖/‖g‖$", isLogarithmic: true), layers: series,
      guides: .horizontal)
    return PlateDrawing([plot], legend: series.map(\.legendEntry))
  }
}
