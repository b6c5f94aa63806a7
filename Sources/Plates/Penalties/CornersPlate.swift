import Regularization
import Rendering

/// How often the optimum of a random loss is a corner of the region.
struct CornersPlate: Plate {
  struct Results: Codable, Sendable {
    /// L1, elastic net, L2.
    let clouds: [Cloud]
    let draws: Int
    /// Share of corners by the mixing ratio.
    let shares: [CornerStudy.Point]
    /// Interior angle of the region at its corner, in degrees, for the same mixing ratios.
    let angles: [Double]
  }

  struct Cloud: Codable, Sendable {
    let region: ConstraintRegion
    let share: WilsonInterval
    /// Centres of some of the losses, and whether their optimum is a corner.
    let x: [Double]
    let y: [Double]
    let isCorner: [Bool]
  }

  static let reach = 10.0
  static let extent = 2.0
  static let names = ["L1", "elastic net", "L2"]

  let about = PlateDescription(
    name: "corners", chapter: .penalties, rows: [17, 18],
    title: Words(
      "How often an optimum is a corner, and a weight exactly zero", "최적점이 꼭짓점이 되어 가중치가 정확히 0이 되는 빈도"),
    lesson: Words(
      """
      A dot is the centre of a random loss; it is orange where the optimum is a corner. The sharper the corner, the wider \
      the wedge of losses that end in it. As the elastic net turns into L2 the corners become flat, and exact zeros vanish.
      """,
      """
      점 하나는 무작위 손실의 중심이고, 최적점이 꼭짓점이면 주황색이다. 꼭짓점이 뾰족할수록 그 쐐기가 넓다. 엘라스틱넷이 L2에 가까워지면 \
      꼭짓점은 평평해지고 정확한 0은 사라진다.
      """),
    next: Words("Count for elliptic losses too", "타원 손실로도 세어 보라"),
    command: "landscape geometry corners --losses positive-definite")

  var height: Int { 1280 }

  func results(from workshop: Workshop) throws -> Results {
    let draws = workshop.effort.pick(1_000_000, quick: 100_000)
    let penalties = try NamedPenalty.all().prefix(3)
    let clouds = try penalties.map { member in
      let region = try ConstraintRegion(penalty: member.penalty, axisExtent: Self.extent)
      let experiment = try CornerExperiment(
        region: region, losses: .isotropic, reach: Self.reach, seed: 1)
      let sample = experiment.sample(1500)
      return Cloud(
        region: region, share: experiment.share(draws: draws),
        x: sample.map { $0.loss.centre.x.rounded(digits: 3) },
        y: sample.map { $0.loss.centre.y.rounded(digits: 3) }, isCorner: sample.map(\.optimum.isCorner))
    }
    let ratios = (0...20).map { Double($0) / 20 }
    return Results(
      clouds: Array(clouds), draws: draws,
      shares: try CornerStudy.againstMixingRatio(
        ratios, axisExtent: Self.extent, losses: .isotropic, reach: Self.reach, seed: 1,
        draws: workshop.effort.pick(200_000, quick: 20_000)),
      angles: try ratios.map { ratio in
        let penalty = try Penalty(.elasticNet(l1Ratio: ratio))
        return try ConstraintRegion(penalty: penalty, axisExtent: Self.extent).cornerDegrees
          .rounded(digits: 6)
      })
  }

  func claims(_ results: Results) -> [Claim] {
    guard results.clouds.count == 3 else { return [] }
    let shares = results.clouds.map(\.share.share)
    let words = shares.map { NumberText.percentage($0) }
    let draws = NumberText.count(results.draws)
    let angles = results.clouds.map { NumberText.value($0.region.cornerDegrees, digits: 4) }
    return [
      Claim(
        Words(
          """
          Of \(draws) random losses \(words[0]) have a corner for optimum under L1 (exactly 32/49 are expected), \
          \(words[1]) under the elastic net.
          """,
          """
          무작위 손실 \(draws)개 가운데 최적점이 꼭짓점인 것은 L1에서 \(words[0])(정확한 기댓값 32/49), 엘라스틱넷에서 \(words[1])이다.
          """),
        abs(shares[0] - 32.0 / 49) < 4 * (0.25 / Double(results.draws)).squareRoot() && shares[1] > 0
          && shares[0] > shares[1]),
      Claim(
        Words(
          "Under L2, whose region has no corner, the share is \(words[2]).", "꼭짓점이 없는 L2에서는 \(words[2])이다."),
        shares[2] == 0),
      Claim(
        Words(
          "The corner of the region has \(angles[0])° under L1 and \(angles[1])° under the elastic net.",
          "영역의 꼭지각은 L1에서 \(angles[0])°, 엘라스틱넷에서 \(angles[1])°이다."),
        results.clouds[0].region.cornerDegrees < results.clouds[1].region.cornerDegrees),
    ]
  }

  func caption(_ results: Results) -> Words {
    let draws = NumberText.count(results.draws)
    return Words(
      """
      Losses ‖w − c‖²/2 with centres c uniform on ±10 outside of the region; regions reach 2 along the axes, elastic net \
      with α = 0.5. \(draws) draws, each decided by the exact optimality condition at the corners; 1,500 are shown. Seed 1.
      """,
      """
      손실 ‖w − c‖²/2, 중심 c는 영역 밖 ±10에서 균등. 영역은 축 위에서 2까지 닿고 엘라스틱넷의 α = 0.5. \(draws)번 뽑아 꼭짓점에서의 \
      정확한 최적 조건으로 판정했고 1,500개를 그렸다. 시드 1.
      """)
  }
}
