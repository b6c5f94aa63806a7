import Networks
import Rendering
import Training

/// Norm of the weights by epoch without a penalty and under each.
struct WeightNormPlate: Plate {
  struct Results: Codable, Sendable {
    /// All weights of the network of each penalty, none first.
    let networks: [Network]
    /// Those of each layer without a penalty.
    let layers: [TrainedWeights]
  }

  struct Network: Codable, Sendable {
    let weights: TrainedWeights
    let curves: LossCurves
  }

  let about = PlateDescription(
    name: "weight-norm", chapter: .generalization, rows: [16],
    title: Words("Weights grow when training goes on", "학습이 길어지면 가중치가 커진다"),
    lesson: Words(
      """
      Without a penalty the weights of every layer keep growing, most of all the last one's, and the validation loss with \
      them; every penalty draws the norm down and keeps the validation loss low.
      """,
      """
      규제가 없으면 모든 층, 특히 마지막 층의 가중치가 계속 커지고 검증 손실도 함께 커진다. 어느 규제든 노름을 줄이고 검증 \
      손실을 낮게 유지한다.
      """),
    next: Words("Bound the norm of each unit's weights instead", "유닛마다 가중치의 노름에 한계를 두어 보라"),
    command: FewSamples.command("--max-norm 1"))

  var height: Int { 680 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try WeightHistogramsPlate.remedies.map { try $0.run(effort) }
  }

  func results(from workshop: Workshop) throws -> Results {
    let plain = try workshop.checkpoint(Remedy.nothing.run(workshop.effort))
    return Results(
      networks: try WeightHistogramsPlate.remedies.map { remedy in
        let checkpoint = try workshop.checkpoint(remedy.run(workshop.effort))
        let name = remedy == .nothing ? "no penalty" : remedy.name
        return Network(
          weights: TrainedWeights(name, checkpoint), curves: LossCurves(name, checkpoint.log))
      },
      layers: (1...FewSamples.widths.count + 1).map {
        TrainedWeights("layer \($0)", plain, layers: ["fc\($0)"])
      })
  }

  /// By how much the weights have grown since the first epoch, epoch by epoch.
  private static func growth(_ weights: TrainedWeights) -> [Double] {
    weights.norms.map { $0 / (weights.norms.first ?? 1) }
  }

  func claims(_ results: Results) -> [Claim] {
    guard let none = results.networks.first, let last = none.weights.norms.last else { return [] }
    let value = { (number: Double) in NumberText.value(number) }
    let others = results.networks.dropFirst()
    let list = others.map { "\($0.weights.name) \(value($0.weights.norms.last ?? .nan))" }
      .joined(separator: ", ")
    let growths = results.layers.map(Self.growth)
    let ends = growths.map { $0.last ?? .nan }
    let texts = ends.map(value)
    let rises = growths.allSatisfy { zip($0, $0.dropFirst()).allSatisfy(<) }
    return [
      Claim(
        Words(
          """
          Without a penalty the norm of each layer's weights rises at every epoch: from the first to the last by the \
          factors \(texts.joined(separator: ", ")), from the first layer on.
          """,
          """
          규제가 없으면 모든 층에서 가중치의 노름이 매 에포크 커진다. 첫 에포크의 몇 배인지 앞 층부터 적으면 \
          \(texts.joined(separator: ", "))이다.
          """), rises && ends.max() == ends.last),
      Claim(
        Words(
          "The norm of all weights ends at \(value(last)) without a penalty, and smaller with each: \(list).",
          "모든 가중치의 노름은 규제가 없으면 \(value(last))에서 끝나고, 어느 규제에서나 더 작다: \(list)."),
        others.allSatisfy { ($0.weights.norms.last ?? .infinity) < last }),
      Claim(
        Words(
          """
          The final validation loss is \(value(none.curves.final)) without a penalty and at most \
          \(value(others.map(\.curves.final).max() ?? .nan)) with one.
          """,
          """
          마지막 검증 손실은 규제가 없을 때 \(value(none.curves.final)), 있을 때는 \
          \(value(others.map(\.curves.final).max() ?? .nan)) 이하이다.
          """),
        others.allSatisfy { $0.curves.final < none.curves.final }),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.networks.first?.curves.train.count ?? 0)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)). Norms of weights before the last step of each epoch. \
        \(Remedy.penaltyNames.english); proximal steps.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)). 가중치의 노름은 에포크의 마지막 단계 직전에 쟀다. \
        \(Remedy.penaltyNames.korean), 근접 단계.
        """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let epochs = results.networks.first?.curves.epochs ?? []
    let x = AxisDescription("epoch", limits: 0...(epochs.last ?? 1))
    let networks = results.networks.enumerated()
    let norms = networks.map { $0.element.weights.normSeries(SeriesStyle($0.offset)) }
    let losses = networks.map { $0.element.curves.validationSeries(SeriesStyle($0.offset)) }
    let growths = results.layers.map { layer in
      SeriesLayer(layer.name, x: epochs, y: Self.growth(layer), style: SeriesStyle(0))
    }
    // All in the style of the network without a penalty: the words tell the layers apart.
    let notes = growths.compactMap { growth -> NoteLayer? in
      guard growth.x.count > 4 else { return nil }
      let place = growth.x.count * 3 / 4
      return NoteLayer(
        growth.name, at: Point(x: growth.x[place], y: growth.y[place]),
        pivot: Point(x: 0.5, y: growth.name == growths.first?.name ? 1 : 0),
        offset: Point(x: 10, y: growth.name == growths.first?.name ? -7 : 9))
    }
    let top = results.networks.flatMap(\.weights.norms).max() ?? 1
    return PlateDrawing(
      [
        Plot(
          heading: "No penalty: growth by layer", x: x,
          y: AxisDescription("norm over that of epoch 1"), layers: growths + notes, guides: .horizontal),
        Plot(
          heading: "Norm of all weights", x: x, y: AxisDescription("$‖w‖_2$", limits: 0...top * 1.08),
          layers: norms, guides: .horizontal),
        Plot(
          heading: "Validation loss", x: x, y: AxisDescription("cross entropy"), layers: losses,
          guides: .horizontal),
      ], columns: 3, legend: norms.map(\.legendEntry))
  }
}
