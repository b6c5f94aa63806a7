import Regularization
import Rendering

/// Shrinkage of a coefficient under penalties, and the pull that causes it.
struct PullPlate: Plate {
  struct Results: Codable, Sendable {
    let strength: Double
    let l1Ratio: Double
    /// Weights and the pull of L1 and of L2 on them.
    let weights: [Double]
    let lasso: [Double]
    let ridge: [Double]
    /// A small coefficient and what the two penalties make of it.
    let small: Double
    let lassoOfSmall: Double
    let ridgeOfSmall: Double
  }

  let about = PlateDescription(
    name: "pull", chapter: .penalties, rows: [17],
    title: Words(
      "L1 pulls with constant force, L2 in proportion to the weight", "L1은 일정한 힘으로, L2는 가중치에 비례해 당긴다"),
    lesson: Words(
      """
      Compare the arrows: L1 pulls a small weight as hard as a large one, and so to exactly zero; the pull of L2 fades as \
      the weight shrinks, so that it never gets there. On the left, what that makes of a coefficient.
      """,
      """
      화살표를 비교해 보자. L1은 작은 가중치도 큰 가중치만큼 세게 당겨 정확히 0으로 만든다. L2의 힘은 가중치가 줄수록 약해져 0에 이르지 \
      못한다. 왼쪽은 그 결과 계수가 어떻게 되는지 보여 준다.
      """),
    next: Words("Change the strength and the mixing ratio", "세기와 혼합 비율을 바꿔 보라"),
    command: "landscape geometry shrinkage --lambda 0.5 --l1-ratio 0.2")

  var height: Int { 800 }

  func results(from workshop: Workshop) throws -> Results {
    let weights = [3, 2, 1, 0.5]
    return Results(
      strength: 1, l1Ratio: 0.5, weights: weights, lasso: Penalty.l1.pull(on: weights, strength: 1),
      ridge: Penalty.l2(.halved).pull(on: weights, strength: 1), small: 0.8,
      lassoOfSmall: Shrinkage.soft(1)(0.8), ridgeOfSmall: Shrinkage.proportional(1)(0.8))
  }

  func claims(_ results: Results) -> [Claim] {
    guard let first = results.ridge.first, let last = results.ridge.last, let force = results.lasso.first,
      let large = results.weights.first, let little = results.weights.last
    else { return [] }
    let number = { (value: Double) in NumberText.value(abs(value)) }
    return [
      Claim(
        Words(
          """
          L1 pulls weights from \(number(little)) to \(number(large)) with the same force \(number(force)), L2 with \
          \(number(last)) to \(number(first)).
          """,
          """
          가중치 \(number(little))부터 \(number(large))까지 L1은 같은 힘 \(number(force))로, L2는 \(number(last))부터 \
          \(number(first))의 힘으로 당긴다.
          """),
        results.lasso.allSatisfy { $0 == force }
          && zip(results.ridge, results.weights).allSatisfy { $0 * large == $1 * first }),
      Claim(
        Words(
          """
          A least squares coefficient of \(number(results.small)) becomes \(number(results.lassoOfSmall)) under the lasso \
          and \(number(results.ridgeOfSmall)) under ridge.
          """,
          """
          최소제곱 계수 \(number(results.small))은 라쏘에서 \(number(results.lassoOfSmall)), 능형 회귀에서 \
          \(number(results.ridgeOfSmall))이 된다.
          """), results.lassoOfSmall == 0 && results.ridgeOfSmall > 0),
    ]
  }

  func caption(_ results: Results) -> Words {
    let ratio = NumberText.value(results.l1Ratio)
    return Words(
      """
      Left: minimizers of ½‖y − Xβ‖² + λP(β) for orthonormal columns, λ = 1: lasso ‖β‖₁, ridge ½‖β‖², elastic net α‖β‖₁ + \
      (1−α)/2 ‖β‖² with α = \(ratio) (corrected: Zou and Hastie's estimate), hard threshold. Right: $−λP'(w)$, with arrows \
      in proportion to it.
      """,
      """
      왼쪽: 열이 정규직교일 때 ½‖y − Xβ‖² + λP(β)의 최소점, λ = 1. 라쏘 ‖β‖₁, 능형 ½‖β‖², 엘라스틱넷 α‖β‖₁ + (1−α)/2 ‖β‖², α = \
      \(ratio)(corrected는 Zou와 Hastie의 추정), 하드 임계. 오른쪽: $−λP'(w)$, 화살표의 길이는 그 값에 비례한다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    PlateDrawing(
      ShrinkageChart(strength: results.strength, l1Ratio: results.l1Ratio, theme: theme).chart)
  }
}
