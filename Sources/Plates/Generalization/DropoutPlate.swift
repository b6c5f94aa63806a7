import Networks
import Rendering
import Training

/// Validation loss and weights with and without dropout, in a large and in a small network.
struct DropoutPlate: Plate {
  struct Results: Codable, Sendable {
    let large: [Network]
    let small: [Network]
  }

  struct Network: Codable, Sendable {
    let curves: LossCurves
    let weights: TrainedWeights
    /// Loss on the training samples after training, with all units.
    let trainLoss: Double
  }

  let about = PlateDescription(
    name: "dropout", chapter: .generalization, rows: [14],
    title: Words("Dropout helps a large network and hurts a small one", "드롭아웃은 큰 신경망을 돕고 작은 신경망을 해친다"),
    lesson: Words(
      """
      With 128 units a layer dropout delays and lowers the rise of the validation loss, in both of its forms; \
      with 8 units the validation loss stays higher all the way: half of so few units is too little to learn with.
      """,
      """
      층마다 유닛이 128개이면 드롭아웃이 검증 손실의 증가를 늦추고 줄이며, 두 형태 모두 그렇다. 유닛이 8개이면 검증 손실이 \
      내내 더 크다. 그 적은 유닛의 절반으로는 배우기에 부족하다.
      """),
    next: Words("Drop a tenth of the small network's units", "작은 신경망에서 유닛의 10분의 1만 지워 보라"),
    command: FewSamples.command("--dropout 0.1", widths: FewSamples.smallWidths))

  var height: Int { 980 }

  static func large(_ effort: Effort) throws -> [PlateRun] {
    [
      try Remedy.nothing.run(effort), try Remedy.dropout.run(effort),
      try FewSamples.run("classic", effort, dropout: Dropout(rate: 0.5, form: .classic)),
    ]
  }

  static func small(_ effort: Effort) throws -> [PlateRun] {
    [
      try FewSamples.run("small", effort, widths: FewSamples.smallWidths),
      try FewSamples.run(
        "small, dropout", effort, widths: FewSamples.smallWidths, dropout: Dropout(rate: 0.5)),
    ]
  }

  func runs(_ effort: Effort) throws -> [PlateRun] { try Self.large(effort) + Self.small(effort) }

  func results(from workshop: Workshop) throws -> Results {
    func networks(_ runs: [PlateRun]) throws -> [Network] {
      try zip(["no dropout", "dropout, inverted", "dropout, classic"], runs).map { name, run in
        let checkpoint = try workshop.checkpoint(run)
        return Network(
          curves: LossCurves(name, checkpoint.log),
          weights: TrainedWeights(name, checkpoint, layers: ["fc2", "fc3"]),
          trainLoss: try PlainLoss(run, in: workshop).onTraining())
      }
    }
    return Results(
      large: try networks(Self.large(workshop.effort)), small: try networks(Self.small(workshop.effort)))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.large.count == 3, results.small.count == 2 else { return [] }
    let (none, inverted, classic) = (results.large[0], results.large[1], results.large[2])
    let (small, dropped) = (results.small[0], results.small[1])
    let value = { (number: Double) in NumberText.value(number) }
    let norm = { (network: Network) in NumberText.value(network.weights.norms.last ?? .nan) }
    return [
      Claim(
        Words(
          """
          In the large network the final validation loss is \(value(none.curves.final)) without dropout and \
          \(value(inverted.curves.final)) with it.
          """,
          """
          큰 신경망에서 마지막 검증 손실은 드롭아웃이 없으면 \(value(none.curves.final)), 있으면 \
          \(value(inverted.curves.final))이다.
          """),
        inverted.curves.final < none.curves.final),
      Claim(
        Words(
          """
          The classic and the inverted form agree within 5 %: their least validation losses are \(value(classic.curves.least)) and \
          \(value(inverted.curves.least)).
          """,
          """
          고전적 형태와 역(inverted) 형태의 최소 검증 손실은 \(value(classic.curves.least))과 \
          \(value(inverted.curves.least))로 5 % 안에서 같다.
          """),
        abs(classic.curves.least / inverted.curves.least - 1) < 0.05),
      Claim(
        Words(
          """
          In the small network dropout underfits: with all units the training loss ends at \(value(dropped.trainLoss)) in \
          place of \(value(small.trainLoss)), and the least validation loss is \(value(dropped.curves.least)) in place of \
          \(value(small.curves.least)).
          """,
          """
          작은 신경망에서 드롭아웃은 과소적합을 일으킨다. 모든 유닛을 쓸 때 학습 손실은 \(value(small.trainLoss)) 대신 \
          \(value(dropped.trainLoss)), 최소 검증 손실은 \(value(small.curves.least)) 대신 \(value(dropped.curves.least))이다.
          """),
        dropped.trainLoss > 1.2 * small.trainLoss && dropped.curves.least > small.curves.least),
      Claim(
        Words(
          """
          The norm of the weights behind dropout ends at \(norm(none)) without it, \(norm(inverted)) in the inverted form and \
          \(norm(classic)) in the classic one, which inference multiplies by 0.5.
          """,
          """
          드롭아웃 뒤 가중치의 노름은 드롭아웃이 없으면 \(norm(none)), 역 형태에서 \(norm(inverted)), 고전적 형태에서 \
          \(norm(classic))이며 고전적 형태는 추론할 때 0.5를 곱한다.
          """),
        (inverted.weights.norms.last ?? .infinity) < (none.weights.norms.last ?? 0)
          && (classic.weights.norms.last ?? .infinity) / 2 < (none.weights.norms.last ?? 0)),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.large.first?.curves.train.count ?? 0)
      + Words(
        """
        Layers \(FewSamples.name(of: FewSamples.widths)) and \(FewSamples.name(of: FewSamples.smallWidths)); dropout of \
        rate 0.5 behind both hidden layers; weights of the second and third layer.
        """,
        """
        층 \(FewSamples.name(of: FewSamples.widths))과 \(FewSamples.name(of: FewSamples.smallWidths)), 두 은닉층 뒤에 비율 \
        0.5인 드롭아웃. 가중치는 둘째와 셋째 층의 것.
        """)
  }
}
