import Rendering
import Training

/// Histograms of the weights after training under each penalty.
struct WeightHistogramsPlate: Plate {
  struct Results: Codable, Sendable {
    let epochs: Int
    let networks: [TrainedWeights]
  }

  /// What is compared, here and in the plate of the norms.
  static let remedies: [Remedy] = [.nothing, .l1, .l2, .elasticNet]

  let about = PlateDescription(
    name: "weight-histograms", chapter: .generalization, rows: [16],
    title: Words("L1 makes weights zero, L2 makes them small", "L1은 가중치를 0으로, L2는 작게 만든다"),
    lesson: Words(
      """
      Look at the middle bar, on a logarithmic axis: L1 puts about half of the weights exactly on zero, the elastic net some \
      of them; L2 draws the whole bell together and puts none of them there.
      """,
      """
      로그 축에서 가운데 막대를 보자. L1은 가중치의 절반쯤을, 엘라스틱 넷은 그 일부를 정확히 0으로 만든다. \
      L2는 분포 전체를 좁힐 뿐 어느 것도 정확히 0으로 만들지 않는다.
      """),
    next: Words("Treat L1 by its subgradient: no weight is exactly zero", "L1을 부분 기울기로 다루면 정확히 0인 가중치가 없다"),
    command: FewSamples.command("--penalty l1 --penalty-strength 0.0005 --penalty-step subgradient"))

  var height: Int { 860 }

  func runs(_ effort: Effort) throws -> [PlateRun] { try Self.remedies.map { try $0.run(effort) } }

  func results(from workshop: Workshop) throws -> Results {
    Results(
      epochs: FewSamples.epochs(workshop.effort),
      networks: try Self.remedies.map { remedy in
        TrainedWeights(remedy.name, try workshop.checkpoint(remedy.run(workshop.effort)))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.networks.count == 4 else { return [] }
    let (none, l1, l2, net) = (
      results.networks[0], results.networks[1], results.networks[2], results.networks[3]
    )
    let value = { (number: Double) in NumberText.value(number, digits: 2) }
    return [
      Claim(
        Words(
          """
          \(NumberText.percentage(l1.zeroShare)) of the weights are exactly zero under L1, \
          \(NumberText.percentage(net.zeroShare)) under the elastic net, \(NumberText.percentage(l2.zeroShare)) under L2 \
          and \(NumberText.percentage(none.zeroShare)) without a penalty.
          """,
          """
          정확히 0인 가중치는 L1에서 \(NumberText.percentage(l1.zeroShare)), 엘라스틱 넷에서 \
          \(NumberText.percentage(net.zeroShare)), L2에서 \(NumberText.percentage(l2.zeroShare)), 규제가 없을 때 \
          \(NumberText.percentage(none.zeroShare))이다.
          """),
        l1.zeroShare > 0.3 && net.zeroShare > 0.1 && l1.zeroShare > net.zeroShare && l2.zeroShare < 0.001
          && none.zeroShare < 0.001),
      Claim(
        Words(
          """
          The root mean square of the weights is \(value(none.deviation)) without a penalty and \(value(l2.deviation)) \
          under L2.
          """,
          """
          가중치의 제곱평균제곱근은 규제가 없을 때 \(value(none.deviation)), L2에서 \(value(l2.deviation))이다.
          """),
        l2.deviation < 0.8 * none.deviation),
      Claim(
        Words(
          """
          The test accuracy suffers little or nothing: \(NumberText.percentage(none.testAccuracy)) without, \
          \(NumberText.percentage(l1.testAccuracy)) with L1.
          """,
          """
          테스트 정확도는 거의 줄지 않는다. 규제 없이 \(NumberText.percentage(none.testAccuracy)), L1에서 \
          \(NumberText.percentage(l1.testAccuracy))이다.
          """),
        l1.testAccuracy > none.testAccuracy - 0.02),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.epochs)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)); all weights of all layers, biases are not penalized. \
        \(Remedy.penaltyNames.english); all by proximal steps.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths)), 모든 층의 가중치(편향은 규제하지 않음). \
        \(Remedy.penaltyNames.korean), 모두 근접 단계.
        """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let panels = results.networks.enumerated().map { index, network in
      let name = index == 0 ? "no penalty" : network.name
      return Plot(
        heading:
          "\(name): \(NumberText.percentage(network.zeroShare)) zeros, test \(NumberText.percentage(network.testAccuracy))",
        x: AxisDescription("weight", limits: -TrainedWeights.limit...TrainedWeights.limit),
        y: AxisDescription("share of all weights", limits: 1e-5...1, isLogarithmic: true),
        layers: [network.histogram(SeriesStyle(index))], guides: .horizontal)
    }
    return PlateDrawing(panels, columns: 2, sharesAxes: true)
  }
}
