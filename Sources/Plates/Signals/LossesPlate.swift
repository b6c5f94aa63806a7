import Networks
import Rendering

/// Each loss and its derivative against its argument, from the head that training differentiates.
struct LossesPlate: Plate {
  struct Results: Codable, Sendable {
    let errors: [Curve]
    let logits: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    let x: [Double]
    let loss: [Double]
    let slope: [Double]
  }

  let about = PlateDescription(
    name: "losses", chapter: .signals, rows: [20],
    title: Words("What a loss asks for, and how hard it pulls", "손실 함수와 그 기울기"),
    lesson: Words(
      """
      A squared error pulls in proportion to the error, so that outliers rule it; an absolute one always pulls alike. \
      Cross entropy pulls hardest where the answer is most wrong, just where a squared error after a sigmoid lets go.
      """,
      """
      제곱 오차의 당김은 오차에 비례하므로 이상치가 지배한다. 절대 오차는 늘 같은 힘으로 당긴다. 교차 엔트로피는 가장 많이 \
      틀린 곳에서 가장 세게 당기고, 시그모이드 뒤의 제곱 오차는 바로 거기에서 힘을 잃는다.
      """),
    next: Words("Fit a line to points with one outlier", "이상치 하나가 있는 점들에 직선을 맞추어 보라"),
    command: "landscape gallery outlier")

  static let smoothing = 0.1

  var height: Int { 1100 }

  /// What a curve is computed of: outputs, their activation, and what they are compared with.
  struct Setting {
    let name: String
    let loss: LossFunction
    var units = 1
    var activation: Activation?
    var target: Float = 0
  }

  func results(from _: Workshop) throws -> Results {
    let errors = SignalNumbers.positions(-3, 3, count: 121)
    let logits = SignalNumbers.positions(-8, 8, count: 161)
    return Results(
      errors: try [
        Setting(name: "squared error", loss: .meanSquaredError),
        Setting(name: "absolute error", loss: .meanAbsoluteError),
      ].map { try Self.curve($0, at: errors) },
      logits: try [
        Setting(name: "binary cross entropy", loss: .binaryCrossEntropy, target: 1),
        Setting(
          name: "squared error after a sigmoid", loss: .meanSquaredError, activation: .sigmoid, target: 1),
        Setting(name: "cross entropy, ten classes", loss: .crossEntropy, units: 10),
        Setting(
          name: "the same with smoothing 0.1", loss: .smoothedCrossEntropy(Self.smoothing), units: 10),
      ].map { try Self.curve($0, at: logits) })
  }

  /// The loss of a sample whose first output is a bias, which takes every value in turn; the other outputs are 0.
  static func curve(_ setting: Setting, at x: [Double]) throws -> Curve {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    let layer = builder.add("outputs", .dense(Dense(units: setting.units)), builder.input)
    if let activation = setting.activation { _ = builder.add("activation", .activation(activation), layer) }
    let probe = try KernelProbe(try builder.graph(), loss: setting.loss)
    probe.fill(
      images: [0], targets: Array(repeating: setting.target, count: setting.units), labels: [0])
    var parameters = [Float](repeating: 0, count: probe.layout.count)
    let first = probe.layout["outputs.bias"]?.range.lowerBound ?? 0
    var values: [(loss: Double, slope: Double)] = []
    for position in x {
      parameters[first] = Float(position)
      let (loss, gradient) = probe.gradient(at: parameters)
      values.append((loss, Double(gradient[first])))
    }
    return Curve(
      name: setting.name, x: Kept.rounded(x), loss: Kept.rounded(values.map(\.loss)),
      slope: Kept.rounded(values.map(\.slope)))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.errors.count == 2, results.logits.count == 4 else { return [] }
    let squared = results.errors[0].slope.last ?? .nan
    let absolute = results.errors[1].slope.last ?? .nan
    let wrong = results.logits.map { $0.slope.first ?? .nan }
    let smoothed = results.logits[3]
    let least = zip(smoothed.x, smoothed.loss).min { $0.1 < $1.1 }?.0 ?? .nan
    let plain = results.logits[2].slope.last ?? .nan
    let text = { (value: Double) in NumberText.value(value) }
    return [
      Claim(
        Words(
          "At an error of 3 the squared error pulls \(text(squared / absolute)) times as hard as the absolute one.",
          "오차가 3일 때 제곱 오차는 절대 오차보다 \(text(squared / absolute))배 세게 당긴다."),
        squared == 6 && absolute == 1),
      Claim(
        Words(
          """
          At a logit of −8 for a sample of class 1 the derivative of cross entropy is \(text(wrong[0])), that of the \
          squared error after a sigmoid \(text(wrong[1])).
          """,
          """
          정답이 1인 표본의 로짓이 −8일 때 교차 엔트로피의 도함수는 \(text(wrong[0])), 시그모이드 뒤 제곱 오차의 도함수는 \
          \(text(wrong[1]))이다.
          """),
        wrong[0] < -0.99 && wrong[1] > -0.001),
      Claim(
        Words(
          """
          With smoothing \(text(Self.smoothing)) the loss is least at a logit of \(text(least)); without, it still falls at 8.
          """,
          "평활 \(text(Self.smoothing))을 쓰면 로짓 \(text(least))에서 손실이 최소이고, 쓰지 않으면 8에서도 계속 줄어든다."),
        abs(least - 4.5) < 0.1 && plain < 0),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Loss and derivative from the head of the training plan, one sample at each argument. Below: the logit of the right \
      class; with ten classes the other nine logits are 0.
      """,
      """
      손실과 도함수는 학습에 쓰이는 손실 계산에서 인수마다 표본 하나로 얻었다. 아래는 정답 클래스의 로짓이며, 열 클래스의 \
      경우 나머지 아홉 로짓은 0이다.
      """)
  }
}
