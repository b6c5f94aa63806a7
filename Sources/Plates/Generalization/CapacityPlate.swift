import Rendering
import Training

/// Loss and error against the width of the network.
struct CapacityPlate: Plate {
  struct Results: Codable, Sendable {
    let epochs: Int
    let networks: [Network]
  }

  struct Network: Codable, Sendable {
    let width: Int
    let curves: Ends

    /// What is kept of the curves: their ends, and the least validation loss.
    struct Ends: Codable, Sendable {
      let train: Double
      let least: Double
      let validation: Double
      let test: Double
      let trainError: Double
      let validationError: Double
      let testError: Double
    }
  }

  let about = PlateDescription(
    name: "capacity", chapter: .generalization, rows: [11],
    title: Words("Too narrow to learn, wide enough to learn by heart", "배우기에 좁은 신경망, 외우기에 충분한 신경망"),
    lesson: Words(
      """
      On the left networks underfit: training and validation loss are both high. From 16 units on the training loss vanishes \
      and the validation loss ends far above its least value on the way, which is overfitting; yet more units still help.
      """,
      """
      왼쪽의 좁은 신경망은 과소적합한다. 학습 손실과 검증 손실이 모두 크다. 너비 16부터는 학습 손실이 사라지고 마지막 \
      검증 손실이 도중의 최솟값보다 훨씬 크다. 과적합이다. 그래도 너비를 늘리면 더 나아진다.
      """),
    next: Words("Keep the few units alive with ELU", "ELU로 얼마 안 되는 유닛을 살려 두어 보라"),
    command: FewSamples.command("--activation elu", widths: [4, 4]))

  var height: Int { 700 }

  private static func widths(_ effort: Effort) -> [Int] {
    effort.pick([2, 4, 8, 16, 32, 64, 128, 256], quick: [2, 8, 32, 128])
  }

  func runs(_ effort: Effort) throws -> [PlateRun] {
    try Self.widths(effort).map { try FewSamples.run("width \($0)", effort, widths: [$0, $0]) }
  }

  func results(from workshop: Workshop) throws -> Results {
    let networks = try zip(Self.widths(workshop.effort), runs(workshop.effort)).map { width, run in
      let curves = LossCurves(run.name, try workshop.checkpoint(run).log)
      return Network(
        width: width,
        curves: .init(
          train: curves.train.last ?? .nan, least: curves.least, validation: curves.final,
          test: curves.test.last ?? .nan, trainError: curves.trainError.last ?? .nan,
          validationError: curves.validationError.last ?? .nan, testError: curves.testError.last ?? .nan))
    }
    return Results(epochs: FewSamples.epochs(workshop.effort), networks: networks)
  }

  func claims(_ results: Results) -> [Claim] {
    guard let narrow = results.networks.first, let wide = results.networks.last else { return [] }
    let value = { (number: Double) in NumberText.value(number) }
    return [
      Claim(
        Words(
          """
          With hidden layers of \(narrow.width) units the training loss stays at \(value(narrow.curves.train)), with \
          \(wide.width) it falls to \(value(wide.curves.train)).
          """,
          """
          은닉층의 너비가 \(narrow.width)이면 학습 손실이 \(value(narrow.curves.train))에 머물고, \(wide.width)이면 \
          \(value(wide.curves.train))까지 줄어든다.
          """),
        narrow.curves.train > 10 * wide.curves.train),
      Claim(
        Words(
          """
          At \(wide.width) units the validation loss ends at \(value(wide.curves.validation)), above its least value \
          \(value(wide.curves.least)).
          """,
          """
          너비 \(wide.width)에서 검증 손실의 최솟값은 \(value(wide.curves.least)), 마지막 값은 \
          \(value(wide.curves.validation))이다.
          """),
        wide.curves.validation > 1.2 * wide.curves.least),
      Claim(
        Words(
          """
          Even so the widest network makes the fewer mistakes: its test error is \
          \(NumberText.percentage(wide.curves.testError)), the narrowest one's \
          \(NumberText.percentage(narrow.curves.testError)).
          """,
          """
          그래도 오답은 넓은 쪽이 적다. 테스트 오류율은 가장 넓은 신경망이 \
          \(NumberText.percentage(wide.curves.testError)), 가장 좁은 신경망이 \
          \(NumberText.percentage(narrow.curves.testError))이다.
          """),
        wide.curves.testError < narrow.curves.testError),
    ]
  }

  func caption(_ results: Results) -> Words {
    FewSamples.sentence(epochs: results.epochs)
      + Words("Two hidden layers of equal width.", "은닉층은 같은 너비로 둘이다.")
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    let widths = results.networks.map { Double($0.width) }
    func series(_ name: String, _ style: Int, _ value: (Network.Ends) -> Double) -> SeriesLayer {
      SeriesLayer(
        name, x: widths, y: results.networks.map { value($0.curves) },
        style: SeriesStyle(style, showsMarkers: true))
    }
    let x = AxisDescription(
      "width of the hidden layers", isLogarithmic: true,
      ticks: results.networks.map { .init(Double($0.width), "\($0.width)") })
    let losses = [
      series("training", 0, \.train), series("validation", 1, \.validation), series("test", 2, \.test),
      series("least validation loss on the way", 3, \.least),
    ]
    let errors = [
      series("training", 0, \.trainError), series("validation", 1, \.validationError),
      series("test", 2, \.testError),
    ]
    return PlateDrawing(
      [
        Plot(
          heading: "Loss after the last epoch", x: x, y: AxisDescription("cross entropy"), layers: losses,
          guides: .horizontal),
        Plot(
          heading: "Error after the last epoch", x: x, y: AxisDescription("share of wrong answers"),
          layers: errors, guides: .horizontal),
      ], columns: 2, legend: losses.map(\.legendEntry))
  }
}
