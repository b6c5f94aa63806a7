import Rendering
import Training

/// Norm of all weights by epoch under each penalty.
struct WeightNormPlate: Plate {
  struct Results: Codable, Sendable {
    let networks: [Network]
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
      Without a penalty the norm of the weights rises as long as training goes on, and the validation loss with it; a \
      penalty holds both down.
      """,
      """
      규제가 없으면 학습이 이어지는 동안 가중치의 노름이 계속 커지고 검증 손실도 함께 커진다. 규제는 둘 다 억제한다.
      """),
    next: Words("Bound the norm of each unit's weights instead", "유닛마다 가중치의 노름에 한계를 두어 보라"),
    command:
      "landscape train --model mlp --widths 128,128 --limit 1000 --validation 0.05 --epochs 60 --max-norm 1")

  var height: Int { 640 }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try WeightHistogramsPlate.remedies.map { try $0.run(effort) }
  }

  func results(from workshop: Workshop) throws -> Results {
    Results(
      networks: try WeightHistogramsPlate.remedies.map { remedy in
        let checkpoint = try workshop.checkpoint(remedy.run(workshop.effort))
        let name = remedy == .nothing ? "no penalty" : remedy.name
        return Network(
          weights: TrainedWeights(name, checkpoint), curves: LossCurves(name, checkpoint.log))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard let none = results.networks.first, let first = none.weights.norms.first,
      let last = none.weights.norms.last
    else { return [] }
    let value = { (number: Double) in NumberText.value(number) }
    let others = results.networks.dropFirst()
    let list = others.map { "\($0.weights.name) \(value($0.weights.norms.last ?? .nan))" }
      .joined(separator: ", ")
    let rises = zip(none.weights.norms, none.weights.norms.dropFirst()).allSatisfy { $0 < $1 }
    return [
      Claim(
        Words(
          """
          Without a penalty the norm of the weights rises at every epoch, from \(value(first)) to \(value(last)).
          """,
          """
          규제가 없으면 가중치의 노름은 매 에포크 커져 \(value(first))에서 \(value(last))이 된다.
          """), rises),
      Claim(
        Words(
          "At the end it is smaller under every penalty: \(list).",
          "마지막 노름은 어느 규제에서나 더 작다: \(list)."),
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
        Layers \(FewSamples.name(of: FewSamples.widths)). Norm of all weights together before the last step of each \
        epoch. L1: λ = 0.0005; L2: λ = 0.01; elastic net: λ = 0.005, share of L1 0.05; proximal steps.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)). 에포크의 마지막 단계 직전에 잰 모든 가중치의 노름. \
        L1 λ = 0.0005, L2 λ = 0.01, 엘라스틱 넷 λ = 0.005(L1 비율 0.05), 근접 단계.
        """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let epochs = Double(results.networks.first?.curves.train.count ?? 1)
    let x = AxisDescription("epoch", limits: 0...epochs)
    let norms = results.networks.enumerated().map { $0.element.weights.normSeries(SeriesStyle($0.offset)) }
    let losses = results.networks.enumerated().map {
      $0.element.curves.validationSeries(SeriesStyle($0.offset))
    }
    let top = results.networks.flatMap(\.weights.norms).max() ?? 1
    return PlateDrawing(
      [
        Plot(
          heading: "Norm of the weights", x: x, y: AxisDescription("$‖w‖_2$", limits: 0...top * 1.08),
          layers: norms, guides: .horizontal),
        Plot(
          heading: "Validation loss", x: x, y: AxisDescription("cross entropy"), layers: losses,
          markers: results.networks.enumerated().map {
            $0.element.curves.bestMarker(SeriesStyle($0.offset))
          }, guides: .horizontal),
      ], columns: 2,
      legend: norms.map(\.legendEntry) + [Legend.Entry(.marker(.diamond), "least validation loss")])
  }
}
