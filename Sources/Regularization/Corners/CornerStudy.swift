/// Fractions of corners over a range of one setting, every point with the same random draws.
package enum CornerStudy {
  /// The fraction at one setting.
  package struct Point: Codable, Hashable, Sendable {
    /// The mixing ratio or the correlation.
    package let setting: Double
    /// How many of the draws landed on a corner.
    package let share: WilsonInterval
  }

  /// Against the mixing ratio of the elastic net, all regions meeting the axes at the same distance.
  ///
  /// - Throws: `invalidParameter` as the experiment and the penalty do.
  package static func againstMixingRatio(
    _ ratios: [Double], axisExtent: Double, losses: RandomLoss, reach: Double = 10, seed: UInt64,
    draws: Int
  ) throws(RegularizationError) -> [Point] {
    var points: [Point] = []
    for ratio in ratios {
      let region = try ConstraintRegion(
        penalty: Penalty(.elasticNet(l1Ratio: ratio)), axisExtent: axisExtent)
      let experiment = try CornerExperiment(
        region: region, losses: losses, reach: reach, seed: seed)
      points.append(Point(setting: ratio, share: experiment.share(draws: draws)))
    }
    return points
  }

  /// Against the correlation of two standardized columns.
  ///
  /// For L1 the fraction is the same at all of them: the edges (1, ±1) of the normal cone are eigenvectors of
  /// `[[1, ρ], [ρ, 1]]`. It depends on the correlation for elastic nets, and for L1 once the columns'
  /// scales differ.
  ///
  /// - Throws: `invalidParameter` as the experiment does.
  package static func againstCorrelation(
    _ correlations: [Double], region: ConstraintRegion, reach: Double = 10, seed: UInt64, draws: Int
  ) throws(RegularizationError) -> [Point] {
    var points: [Point] = []
    for rho in correlations {
      let experiment = try CornerExperiment(
        region: region, losses: .correlated(rho), reach: reach, seed: seed)
      points.append(Point(setting: rho, share: experiment.share(draws: draws)))
    }
    return points
  }
}
