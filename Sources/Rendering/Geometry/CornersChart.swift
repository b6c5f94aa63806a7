import Regularization

/// How often the optimum of a random loss over a region lies at a corner of it, so that a weight is exactly zero.
package struct CornersChart: Figure {
  /// What was counted.
  package struct Study: Sendable {
    /// Losses of the headline, the first panel and the clouds.
    package let losses: RandomLoss
    /// Where the regions meet the axes: for L1 the budget.
    package let extent: Double
    /// Half the side of the square of centres.
    package let reach: Double
    package let seed: UInt64
    /// Of the headline: the L1 region.
    package let headline: WilsonInterval
    /// Draws at each point of the curves.
    package let drawsPerPoint: Int
    package let againstMixingRatio: [CornerStudy.Point]
    /// For some mixing ratios, the lasso's 1 first, the share against the correlation of two columns.
    package let againstCorrelation: [(l1Ratio: Double, points: [CornerStudy.Point])]
    /// Draws on the L1 region and on the L2 region.
    package let cloudL1: [CornerExperiment.Draw]
    package let cloudL2: [CornerExperiment.Draw]

    /// Runs all experiments.
    ///
    /// - Parameters:
    ///   - losses: how losses are drawn.
    ///   - extent: the L1 budget; other regions meet the axes at the same distance.
    ///   - reach: half the side of the square of centres.
    ///   - seed: of all experiments.
    ///   - draws: of the headline.
    ///   - cloudDraws: of each cloud.
    /// - Throws: `invalidParameter` as `CornerExperiment` does.
    /// - Precondition: at least one draw.
    package init(
      losses: RandomLoss, extent: Double, reach: Double, seed: UInt64, draws: Int, cloudDraws: Int
    ) throws(RegularizationError) {
      self.losses = losses
      self.extent = extent
      self.reach = reach
      self.seed = seed
      let diamond = try ConstraintRegion(penalty: .l1, axisExtent: extent)
      let disc = try ConstraintRegion(penalty: .l2(.halved), axisExtent: extent)
      let experiment = try CornerExperiment(region: diamond, losses: losses, reach: reach, seed: seed)
      headline = experiment.share(draws: draws)
      drawsPerPoint = min(draws, 100_000)
      againstMixingRatio = try CornerStudy.againstMixingRatio(
        (0...20).map { Double($0) / 20 }, axisExtent: extent, losses: losses, reach: reach, seed: seed,
        draws: drawsPerPoint)
      var curves: [(l1Ratio: Double, points: [CornerStudy.Point])] = []
      for ratio in [1, 0.5, 0.2] {
        let region = try ConstraintRegion(
          penalty: Penalty(.elasticNet(l1Ratio: ratio)), axisExtent: extent)
        let correlations = (-9...9).map { Double($0) / 10 } + [-0.95, 0.95]
        curves.append(
          (
            ratio,
            try CornerStudy.againstCorrelation(
              correlations.sorted(), region: region, reach: reach, seed: seed, draws: drawsPerPoint)
          ))
      }
      againstCorrelation = curves
      cloudL1 = experiment.sample(cloudDraws)
      cloudL2 = try CornerExperiment(region: disc, losses: losses, reach: reach, seed: seed)
        .sample(cloudDraws)
    }

    /// The exact probability where it is known: for isotropic losses the corners' normal cones have the area
    /// `4(R − t)²` in the square of centres without the region, of area `4R² − 2t²`.
    var exactShare: Double? {
      guard losses == .isotropic, extent <= reach else { return nil }
      return 4 * (reach - extent) * (reach - extent) / (4 * reach * reach - 2 * extent * extent)
    }
  }

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
  /// Weights below this share of the budget look like zeros.
  private static let nearlyZero = 0.01

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

  private static func ratioName(_ ratio: Double) -> String {
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
    let end = study.reach * 1.04
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

  // MARK: Words

  private var usualTitle: String {
    "L1 optima at a corner: \(NumberText.percentage(study.headline.share)) of \(draws(study.headline.trials)); "
      + "L2: probability 0"
  }

  private func draws(_ count: Int) -> String { NumberText.count(count, "draw") }

  private var interval: String {
    let (low, high) = (100 * study.headline.low, 100 * study.headline.high)
    return "\(NumberText.value(low, digits: 5))–\(NumberText.value(high, digits: 5)) %"
  }

  private var lossWords: String {
    switch study.losses {
    case .isotropic: "losses $‖w − c‖^2/2$"
    case .positiveDefinite:
      "losses $a x^2 + b y^2 + c x y$ about their centre, $a, b$ uniform on 0…10, $c$ on ±2, $4 a b > c^2$"
    case .correlated(let rho):
      "losses with the matrix of two standardized columns correlated by \(NumberText.value(rho))"
    }
  }

  /// How many optima of the L2 cloud only look like zeros.
  private var nearZeros: Int {
    study.cloudL2.count { draw in
      let least = min(abs(draw.optimum.point.x), abs(draw.optimum.point.y))
      return least < Self.nearlyZero * study.extent && least > 0
    }
  }

  private var exactZeros: Int { study.cloudL2.count { $0.optimum.zeroCount > 0 } }

  private var circleWords: String {
    "Under L2 an exact zero has probability 0: a circle has no corner. Of \(draws(study.cloudL2.count)) "
      + "\(NumberText.count(nearZeros)) have a weight within \(NumberText.value(100 * Self.nearlyZero))\u{00A0}% of the "
      + "budget of zero, \(exactZeros == 0 ? "none is zero" : "\(NumberText.count(exactZeros)) by rounding")."
  }

  private var caption: String {
    let exact = study.exactShare.map { ", exactly \(NumberText.value(100 * $0, digits: 5)) %" } ?? ""
    return
      "L1 budget $t$ = \(NumberText.value(study.extent)); \(lossWords); centres uniform on ±"
      + "\(NumberText.value(study.reach)) squared, outside of the region. At a corner: "
      + "\(NumberText.value(100 * study.headline.share, digits: 5)) %\(exact), 95 % interval (Wilson) \(interval), $N$ = "
      + "\(NumberText.count(study.headline.trials)), seed \(study.seed), each draw by the exact KKT test. Curves: "
      + "\(draws(study.drawsPerPoint)) a point, 95 % bands, regions that meet the axes at $t$. Dots: "
      + "\(NumberText.count(study.cloudL1.count)) centres, coloured by where the optimum lands. \(circleWords)"
  }

  private var words: String {
    let ends = study.againstMixingRatio.map {
      "\(NumberText.value($0.setting)): \(NumberText.percentage($0.share.share))"
    }
    let chosen = stride(from: 0, to: ends.count, by: 5).map { ends[$0] }
    let correlation = study.againstCorrelation.map { curve in
      let shares = curve.points.map(\.share.share)
      return
        "\(MathText.plain(Self.ratioName(curve.l1Ratio))) \(NumberText.percentage(shares.min() ?? 0)) to "
        + NumberText.percentage(shares.max() ?? 0)
    }
    return
      "Share of random losses whose constrained optimum is a corner of the L1 region of budget "
      + "\(NumberText.value(study.extent)): \(NumberText.value(100 * study.headline.share, digits: 5)) % of "
      + "\(draws(study.headline.trials)), 95 % interval \(interval), seed \(study.seed). By mixing "
      + "ratio of the elastic net: \(chosen.joined(separator: "; ")). Over correlations from −0.95 to 0.95: "
      + "\(correlation.joined(separator: "; ")). \(circleWords) Above, clouds of centres coloured by where the optimum "
      + "lands, for L1 and for L2."
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
