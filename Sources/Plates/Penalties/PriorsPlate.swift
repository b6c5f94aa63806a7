import Regularization
import Rendering

/// Penalties as priors: posterior mode and mean under a Gaussian and a Laplace prior.
struct PriorsPlate: Plate {
  struct Results: Codable, Sendable {
    let gaussian: PriorChart.Member
    let laplace: PriorChart.Member
  }

  let about = PlateDescription(
    name: "priors", chapter: .penalties, rows: [19],
    title: Words("A penalty is a prior: L2 is Gaussian, L1 is Laplace", "규제는 사전 분포다: L2는 가우스, L1은 라플라스"),
    lesson: Words(
      """
      The prior pulls the likelihood's peak (cross) towards zero. Under the Gaussian prior the most probable weights (star) \
      are the posterior's mean (ring) too; under the Laplace prior the mode lies on the crease, where a weight is exactly \
      zero, and the mean beside it.
      """,
      """
      사전 분포는 가능도의 꼭대기(가위표)를 0 쪽으로 당긴다. 가우스 사전 분포에서는 가장 그럴듯한 가중치(별)가 사후 평균(고리)이기도 \
      하다. 라플라스 사전 분포에서는 최빈값이 가중치가 정확히 0인 주름 위에, 평균은 그 옆에 있다.
      """),
    next: Words("Weaken the prior", "사전 분포를 약하게 해 보라"),
    command: "landscape geometry prior --lambda 0.5")

  var height: Int { 1180 }

  func results(from workshop: Workshop) throws -> Results {
    let loss = try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
    return Results(
      gaussian: try .init(loss: loss, noiseVariance: 1, prior: .gaussian(strength: 1.5, noiseVariance: 1)),
      laplace: try .init(loss: loss, noiseVariance: 1, prior: .laplace(strength: 1.5, noiseVariance: 1)))
  }

  func claims(_ results: Results) -> [Claim] {
    let (gauss, laplace) = (results.gaussian, results.laplace)
    return [
      Claim(
        Words(
          "Under the Gaussian prior mode and mean are the same point, \(place(gauss.mode.point)).",
          "가우스 사전 분포에서는 최빈값과 평균이 같은 점 \(place(gauss.mode.point))이다."),
        gauss.mode.point.distance(to: gauss.mean.point) < 1e-9),
      Claim(
        Words(
          """
          Under the Laplace prior the mode is \(place(laplace.mode.point)), a weight exactly zero, and the mean \
          \(place(laplace.mean.point)).
          """,
          """
          라플라스 사전 분포에서 최빈값은 \(place(laplace.mode.point))로 가중치 하나가 정확히 0이고, 평균은 \
          \(place(laplace.mean.point))이다.
          """),
        laplace.mode.zeroCount == 1
          && laplace.mode.point.distance(to: laplace.mean.point) > 100 * laplace.mean.error.norm),
    ]
  }

  func caption(_ results: Results) -> Words {
    let (tau, b) = (NumberText.value(results.gaussian.scale), NumberText.value(results.laplace.scale))
    return Words(
      """
      Loss ½(w−c)ᵀG(w−c), G = [[1, 0.5], [0.5, 1]], c = (1, 2.5), in the units of ½‖y − Xβ‖²; noise variance 1. Gaussian \
      prior with τ = \(tau) and Laplace prior with b = \(b): both mean λ = 1.5. Lines at shares of each greatest density; \
      modes are exact, the mean by cubature.
      """,
      """
      손실 ½(w−c)ᵀG(w−c), G = [[1, 0.5], [0.5, 1]], c = (1, 2.5), 단위는 ½‖y − Xβ‖², 잡음의 분산 1. 가우스 사전 분포의 τ = \(tau), \
      라플라스 사전 분포의 b = \(b)는 모두 λ = 1.5에 해당한다. 등고선은 각 최대 밀도에 대한 비율이고 최빈값은 정확한 값, 평균은 \
      수치 적분이다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    PlateDrawing(PriorChart(gaussian: results.gaussian, laplace: results.laplace, theme: theme).chart)
  }
}
