import Regularization

/// How often the optimum of a random loss over a region lies at a corner of it, so that a weight is exactly zero.
package struct CornersChart: Figure {
  package let study: Study
  package let theme: Theme
  let givenTitle: String?

  /// The chart of a study.
  package init(_ study: Study, theme: Theme = .light, title: String? = nil) {
    self.study = study
    self.theme = theme
    givenTitle = title
  }

  package var title: String { chart.title }
  package var description: String { chart.description }
  package var notes: [PictureNote] { chart.notes }

  package var numbers: Numbers {
    guard case .record(var record) = chart.numbers else { return .record([:]) }
    record["headline"] = .interval(study.headline)
    record["exactShare"] = .number(study.exactShare ?? .nan)
    record["seed"] = .text(String(study.seed))
    record["budget"] = .number(study.extent)
    record["reach"] = .number(study.reach)
    record["againstMixingRatio"] = .list(study.againstMixingRatio.map(Self.numbers))
    record["againstCorrelation"] = .list(
      study.againstCorrelation.map {
        .record(["l1Ratio": .number($0.l1Ratio), "points": .list($0.points.map(Self.numbers))])
      })
    record["clouds"] = .list([study.cloudL1, study.cloudL2].map(Self.numbers))
    return .record(record)
  }

  package func plan(on page: Page, with typesetter: Typesetter) -> any FigurePlan {
    chart.plan(on: page, with: typesetter)
  }

  private static func numbers(of point: CornerStudy.Point) -> Numbers {
    .record(["setting": .number(point.setting), "share": .interval(point.share)])
  }

  private static func numbers(of cloud: [CornerExperiment.Draw]) -> Numbers {
    .record([
      "draws": .number(Double(cloud.count)),
      "corners": .number(Double(cloud.count { $0.optimum.isCorner })),
      "centres": .list(cloud.map { .vector($0.loss.centre) }),
      "optima": .list(cloud.map { .vector($0.optimum.point) }),
    ])
  }

  // MARK: Panels

  private static let cornerStyle = SeriesStyle(1)
  private static let edgeStyle = SeriesStyle(0)

  /// The picture.
  package var chart: Chart {
    let cloudEntries = [
      Legend.Entry(.marker(.disc, Self.cornerStyle.colour(in: theme)), "optimum at a corner (an exact zero)"),
      Legend.Entry(.marker(.disc, Self.edgeStyle.colour(in: theme)), "elsewhere on the boundary"),
    ]
    let curves = study.againstCorrelation.enumerated().map { index, curve in
      Legend.Entry(.series(Self.curveStyle(index)), Self.ratioName(curve.l1Ratio))
    }
    return Chart(
      title: givenTitle ?? usualTitle, description: MathText.plain(words), caption: caption,
      panels: [
        cloud(study.cloudL1, isRound: false), cloud(study.cloudL2, isRound: true), mixingPanel,
        correlationPanel,
      ],
      columns: 2, legend: cloudEntries + curves, theme: theme)
  }

  private static func curveStyle(_ index: Int) -> SeriesStyle { SeriesStyle([1, 2, 3][index], width: 1.8) }

  private static var shareAxis: AxisDescription {
    AxisDescription(
      "at a corner (%)", limits: 0...100,
      ticks: stride(from: 0.0, through: 100, by: 20).map { .init($0, NumberText.value($0)) })
  }

  static func ratioName(_ ratio: Double) -> String {
    ratio == 1 ? "lasso ($α$ = 1)" : "elastic net, $α$ = \(NumberText.value(ratio))"
  }

  private var mixingPanel: Plot {
    let points = study.againstMixingRatio
    return Plot(
      heading: "corners by mixing ratio",
      x: AxisDescription("$α$: 0 ridge, 1 lasso", limits: -0.02...1.02),
      y: Self.shareAxis,
      layers: curve("elastic net", points, SeriesStyle(4, width: 2)), guides: .horizontal)
  }

  private var correlationPanel: Plot {
    Plot(
      heading: "corners by correlation", x: AxisDescription("correlation $ρ$", limits: -1...1),
      y: Self.shareAxis,
      layers: study.againstCorrelation.enumerated().flatMap {
        curve(Self.ratioName($1.l1Ratio), $1.points, Self.curveStyle($0))
      }, guides: .horizontal)
  }

  private func curve(_ name: String, _ points: [CornerStudy.Point], _ style: SeriesStyle) -> [any Layer] {
    let x = points.map(\.setting)
    return [
      BandLayer(
        x: x, lower: points.map { 100 * $0.share.low }, upper: points.map { 100 * $0.share.high },
        style: style),
      SeriesLayer(name, x: x, y: points.map { 100 * $0.share.share }, style: style),
    ]
  }

  private func cloud(_ draws: [CornerExperiment.Draw], isRound: Bool) -> Plot {
    let corners = draws.filter(\.optimum.isCorner)
    let others = draws.filter { !$0.optimum.isCorner }
    var layers: [any Layer] = []
    for (name, members, style) in [
      ("centres of losses with the optimum at a corner", corners, Self.cornerStyle),
      ("centres of the other losses", others, Self.edgeStyle),
    ] where !members.isEmpty {
      layers.append(
        ScatterLayer(name, members.map { Point($0.loss.centre) }, style: style, radius: 1, opacity: 0.5))
    }
    layers.append(
      RegionLayer(
        "region", outlines: [outline(isRound: isRound)], style: SeriesStyle(3, width: 1), lightness: 0.8))
    layers.append(
      ScatterLayer(
        "optima", others.map { Point($0.optimum.point) }, style: Self.edgeStyle, radius: 1.2, opacity: 0.45))
    let end = max(study.reach, study.extent) * 1.04
    return Plot(
      heading: isRound ? "L2: no corner" : "L1: four corners",
      x: AxisDescription("$w_1$", limits: -end...end),
      y: AxisDescription("$w_2$", limits: -end...end), layers: layers + shares(corners, of: draws.count),
      markers: isRound
        ? []
        : cornerPoints.map {
          MarkerLayer.Item(.disc, at: Point($0), name: "corner", style: Self.cornerStyle)
        },
      hasEqualScales: true)
  }

  private var cornerPoints: [Vector2] {
    let t = study.extent
    return [Vector2(t, 0), Vector2(0, t), Vector2(-t, 0), Vector2(0, -t)]
  }

  private func outline(isRound: Bool) -> [Point] {
    guard isRound else { return cornerPoints.map { Point($0) } }
    // The region's own boundary, of a penalty that is known to be valid.
    let disc = try? ConstraintRegion(penalty: .l2(.halved), axisExtent: study.extent)
    return disc?.boundary(tolerance: study.extent / 2000).map { Point($0) } ?? []
  }

  /// The share of all draws at each corner, beside it.
  private func shares(_ corners: [CornerExperiment.Draw], of count: Int) -> [any Layer] {
    guard !corners.isEmpty else {
      return [
        NoteLayer(
          "exact zeros: none", at: Point(x: -study.reach, y: study.reach), pivot: Point(x: 0, y: 0),
          offset: Point(x: 2, y: 2))
      ]
    }
    let far = 0.72 * study.reach
    return cornerPoints.map { corner in
      let number = corners.count { $0.optimum.point == corner }
      let place = Vector2(
        corner.x == 0 ? 0 : (corner.x < 0 ? -far : far), corner.y == 0 ? 0 : (corner.y < 0 ? -far : far))
      return NoteLayer(
        NumberText.percentage(Double(number) / Double(count)), at: Point(place), pivot: Point(x: 0.5, y: 0.5),
        offset: Point(x: 0, y: 0))
    }
  }
}

extension Numbers {
  /// A share with its interval.
  static func interval(_ interval: WilsonInterval) -> Numbers {
    .record([
      "share": .number(interval.share), "low": .number(interval.low), "high": .number(interval.high),
      "successes": .number(Double(interval.successes)), "draws": .number(Double(interval.trials)),
    ])
  }
}
