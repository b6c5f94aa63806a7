import Numerics

/// Calibrated phases, ready to estimate the mean at any point from its values for the last phase's sample.
package struct CalibratedMap: Sendable {
  /// How many samples at how many points.
  package let design: PhaseDesign
  /// The points that phases are calibrated on, in the order of their choice; those that diverged are left out.
  package let anchors: [Int]
  /// What is known at the anchors.
  private var known: [Int: PointEstimate] = [:]
  private let last: CalibrationPhase

  /// Samples that are evaluated at a point that is no anchor.
  package var samples: Int { last.count }

  init(_ design: PhaseDesign, _ order: [Int], population: Int, _ source: some SampleSource) {
    self.design = design
    var anchors: [Int] = []
    var means: [Double] = []
    var covariance: [[Double]] = []
    var phase: CalibrationPhase?
    for (step, count) in design.points.enumerated() {
      let added = order.prefix(count).dropFirst(step == 0 ? 0 : design.points[step - 1])
        .filter { !source.values(at: $0).isDiverged }
      let scales = added.map { Self.scale(of: source.values(at: $0)) }
      if let phase {
        let columns = zip(added, scales).map { source.values(at: $0).relative(phase.count, scale: $1) }
        let found = phase.fits(columns)
        for (index, point) in added.enumerated() {
          let position = means.count + index
          known[point] = Self.estimate(
            source.values(at: point), loss: found.means[index],
            error: found.covariance[position][position].squareRoot(), scale: scales[index], phase)
        }
        means += found.means
        covariance = found.covariance
      } else {
        for (point, scale) in zip(added, scales) {
          let exact = source.values(at: point).exact()
          known[point] = exact
          means.append(exact.loss / scale)
        }
        covariance = means.map { _ in means.map { _ in 0 } }
      }
      anchors += added
      let size = design.samples[step]
      let regressors = anchors.map { point in
        let values = source.values(at: point)
        return values.relative(values.count, scale: Self.scale(of: values))
      }
      var next = CalibrationPhase(
        count: size, regressors: regressors, means: means, covariance: covariance, population: population)
      next.validate(on: regressors)
      phase = next
    }
    self.anchors = anchors
    last =
      phase
      ?? CalibrationPhase(count: 1, regressors: [], means: [], covariance: [], population: population)
  }

  /// What a point's losses are divided by: their mean over the pilot, so that all points count the same.
  static func scale(of values: SampleValues) -> Double {
    let mean = values.meanLoss(min(values.count, CalibratedEstimation.pilot))
    return mean > 0 && mean.isFinite ? mean : 1
  }

  /// Whether a point is an anchor, whose estimate needs no further sample.
  package func isAnchor(_ point: Int) -> Bool { known[point] != nil }

  /// The estimate at a point, from at least `samples` values unless it is an anchor.
  package func estimate(_ values: SampleValues, at point: Int) -> PointEstimate {
    if let found = known[point] { return found }
    if values.isDiverged { return .diverged(samples: values.count) }
    let scale = Self.scale(of: values)
    let fit = last.fit(values.relative(last.count, scale: scale))
    var result = Self.estimate(
      values, loss: fit.mean, error: fit.variance.squareRoot(), scale: scale, last)
    if fit.mean <= 0 {
      // Too few samples for the weights that calibration needs.
      let plain = last.plainMean(values.relative(last.count, scale: scale))
      (result.loss, result.lossError) = (plain.mean * scale, plain.variance.squareRoot() * scale)
    }
    return result
  }

  /// The estimate at a point that is no anchor, from `samples` values of rounded arithmetic and the exact ones of the first of
  /// these samples; nil where such an estimate would not be a loss.
  package func estimate(_ rounded: SampleValues, correctedBy exact: SampleValues) -> PointEstimate? {
    if exact.isDiverged { return .diverged(samples: exact.count) }
    guard !rounded.isDiverged else { return nil }
    let scale = Self.scale(of: rounded)
    func differences(_ exact: [Float], _ rounded: [Float], _ scale: Double) -> [Double] {
      zip(exact, rounded).map { (Double($0) - Double($1)) / scale }
    }
    let fit = last.fit(
      rounded.relative(last.count, scale: scale),
      adding: differences(exact.losses, rounded.losses, scale))
    let correct = last.fit(
      rounded.correct.prefix(last.count).map(Double.init),
      adding: differences(exact.correct, rounded.correct, 1))
    guard fit.mean > 0 else { return nil }
    return PointEstimate(
      loss: fit.mean * scale, lossError: fit.variance.squareRoot() * scale,
      accuracy: min(1, max(0, correct.mean)), accuracyError: correct.variance.squareRoot(),
      samples: last.count)
  }

  private static func estimate(
    _ values: SampleValues, loss: Double, error: Double, scale: Double, _ phase: CalibrationPhase
  ) -> PointEstimate {
    let correct = phase.fit(values.correct.prefix(phase.count).map(Double.init))
    return PointEstimate(
      loss: max(0, loss * scale), lossError: error * scale, accuracy: min(1, max(0, correct.mean)),
      accuracyError: correct.variance.squareRoot(), samples: phase.count)
  }
}
