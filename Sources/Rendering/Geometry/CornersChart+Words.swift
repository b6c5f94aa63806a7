import Regularization

/// Title, caption and alt text.
extension CornersChart {
  /// Weights below this share of the budget look like zeros.
  private static let nearlyZero = 0.01

  var usualTitle: String {
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

  var caption: String {
    let exact = study.exactShare.map { ", exactly \(NumberText.value(100 * $0, digits: 5)) %" } ?? ""
    return
      "L1 budget $t$ = \(NumberText.value(study.extent)); \(lossWords); centres uniform on ±"
      + "\(NumberText.value(study.reach)) squared, outside of the region. At a corner: "
      + "\(NumberText.value(100 * study.headline.share, digits: 5)) %\(exact), 95 % interval (Wilson) \(interval), $N$ = "
      + "\(NumberText.count(study.headline.trials)), seed \(study.seed), each draw by the exact KKT test. Curves: "
      + "\(draws(study.drawsPerPoint)) a point, 95 % bands, regions that meet the axes at $t$. Dots: "
      + "\(NumberText.count(study.cloudL1.count)) centres, coloured by where the optimum lands. \(circleWords)"
  }

  var words: String {
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
