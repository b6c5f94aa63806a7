import Networks
import Probing
import Regularization
import Rendering
import Surfaces
import Training

/// Regions of penalties meeting the loss of a real network over two of its weights.
struct RegionOfNetworkPlate: Plate {
  struct Results: Codable, Sendable {
    let run: RunFacts
    /// The two weights by their names, and their trained values.
    let weights: [String]
    let trained: Vector2
    let x: Axis
    let y: Axis
    /// The loss by differences from the trained values, `[row][column]`.
    let losses: [Double]
    let samples: Int
    /// Where the loss of the two weights is least without a penalty.
    let unconstrained: Vector2
    let least: Double
    /// L1, elastic net, L2.
    let cases: [RegionChart.Case]
  }

  let about = PlateDescription(
    name: "region-of-a-network", chapter: .penalties, rows: [17],
    title: Words("The same regions on two weights of a trained network", "학습된 신경망의 두 가중치에서 본 같은 영역"),
    lesson: Words(
      """
      The contours are the loss of a real network while two of its weights vary. The geometry is the same: under L1 the \
      weight that matters less is exactly zero, under L2 it is only smaller.
      """,
      """
      등고선은 두 가중치를 바꿀 때 실제 신경망의 손실이다. 기하는 같다. L1에서는 덜 중요한 가중치가 정확히 0이 되고 \
      L2에서는 작아질 뿐이다.
      """),
    next: Words("Choose two other weights", "다른 두 가중치를 골라 보라"),
    command: "landscape geometry region --checkpoint mlp.ckpt --weights fc1.weight[0,0] fc2.weight[0,1]")

  var height: Int { 740 }

  func runs(_ effort: Effort) throws -> [PlateRun] { [try DescentRuns.perceptron(effort)] }

  func results(from workshop: Workshop) throws -> Results {
    let run = try DescentRuns.perceptron(workshop.effort)
    let checkpoint = try workshop.checkpoint(run)
    let (weights, trained) = Self.choice(checkpoint)
    let axes = try WeightPlane.axes(trained, points: workshop.effort.pick(33, quick: 17))
    let surface = try workshop.surface(
      PlateView(
        of: run, x: axes.x, y: axes.y, samples: workshop.effort.pick(2000, quick: 500), weights: weights))
    let losses = surface.loss.map { $0.rounded(digits: 7) }
    guard let bicubic = BicubicSurface(x: axes.x, y: axes.y, values: losses) else {
      throw ProbingError.invalidOption(name: "weights", reason: "lead to a loss that is not finite")
    }
    let plane = WeightPlane(bicubic, trained: trained)
    let best = try plane.unconstrained()
    let extent = 0.6 * max(abs(best.point.x), abs(best.point.y))
    let cases = try NamedPenalty.all().prefix(3).map { member in
      let region = try ConstraintRegion(penalty: member.penalty, axisExtent: extent)
      return RegionChart.Case(region: region, optima: try plane.minimum(in: region))
    }
    return Results(
      run: RunFacts(run), weights: weights, trained: trained, x: axes.x, y: axes.y, losses: losses,
      samples: surface.provenance.samples, unconstrained: best.point, least: best.loss, cases: Array(cases))
  }

  /// The largest weight into an output, and the second largest into the same one.
  private static func choice(_ checkpoint: Checkpoint) -> (names: [String], trained: Vector2) {
    let blocks = ParameterLayout(checkpoint.graph).blocks.filter { $0.role.isWeight }
    guard let block = blocks.last, block.shape.count == 2 else { preconditionFailure("no dense layer") }
    let values = checkpoint.parameters[block.range].map(Double.init)
    let inputs = block.shape[1]
    let largest = values.indices.max { abs(values[$0]) < abs(values[$1]) } ?? 0
    let row = largest / inputs
    let others = (row * inputs..<(row + 1) * inputs).filter { $0 != largest }
      .sorted { abs(values[$0]) < abs(values[$1]) }
    let second = others[others.count - 1]
    return (
      [largest, second].map { "\(block.name)[\($0 / inputs),\($0 % inputs)]" },
      Vector2(values[largest], values[second])
    )
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.cases.count == 3 else { return [] }
    let optima = results.cases.map(\.optima.global)
    let residual = NumberText.value(optima.map(\.kktResidual).max() ?? .nan, digits: 2)
    return [
      Claim(
        Words(
          """
          Under L1 the best allowed weights of the network are \(place(optima[0].point)), one of them exactly zero; under \
          L2 they are \(place(optima[2].point)).
          """,
          """
          L1 아래에서 신경망의 가장 좋은 가중치는 \(place(optima[0].point))로 하나가 정확히 0이고, L2 아래에서는 \
          \(place(optima[2].point))이다.
          """), optima[0].zeroCount == 1 && optima[2].zeroCount == 0),
      Claim(
        Words(
          "KKT residuals on the interpolated loss are at most \(residual).",
          "보간한 손실에서 KKT 잔차는 \(residual) 이하다."),
        optima.allSatisfy { $0.kktResidual < 1e-6 }),
    ]
  }

  func caption(_ results: Results) -> Words {
    let names = results.weights.joined(separator: ", ")
    return Words(
      """
      \(DescentRuns.words(results.run).english) Axes: the two largest weights into one output, \(names), trained to \(place(results.trained)); all others stay. Loss: \
      mean over \(NumberText.count(results.samples)) training samples at \(results.x.count) × \(results.y.count) points, \
      bicubic between them. Regions reach 0.6 of the larger unconstrained weight along the axes.
      """,
      """
      \(DescentRuns.words(results.run).korean) 축: 한 출력으로 가는 가장 큰 두 가중치 \(names), 학습된 값 \(place(results.trained)), 나머지는 고정. 손실: 학습 표본 \
      \(NumberText.count(results.samples))개의 평균을 \(results.x.count) × \(results.y.count)개 점에서 계산하고 그 사이는 쌍삼차로 \
      보간했다. 영역은 축 위에서 제약 없는 최적 가중치 중 큰 값의 0.6배까지 닿는다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    guard let surface = BicubicSurface(x: results.x, y: results.y, values: results.losses) else {
      preconditionFailure("the results hold a loss that is not finite")
    }
    let plane = WeightPlane(surface, trained: results.trained)
    let loss = RegionLoss(
      plane.grid(), unconstrained: results.unconstrained, least: results.least, name: "")
    let names = results.weights
    var drawing = PlateDrawing(
      RegionChart(loss: loss, cases: results.cases, axes: (names[0], names[1]), rule: "", theme: theme).chart)
    drawing.columns = 3
    return drawing
  }
}
