import Regularization

extension CornersChart {
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
    ///
    /// A corner outside of the square has no centre in its cone.
    var exactShare: Double? {
      guard losses == .isotropic else { return nil }
      guard extent <= reach else { return 0 }
      return 4 * (reach - extent) * (reach - extent) / (4 * reach * reach - 2 * extent * extent)
    }
  }
}
