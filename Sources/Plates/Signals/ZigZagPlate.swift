import Networks
import Numerics
import Rendering
import Training

/// Descent on the two weights of one unit whose inputs are sigmoid or tanh of the same numbers.
struct ZigZagPlate: Plate {
  struct Results: Codable, Sendable {
    let samples: Int
    let axis: [Double]
    let start: [Double]
    let goal: [Double]
    let sides: [Side]
  }

  struct Side: Codable, Sendable {
    let name: String
    /// Gradient of each sample's loss at the start, in units of their root mean square; `[sample][weight]`.
    let gradients: [[Double]]
    /// Loss on the grid of `axis` by `axis`, row by row from the smallest second weight.
    let loss: [Double]
    /// The weights at the start and after each step, `[step][weight]`.
    let path: [[Double]]
    /// Ratio of the Hessian's eigenvalues.
    let condition: Double
    let rate: Double
    /// Steps until the loss is a millionth of that at the start.
    let steps: Int
    /// Share of samples whose two derivatives have one sign.
    let sharing: Double
  }

  static let samples = 256
  static let start = [-1.6, 0.4]
  static let goal = [1.0, -1.0]

  let about = PlateDescription(
    name: "zig-zag", chapter: .signals, rows: [4],
    title: Words("All-positive inputs make descent zig-zag", "양수뿐인 입력은 경사 하강을 지그재그로 만든다"),
    lesson: Words(
      """
      Sigmoid outputs are positive, so every sample pushes both weights up or both down (above: no gradient in the other \
      two quadrants). Getting one weight up and the other down takes many turns; with centred inputs the way is straight.
      """,
      """
      시그모이드의 출력은 모두 양수이므로 모든 표본이 두 가중치를 함께 올리거나 함께 내린다(위: 다른 두 사분면에는 기울기가 \
      없다). 하나는 올리고 하나는 내리려면 여러 번 꺾어야 하지만, 중심이 0인 입력에서는 곧장 간다.
      """),
    next: Words("Centre the inputs: normalize each batch", "입력의 중심을 맞추어 보라: 배치 정규화"),
    command: "landscape train --model mlp --activation tanh")

  var height: Int { 1300 }

  func results(from _: Workshop) throws -> Results {
    var generator = SeededGenerator(seed: 1, for: .example)
    let inputs = (0..<2 * Self.samples).map { _ in Float(generator.normal()) }
    let axis = SignalNumbers.positions(-2.2, 2.2, count: 45)
    return Results(
      samples: Self.samples, axis: Kept.rounded(axis), start: Self.start, goal: Self.goal,
      sides: [
        try Self.side("sigmoid inputs", .sigmoid, inputs, axis),
        try Self.side("tanh inputs", .tanh, inputs, axis),
      ])
  }

  /// A unit without bias behind an activation, with the targets that it has at the goal itself.
  static func side(
    _ name: String, _ activation: Activation, _ inputs: [Float], _ axis: [Double]
  ) throws -> Side {
    var builder = GraphBuilder(input: SampleShape(channels: 2))
    let node = builder.add("inputs", .activation(activation), builder.input)
    _ = builder.add("unit", .dense(Dense(units: 1, bias: false)), node)
    let graph = try builder.graph()
    let all = try KernelProbe(graph, loss: .meanSquaredError, batchSize: samples, curvature: true)
    all.fill(images: inputs)
    let targets = all.outputs(at: goal.map(Float.init)).map { Float($0) }
    all.fill(targets: targets)

    let single = try KernelProbe(graph, loss: .meanSquaredError)
    let origin = start.map(Float.init)
    let gradients = (0..<samples).map { sample in
      single.fill(images: Array(inputs[2 * sample..<2 * sample + 2]), targets: [targets[sample]])
      return single.gradient(at: origin).gradient.map(Double.init)
    }
    let scale = SignalNumbers.rootMeanSquare(gradients.flatMap(\.self)) * 2.0.squareRoot()

    let columns = [[1, 0], [0, 1] as [Float]].map {
      all.hessianVectorProduct(at: origin, along: $0).map(Double.init)
    }
    let mean = (columns[0][0] + columns[1][1]) / 2
    let half = (columns[0][0] - columns[1][1]) / 2
    let radius = (half * half + columns[0][1] * columns[1][0]).squareRoot()
    let rate = 1 / mean
    let path = descend(all, rate: rate)
    return Side(
      name: name, gradients: gradients.map { Kept.rounded($0.map { $0 / scale }, digits: 4) },
      loss: axis.flatMap { second in
        axis.map { Kept.rounded(all.loss(at: [Float($0), Float(second)])) }
      },
      path: path.map { Kept.rounded($0) },
      condition: Kept.rounded((mean + radius) / (mean - radius)),
      rate: Kept.rounded(rate), steps: path.count - 1,
      sharing: Double(gradients.count { $0[0] * $0[1] > 0 }) / Double(samples))
  }

  /// Plain descent with all samples until the loss is a millionth of that at the start.
  static func descend(_ probe: KernelProbe, rate: Double) -> [[Double]] {
    var optimizer = Optimizer(
      OptimizerConfiguration(.momentum(coefficient: 0), learningRate: rate, weightDecay: 0), parameterCount: 2
    )
    var parameters = start.map(Float.init)
    var path = [start]
    var (loss, gradient) = probe.gradient(at: parameters)
    let bound = 1e-6 * loss
    while loss > bound && path.count < 1000 {
      parameters.withUnsafeMutableBufferPointer { parameters in
        gradient.withUnsafeBufferPointer { optimizer.step(parameters, $0, rate: rate, probe.layout) }
      }
      path.append(parameters.map(Double.init))
      (loss, gradient) = probe.gradient(at: parameters)
    }
    return path
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.sides.count == 2 else { return [] }
    let (sigmoid, tanh) = (results.sides[0], results.sides[1])
    let text = { (value: Double) in NumberText.value(value) }
    return [
      Claim(
        Words(
          """
          With sigmoid inputs \(NumberText.percentage(sigmoid.sharing)) of the samples’ gradients have two components of \
          one sign, with tanh inputs \(NumberText.percentage(tanh.sharing)).
          """,
          """
          두 성분의 부호가 같은 표본 기울기의 비율은 시그모이드 입력에서 \(NumberText.percentage(sigmoid.sharing)), tanh 입력에서 \
          \(NumberText.percentage(tanh.sharing))이다.
          """),
        sigmoid.sharing == 1 && tanh.sharing < 0.7),
      Claim(
        Words(
          """
          The loss’s condition number is \(text(sigmoid.condition)) against \(text(tanh.condition)), and descent, each \
          with its own best constant rate, takes \(sigmoid.steps) steps against \(tanh.steps) to a millionth of the loss.
          """,
          """
          손실의 조건수는 \(text(sigmoid.condition)) 대 \(text(tanh.condition))이고, 각자 가장 좋은 고정 학습률로 손실이 백만분의 \
          1이 될 때까지 \(sigmoid.steps)걸음 대 \(tanh.steps)걸음이 걸린다.
          """),
        sigmoid.condition > 5 * tanh.condition && sigmoid.steps > 4 * tanh.steps),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      One unit with two weights and no bias, mean squared error from its own outputs at the optimum; inputs are sigmoid \
      or tanh of the same \(results.samples) pairs of standard normal numbers. Above: the gradient of each sample’s loss \
      at the start, divided by their root mean square. Below: descent with all samples at the rate $2/(λ_{min} + λ_{max})$.
      """,
      """
      가중치가 둘이고 편향이 없는 유닛 하나, 최적점에서의 자기 출력에 대한 평균 제곱 오차. 입력은 같은 표준정규 난수 \
      \(results.samples)쌍의 시그모이드 또는 tanh. 위: 시작점에서 표본별 손실의 기울기(제곱평균제곱근으로 나눔). 아래: 전체 표본, \
      학습률 $2/(λ_{min} + λ_{max})$의 경사 하강.
      """)
  }
}
