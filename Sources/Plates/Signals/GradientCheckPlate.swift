import Glibc
import Networks
import Rendering
import Tensors

/// Back-propagated derivatives against differences of the loss, by step and by operation.
struct GradientCheckPlate: Plate {
  struct Results: Codable, Sendable {
    /// Steps, relative to the length of the parameters.
    let steps: [Double]
    let orders: [Course]
    let operations: [Operation]
  }

  /// Relative error by step of a difference formula.
  struct Course: Codable, Sendable {
    let name: String
    let errors: [Double]
  }

  /// The least error over all steps of a network with an operation.
  struct Operation: Codable, Sendable {
    let name: String
    /// Whether it has a derivative everywhere.
    let isSmooth: Bool
    let plain: Double
    let high: Double
  }

  let about = PlateDescription(
    name: "gradient-check", chapter: .signals, rows: [24],
    title: Words("Back-propagation against differences of the loss", "역전파와 손실의 차분 비교"),
    lesson: Words(
      """
      Too long a step misses the curvature, too short a one drowns in rounding: the error has the shape of a V. Its foot \
      is where single precision ends, not where the gradient does; a gradient that is 1 % wrong stays at 0.01.
      """,
      """
      걸음이 길면 곡률을 놓치고 짧으면 반올림에 묻혀 오차는 V자 모양이 된다. V의 바닥은 기울기가 아니라 단정밀도의 한계이고, \
      1 % 틀린 기울기는 0.01에 머문다.
      """),
    next: Words("Watch the gradient of each layer while a network trains", "신경망이 학습되는 동안 층별 기울기를 보라"),
    command: "landscape train --model mlp --record gradients"
  )

  var height: Int { 900 }

  func results(from workshop: Workshop) throws -> Results {
    let steps = SignalNumbers.ratios(1e-6, 1, count: workshop.effort.pick(37, quick: 19))
    let directions = workshop.effort.pick(16, quick: 6)
    let smooth = try GradientCheck(GradientCheck.cases[0], seed: 0, directions: directions)
    let operations = try GradientCheck.cases.map { example in
      let check = try GradientCheck(example, seed: 0, directions: directions)
      let least = [2, 8].map { points in steps.map { check.error(step: $0, points: points) }.min() ?? .nan }
      return Operation(
        name: example.name, isSmooth: example.isSmooth, plain: Kept.rounded(least[0], digits: 4),
        high: Kept.rounded(least[1], digits: 4))
    }
    var courses = [
      Self.course("tanh, two points", steps) { smooth.error(step: $0, points: 2) },
      Self.course("tanh, eight points", steps) { smooth.error(step: $0, points: 8) },
    ]
    if let kinked = GradientCheck.cases.first(where: { $0.name == "ReLU" }) {
      let check = try GradientCheck(kinked, seed: 0, directions: directions)
      courses.append(Self.course("ReLU, two points", steps) { check.error(step: $0, points: 2) })
    }
    courses.append(
      Self.course("tanh, gradient made 1 % too large", steps) {
        smooth.error(step: $0, points: 2, factor: 1.01)
      })
    return Results(steps: Kept.rounded(steps), orders: courses, operations: operations)
  }

  static func course(_ name: String, _ steps: [Double], error: (Double) -> Double) -> Course {
    Course(name: name, errors: Kept.rounded(steps.map(error), digits: 4))
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.orders.count == 4 else { return [] }
    let least = results.orders.map { $0.errors.min() ?? .nan }
    let place = results.orders[0].errors.firstIndex(of: least[0]) ?? 0
    let text = { (value: Double) in NumberText.value(value, digits: 2) }
    let best = { (operation: Operation) in min(operation.plain, operation.high) }
    let worst = [true, false].map { isSmooth in
      results.operations.filter { $0.isSmooth == isSmooth }.map(best).max() ?? .nan
    }
    let count = results.operations.count { $0.isSmooth }
    return [
      Claim(
        Words(
          """
          With two points the error is least, \(text(least[0])), at a step of \(text(results.steps[place])) of the \
          parameters’ length; with eight points it falls to \(text(least[1])); a gradient 1 % too large never gets below \
          \(text(least[3])).
          """,
          """
          두 점 차분의 오차는 걸음이 파라미터 길이의 \(text(results.steps[place]))배일 때 \(text(least[0]))로 최소이고, 여덟 점에서는 \
          \(text(least[1]))까지 준다. 1 % 큰 기울기는 \(text(least[3])) 아래로 내려가지 않는다.
          """),
        least[0] < 1e-4 && least[1] < least[0] && least[3] > 5e-3),
      Claim(
        Words(
          """
          For all \(count) smooth operations back-propagation and differences agree to \(text(worst[0])) or better, for \
          the \(results.operations.count - count) with kinks to \(text(worst[1])).
          """,
          """
          매끄러운 연산 \(count)개에서는 역전파와 차분이 \(text(worst[0])) 이내로, 꺾인 곳이 있는 연산 \
          \(results.operations.count - count)개에서는 \(text(worst[1])) 이내로 일치한다.
          """),
        worst[0] < 1e-4 && worst[1] < 2e-3),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      \(GradientCheck.description) Error: of the change of the loss against gradient times change of the parameters, root \
      mean square over random directions; numbers are of single precision (2⁻²⁴ = 6×10⁻⁸). The last four operations have \
      kinks, which all but the shortest steps cross.
      """,
      """
      합성곱, 검사할 연산, 완전 연결 층으로 된 작은 신경망, 표본 32개. 오차는 손실의 변화와 ‘기울기 × 파라미터 변화’의 차이를 \
      무작위 방향들에 대해 제곱평균제곱근으로 구한 상대값. 신경망 내부는 모두 단정밀도(2⁻²⁴ = 6×10⁻⁸). 마지막 네 연산에는 꺾인 곳이 \
      있어 아주 짧지 않은 걸음은 그곳을 넘는다.
      """)
  }
}
