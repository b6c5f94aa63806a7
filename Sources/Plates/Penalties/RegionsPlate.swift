import Regularization
import Rendering

/// Regions of four penalties meeting the contours of one quadratic loss.
struct RegionsPlate: Plate {
  struct Results: Codable, Sendable {
    let loss: Quadratic
    /// L1, elastic net, L2, Lp.
    let cases: [RegionChart.Case]
  }

  let about = PlateDescription(
    name: "regions", chapter: .penalties, rows: [17],
    title: Words("Where the region of a penalty meets the loss", "규제 영역이 손실과 만나는 곳"),
    lesson: Words(
      """
      The bold contour is the lowest that touches the allowed region. It meets the diamond at a corner, where a weight is \
      exactly zero, and the circle at a smooth point, where none is; there $−∇L$ lies in the normal cone, which at a corner \
      is a whole wedge.
      """,
      """
      굵은 등고선은 허용 영역에 닿는 가장 낮은 등고선이다. 마름모와는 가중치 하나가 정확히 0인 꼭짓점에서, 원과는 어느 가중치도 0이 아닌 \
      매끄러운 점에서 만난다. 그곳에서 $−∇L$은 법선뿔 안에 있고, 꼭짓점의 법선뿔은 쐐기 전체다.
      """),
    next: Words("Let the region grow and follow the optimum", "영역을 키우며 최적점을 따라가 보라"),
    command: "landscape geometry sweep --penalty l1")

  var height: Int { 1290 }

  func results(from workshop: Workshop) throws -> Results {
    let loss = try Quadratic(rows: [[1, 0.5], [0.5, 1]], centre: [1, 2.5])
    return Results(
      loss: loss,
      cases: try NamedPenalty.all().map { member in
        let region = try ConstraintRegion(penalty: member.penalty, axisExtent: 1)
        return RegionChart.Case(region: region, optima: loss.minimum(in: region))
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.cases.count == 4 else { return [] }
    let optima = results.cases.map(\.optima.global)
    let residual = NumberText.value(optima.map(\.kktResidual).max() ?? .nan, digits: 2)
    return [
      Claim(
        Words(
          "The L1 optimum is \(place(optima[0].point)), a corner: one weight is exactly zero.",
          "L1의 최적점은 꼭짓점 \(place(optima[0].point))이다. 가중치 하나가 정확히 0이다."),
        optima[0].isCorner && optima[0].zeroCount == 1),
      Claim(
        Words(
          """
          L2 has \(place(optima[2].point)) and the elastic net \(place(optima[1].point)): no weight is zero, though the \
          elastic net's region has corners too.
          """,
          """
          L2의 최적점은 \(place(optima[2].point)), 엘라스틱넷은 \(place(optima[1].point))이다. 엘라스틱넷의 영역에도 꼭짓점이 있지만 \
          0인 가중치는 없다.
          """), optima[1].zeroCount == 0 && optima[2].zeroCount == 0),
      Claim(
        Words(
          "All four satisfy the optimality conditions of Karush, Kuhn and Tucker with residuals of at most \(residual).",
          "네 최적점 모두 카루시–쿤–터커 조건을 만족하며 잔차는 \(residual) 이하다."),
        optima.allSatisfy { $0.kktResidual < 1e-9 }),
    ]
  }

  func caption(_ results: Results) -> Words {
    Words(
      """
      Loss ½(w−c)ᵀG(w−c), G = [[1, 0.5], [0.5, 1]], c = (1, 2.5). All regions reach 1 along the axes; $t$ is the budget, $λ$ \
      the multiplier, with which the penalized problem has the same optimum. Optima are exact; contours are evenly spaced \
      in the loss.
      """,
      """
      손실 ½(w−c)ᵀG(w−c), G = [[1, 0.5], [0.5, 1]], c = (1, 2.5). 모든 영역은 축 위에서 1까지 닿는다. $t$는 예산이고, $λ$는 벌점을 \
      더한 문제가 같은 최적점을 갖게 하는 승수다. 최적점은 정확한 값이고 등고선의 손실 간격은 일정하다.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    var drawing = PlateDrawing(
      RegionChart(
        loss: RegionLoss(results.loss, name: ""), cases: results.cases, axes: ("$w_1$", "$w_2$"), rule: "",
        theme: theme
      ).chart)
    drawing.columns = 2
    return drawing
  }
}
