import Networks
import Rendering

/// Each activation function with its derivative, both from the kernels that training uses.
struct ActivationFunctionsPlate: Plate {
  struct Results: Codable, Sendable {
    let x: [Double]
    let curves: [Curve]
  }

  struct Curve: Codable, Sendable {
    let name: String
    let value: [Double]
    let derivative: [Double]
  }

  let about = PlateDescription(
    name: "activation-functions", chapter: .signals, rows: [3],
    title: Words("Activation functions and what they let through", "활성화 함수와 그 도함수"),
    lesson: Words(
      """
      The dashed line is the factor by which a gradient is multiplied on its way back: at most 1/4 for sigmoid and \
      nearly 0 beside its middle, about 1 for every rectifier that is on.
      """,
      """
      점선은 기울기가 거꾸로 지나갈 때 곱해지는 값이다. 시그모이드는 최대 1/4이고 가운데를 벗어나면 0에 가깝다. 켜져 있는 \
      정류 함수(ReLU 계열)는 1 안팎이다.
      """),
    next: Words(
      "Multiply twenty of these factors: see the vanishing gradient", "이 값을 스무 번 곱해 보라: 기울기 소실"),
    command: "landscape train --model mlp --activation gelu")

  static let functions: [(name: String, activation: Activation)] = [
    ("sigmoid", .sigmoid), ("tanh", .tanh), ("ReLU", .relu), ("Leaky ReLU, slope 0.01", .leakyReLU),
    ("PReLU, slope 0.25 at first", .prelu), ("ELU", .elu), ("GELU", .gelu), ("SiLU (swish)", .silu),
  ]

  var height: Int { 1250 }

  func results(from _: Workshop) throws -> Results {
    let x = SignalNumbers.positions(-4, 4, count: 161)
    var curves = try Self.functions.map { try Self.curve($0.name, $0.activation, at: x) }
    curves.append(try Self.softmax(at: x))
    return Results(x: Kept.rounded(x), curves: curves)
  }

  /// One unit for each position: its bias is the position, and the mean absolute error from a target far above has the
  /// derivative `−f′/K` in it.
  static func curve(_ name: String, _ activation: Activation, at x: [Double]) throws -> Curve {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    let layer = builder.add("units", .dense(Dense(units: x.count)), builder.input)
    _ = builder.add("activation", .activation(activation), layer)
    let probe = try KernelProbe(try builder.graph(), loss: .meanAbsoluteError)
    probe.fill(images: [0], targets: Array(repeating: 1e6, count: x.count))
    var parameters = Initialization.parameters(of: probe.plan.graph, seed: 0)
    guard let biases = probe.layout["units.bias"]?.range else {
      return Curve(name: name, value: [], derivative: [])
    }
    for (index, value) in zip(biases, x) { parameters[index] = Float(value) }
    let slopes = probe.gradient(at: parameters).gradient[biases].map { -Double($0) * Double(x.count) }
    return Curve(
      name: name, value: Kept.rounded(probe.outputs(at: parameters)),
      derivative: Kept.rounded(slopes))
  }

  /// The first probability of `softmax(x, 0, 0)`: cross entropy with another label has it as its derivative, and the
  /// probability's own derivative as its curvature.
  static func softmax(at x: [Double]) throws -> Curve {
    var builder = GraphBuilder(input: SampleShape(channels: 1))
    _ = builder.add("logits", .dense(Dense(units: 3)), builder.input)
    let probe = try KernelProbe(try builder.graph(), loss: .crossEntropy, curvature: true)
    probe.fill(images: [0], labels: [2])
    let first = probe.layout["logits.bias"]?.range.lowerBound ?? 0
    var direction = [Float](repeating: 0, count: probe.layout.count)
    var parameters = direction
    direction[first] = 1
    var curve: (value: [Double], derivative: [Double]) = ([], [])
    for position in x {
      parameters[first] = Float(position)
      curve.value.append(Double(probe.gradient(at: parameters).gradient[first]))
      curve.derivative.append(Double(probe.hessianVectorProduct(at: parameters, along: direction)[first]))
    }
    return Curve(
      name: "softmax of $(x, 0, 0)$", value: Kept.rounded(curve.value),
      derivative: Kept.rounded(curve.derivative))
  }

  func claims(_ results: Results) -> [Claim] {
    let greatest = Dictionary(
      uniqueKeysWithValues: results.curves.map { ($0.name, $0.derivative.max() ?? .nan) })
    guard let sigmoid = greatest["sigmoid"], let tanh = greatest["tanh"], let relu = greatest["ReLU"],
      let gelu = greatest["GELU"], let end = results.curves.first?.derivative.last
    else { return [] }
    let text = { (value: Double) in NumberText.value(value) }
    return [
      Claim(
        Words(
          """
          The derivative of sigmoid is at most \(text(sigmoid)), and \(text(end)) at 4; that of tanh at most \
          \(text(tanh)), that of ReLU \(text(relu)) wherever it is on.
          """,
          """
          시그모이드의 도함수는 최대 \(text(sigmoid))이고 4에서는 \(text(end))이다. tanh는 최대 \(text(tanh)), 켜진 ReLU는 \
          \(text(relu))이다.
          """),
        sigmoid == 0.25 && end < 0.02 && tanh == 1 && relu == 1),
      Claim(
        Words(
          "GELU's reaches \(text(gelu)): the smooth rectifiers rise faster than the identity for a stretch.",
          "GELU의 도함수는 \(text(gelu))까지 올라 잠시 항등 함수보다 빨리 증가한다."),
        gelu > 1.1 && gelu < 1.2),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Values and derivatives at \(results.x.count) arguments from the forward and backward kernels of training: one \
      unit for each argument, read off the outputs and the gradient of its bias. Of softmax, the first of three \
      probabilities and its derivative in its own logit.
      """,
      """
      \(results.x.count)개 인수에서의 값과 도함수는 학습에 쓰이는 순전파·역전파 커널에서 얻었다(인수마다 유닛 하나, 출력과 \
      편향의 기울기). 소프트맥스는 세 확률 가운데 첫째와 그 로짓에 대한 도함수.
      """)
  }
}
