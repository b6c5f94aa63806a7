import Networks
import Rendering
import Training

/// What coupled and decoupled weight decay make of weights with small and with large gradients under Adam.
struct WeightDecayPlate: Plate {
  struct Results: Codable, Sendable {
    let run: RunFacts
    let block: String
    /// Root mean square gradient of each class of weights, rising.
    let gradients: [Double]
    /// Without decay, coupled, decoupled.
    let runs: [Run]
  }

  struct Run: Codable, Sendable {
    let name: String
    /// Root mean square of each class of weights, as a share of the run's without decay.
    let sizes: [Double]
    let testAccuracy: Double
  }

  private static let classes = 25
  private static let coupled = 2e-3
  private static let decoupled = 0.5
  private static let block = "fc1.weight"

  let about = PlateDescription(
    name: "weight-decay", chapter: .descent, rows: [16, 22],
    title: Words("Under Adam an L2 penalty is not weight decay", "Adam에서 L2 규제는 가중치 감쇠가 아니다"),
    lesson: Words(
      """
      Adam divides the penalty's pull, too, by the size of the gradient: weights with small gradients shrink \
      most, those with large ones hardly at all. Decoupled decay (AdamW) shrinks all of them alike.
      """,
      """
      Adam은 규제의 당김도 기울기의 크기로 나눈다. 기울기가 작은 가중치는 가장 많이 줄고 큰 가중치는 거의 줄지 않는다. 분리된 감쇠(AdamW)는 \
      모두를 똑같이 줄인다.
      """),
    next: Words("Train with decoupled decay", "분리된 감쇠로 학습해 보라"),
    command: "landscape train --model mlp --optimizer adamw --weight-decay 0.5 --learning-rate 0.001")

  var height: Int { 740 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try [
      ("no decay", 0, .coupled), ("L2 penalty (coupled)", Self.coupled, .coupled),
      ("weight decay (decoupled, AdamW)", Self.decoupled, .decoupled),
    ].map { (name: String, decay: Double, form: OptimizerConfiguration.DecayForm) in
      var training = try DescentRuns.perceptron(effort).training
      training.epochs = effort.pick(6, quick: 2)
      training.schedule = LearningRateSchedule(.constant)
      training.optimizer = OptimizerConfiguration(
        .adam(), learningRate: 0.001, weightDecay: decay, decayForm: form)
      return PlateRun(name, training)
    }
  }

  func results(from workshop: Workshop) throws -> Results {
    let checkpoints = try runs(workshop.effort).map { try workshop.checkpoint($0) }
    let free = checkpoints[0]
    guard let block = ParameterLayout(free.graph).blocks.first(where: { $0.name == Self.block }),
      let squares = free.optimizer?.vectors.last
    else { preconditionFailure("no \(Self.block) with Adam's state") }
    let order = block.range.sorted { squares[$0] < squares[$1] }
    let groups = (0..<Self.classes).map { place in
      order[order.count * place / Self.classes..<order.count * (place + 1) / Self.classes]
    }
    let size = { (values: [Float], group: ArraySlice<Int>) in
      (group.reduce(0.0) { $0 + Double(values[$1]) * Double(values[$1]) } / Double(group.count)).squareRoot()
    }
    return Results(
      run: RunFacts(try runs(workshop.effort)[0]), block: Self.block,
      gradients: groups.map { group in
        (group.reduce(0.0) { $0 + Double(squares[$1]) } / Double(group.count)).squareRoot().rounded(digits: 4)
      },
      runs: zip(try runs(workshop.effort), checkpoints).map { run, checkpoint in
        Run(
          name: run.name,
          sizes: groups.map {
            (size(checkpoint.parameters, $0) / size(free.parameters, $0)).rounded(digits: 4)
          }, testAccuracy: (checkpoint.log.last?.testAccuracy ?? .nan).rounded(digits: 4))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.runs.count == 3, let first = results.runs[1].sizes.first,
      let last = results.runs[1].sizes.last,
      let least = results.runs[2].sizes.min(), let most = results.runs[2].sizes.max()
    else { return [] }
    let share = { (value: Double) in NumberText.percentage(value) }
    return [
      Claim(
        Words(
          """
          With the L2 penalty the weights with the smallest gradients keep \(share(first)) of their size, those with the \
          largest \(share(last)).
          """,
          "L2 규제에서 기울기가 가장 작은 가중치는 크기의 \(share(first)), 가장 큰 가중치는 \(share(last))를 유지한다."),
        first < 0.8 * last),
      Claim(
        Words(
          "With decoupled decay all keep between \(share(least)) and \(share(most)).",
          "분리된 감쇠에서는 모두 \(share(least))에서 \(share(most)) 사이를 유지한다."),
        most - least < last - first),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Weights of the first layer (\(results.block)) in 25 equal classes by the root mean square of their gradients; their \
      size against that of a run without decay. Perceptron 784–64–64–10, \(results.run.images) images of Fashion-MNIST, \(results.run.epochs) epochs, batch \
      128, Adam at rate 0.001, λ = 0.002 coupled and 0.5 decoupled, seed 0.
      """,
      """
      첫 층 가중치(\(results.block))를 기울기의 제곱평균제곱근에 따라 같은 크기의 25개 무리로 나누어, 감쇠 없이 학습했을 때의 크기와 \
      비교했다. 퍼셉트론 784–64–64–10, Fashion-MNIST \(results.run.images)장, \(results.run.epochs)에폭, 배치 128, Adam 학습률 0.001, λ = 0.002(결합)과 0.5(분리), 시드 0.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let series = results.runs.enumerated().map { index, run in
      SeriesLayer(
        run.name, x: results.gradients, y: run.sizes.map { 100 * $0 },
        style: SeriesStyle([3, 1, 0][index], width: 1.8, showsMarkers: index > 0))
    }
    let plot = Plot(
      x: AxisDescription("root mean square gradient of the weight", isLogarithmic: true),
      y: AxisDescription("size against the run without decay (%)", limits: 0...112), layers: series,
      guides: .horizontal)
    return PlateDrawing([plot], legend: series.map(\.legendEntry))
  }
}
