import Rendering
import Surfaces

extension WholeDataPlate {
  /// How far a map is off the one of all samples.
  private struct Deviation {
    /// Relative, at each point.
    let errors: [Double]
    /// In claimed standard errors, where there is one.
    let inClaims: [Double]

    init(_ surface: KeptSurface, claimed: [Double], truth: KeptSurface) {
      let differences = zip(surface.loss, truth.loss).map { abs($0 - $1) }
      errors = zip(differences, truth.loss).map { $0 / $1 }
      inClaims = zip(differences, claimed).filter { $0.1 > 0 }.map { $0 / $1 }
    }

    /// Root of the mean square.
    var rms: Double { (errors.reduce(0) { $0 + $1 * $1 } / Double(max(1, errors.count))).squareRoot() }

    /// Share of points within two standard errors.
    var inside: Double { Double(inClaims.count { $0 <= 2 }) / Double(max(1, inClaims.count)) }
  }

  private func deviations(_ results: Results) -> [Deviation] {
    guard results.surfaces.count == 3, results.errors.count == 2 else { return [] }
    return zip(results.surfaces.dropFirst(), results.errors).map {
      Deviation($0, claimed: $1, truth: results.surfaces[0])
    }
  }

  func claims(_ results: Results) -> [Claim] {
    let deviations = deviations(results)
    guard deviations.count == 2 else { return [] }
    let percent = { (value: Double) in NumberText.value(100 * value, digits: 2) + "\u{00A0}%" }
    let share = { (value: Double) in NumberText.percentage(value) }
    let count = { (value: Int) in NumberText.count(value) }
    let saved = Double(results.evaluations[0]) / Double(results.evaluations[2])
    let check = results.surfaces[2].provenance.selfCheck
    return [
      Claim(
        Words(
          """
          With \(count(results.evaluations[1])) and \(count(results.evaluations[2])) evaluations the random choice is off by \
          \(percent(deviations[0].rms)) in the root mean square over all points, the estimate by \(percent(deviations[1].rms)).
          """,
          """
          평가 횟수가 각각 \(count(results.evaluations[1]))번과 \(count(results.evaluations[2]))번일 때 모든 점에서의 제곱평균제곱근 오차는 무작위 \
          선택이 \(percent(deviations[0].rms)), 추정이 \(percent(deviations[1].rms))이다.
          """),
        deviations[1].rms < 0.4 * deviations[0].rms && deviations[1].rms < 0.015
          && results.evaluations[1] <= results.evaluations[2]),
      Claim(
        Words(
          """
          \(share(deviations[1].inside)) of the estimated points lie within two of their standard errors of the mean over all \
          samples, and all points that were checked afterwards do not differ by more than chance explains.
          """,
          """
          추정한 점의 \(share(deviations[1].inside))가 전체 샘플 평균에서 표준 오차의 두 배 안에 있고, 나중에 확인한 점도 모두 우연으로 설명되는 만큼만 \
          다르다.
          """),
        deviations[1].inside >= 0.9 && check?.estimatesPass == true && check?.estimates?.isEmpty == false),
      Claim(
        Words(
          "All samples at all points are \(NumberText.value(saved, digits: 2)) times as many evaluations as the estimate takes.",
          "모든 점에서 전체 샘플을 평가하려면 추정보다 \(NumberText.value(saved, digits: 2))배 많은 평가가 든다."),
        saved > 5),
    ]
  }

  func caption(_ results: Results) -> Words {
    guard results.surfaces.count == 3, let y = results.surfaces[0].y else { return Words("", "") }
    let all = results.surfaces[0]
    let (samples, choice) = (
      NumberText.count(all.provenance.samples), NumberText.count(results.surfaces[1].provenance.samples)
    )
    let grid = "\(all.x.count)\u{00A0}×\u{00A0}\(y.count)"
    return Words(
      """
      The resnet-20 of depth-degradation, half as wide as usual, \(samples) images of Fashion-MNIST, \(results.epochs) epochs. Mean cross \
      entropy at \(grid) points along two filter-normalized directions (seed 0): of all \(samples) training images; of \(choice) of them, chosen at \
      random; estimated for all to a standard error of 1 % at the median point. Dots: each point's error against the first map.
      """,
      """
      depth-degradation의 resnet-20(너비 절반), Fashion-MNIST \(samples)장, \(results.epochs) 에폭. 필터 정규화한 두 방향(시드 0)의 \(grid)점에서 평균 \
      교차 엔트로피: 학습 이미지 \(samples)장 전체, 무작위로 고른 \(choice)장, 중앙값 점에서 표준 오차 1 %로 전체를 추정한 것. 점은 첫 지도에 대한 각 점의 \
      오차.
      """)
  }

  func drawing(_ results: Results, in theme: Theme, _ language: Language) -> PlateDrawing {
    guard let all = results.surfaces.first else { return PlateDrawing([]) }
    let names = ["all samples", "random choice", "estimate for all"]
    let chart = SurfaceChart.contours(
      of: zip(results.surfaces, names).map { $0.surface(headed: $1) },
      scale: Scale(covering: results.surfaces.flatMap(\.loss), kind: .logarithmic),
      style: FigureStyle(theme: theme), columns: 2
    ).chart
    let styles = [SeriesStyle(1), SeriesStyle(0)]
    // What is exactly right, as at the centre, has no place on a logarithmic axis.
    let dots = zip(zip(deviations(results), names.dropFirst()), styles).map { found, style in
      ScatterLayer(
        found.1,
        zip(all.loss, found.0.errors).filter { $0.1 >= 1e-5 }.map { Point(x: $0, y: 100 * $1) },
        style: style, radius: 1.5)
    }
    let plot = Plot(
      heading: "error of each point",
      x: AxisDescription("loss over all samples", isLogarithmic: true),
      y: AxisDescription(
        "error (%)", limits: 0.003...40, isLogarithmic: true,
        ticks: [0.01, 0.1, 1, 10].map { AxisDescription.NamedTick($0, NumberText.value($0)) }),
      layers: dots.map { $0 as any Layer }, guides: .horizontal)
    return PlateDrawing(
      chart.panels + [plot], columns: 2,
      legend: chart.legend + dots.map { $0.legendEntry(in: theme) }, key: chart.key)
  }
}
