/// Whether the last phase of an estimate may be evaluated in rounded arithmetic, which is faster, and with how many exact
/// evaluations at each point to correct it.
package enum RoundedArithmetic {
  /// How much faster rounded arithmetic is taken to be.
  ///
  /// What `bfloat16` reaches. A constant, so that equal inputs give equal maps.
  private static let speed = 1.8
  /// The error that sizes are chosen for, in targets, so that the correction has room.
  package static let aim = 0.95
  /// Exact evaluations at each point, at least: fewer do not show how far single samples may be off.
  private static let fewest = 32
  /// Points that the choice is made by, at most.
  private static let most = 24

  /// Some of the points that stand for all and are no anchors: an even choice.
  package static func trialPoints(_ grid: EstimationGrid, _ map: CalibratedMap, _ source: some SampleSource)
    -> [Int]
  {
    let points = grid.judged.filter { !map.isAnchor($0) && !source.values(at: $0).isDiverged }
    let stride = max(1, (points.count + most - 1) / most)
    return Swift.stride(from: 0, to: points.count, by: stride).map { points[$0] }
  }

  /// The fewest exact evaluations at each point with which the median point meets the target; nil where rounded arithmetic would not
  /// save time or the target cannot be met.
  ///
  /// - Parameters:
  ///   - trials: values of both kinds for the last phase's samples at the trial points.
  ///   - target: relative standard error.
  package static func correction(
    _ trials: [(rounded: SampleValues, exact: SampleValues)], _ map: CalibratedMap, target: Double
  ) -> Int? {
    guard !trials.isEmpty else { return nil }
    let samples = map.samples
    let granule = PhaseDesign.granule
    for count in stride(from: fewest, to: samples, by: granule) {
      guard Double(samples) / speed + Double(count) <= 0.9 * Double(samples) else { return nil }
      let errors = trials.map { trial in
        let exact = SampleValues(
          losses: Array(trial.exact.losses.prefix(count)), correct: Array(trial.exact.correct.prefix(count)))
        return map.estimate(trial.rounded, correctedBy: exact)?.relativeError ?? .infinity
      }
      if errors.median <= CalibratedEstimation.tolerance * target { return count }
    }
    return nil
  }
}
