/// How the means of a surface were estimated over all samples of a split without evaluating all of them everywhere.
package struct EstimationRecord: Codable, Hashable, Sendable {
  /// Relative standard error that the median point was to have.
  package var target: Double
  /// What was done; nil until the anchors are evaluated.
  package var result: Result?

  package init(target: Double) { self.target = target }

  /// What an estimate did.
  package struct Result: Codable, Hashable, Sendable {
    /// All samples at the first anchors, then ever smaller samples at ever more points; empty where all samples were evaluated
    /// everywhere.
    package var phases: [Phase]
    /// Evaluations of single samples in all, without those of the self-check.
    package var evaluations: Int
    /// Exact evaluations at each point of the last phase that correct those on `bfloat16`; nil where all are exact.
    package var correction: Int?
    /// Relative standard error at the median point, known when the map is complete.
    package var medianError: Double?
    /// Of a shard, those of its points that were evaluated on all samples afterwards; nil until then, and of whole surfaces, where
    /// the self-check has them.
    package var shardChecks: [Check]?

    package init(phases: [Phase], evaluations: Int) {
      self.phases = phases
      self.evaluations = evaluations
    }

    /// Samples that each point but the anchors is estimated from; nil where all were evaluated.
    package var samplesPerPoint: Int? { phases.last?.samples }
  }

  /// So many samples at so many points.
  package struct Phase: Codable, Hashable, Sendable {
    package var samples: Int
    package var points: Int

    package init(samples: Int, points: Int) {
      self.samples = samples
      self.points = points
    }
  }

  /// A point that was no anchor, evaluated on all samples afterwards.
  package struct Check: Codable, Hashable, Sendable {
    /// The point's coordinates.
    package var coordinates: [Double]
    /// The mean over all samples.
    package var loss: Double
    package var estimate: Double
    /// Standard error that the map claims.
    package var claimed: Double

    package init(coordinates: [Double], loss: Double, estimate: Double, claimed: Double) {
      self.coordinates = coordinates
      self.loss = loss
      self.estimate = estimate
      self.claimed = claimed
    }

    /// The realized error in claimed standard errors.
    package var deviation: Double {
      estimate == loss ? 0 : abs(estimate - loss) / max(claimed, .leastNormalMagnitude)
    }
  }

  /// The largest deviation that can be chance: one in a hundred thousand checks exceeds it, if errors are normal.
  package static let largestDeviation = 4.5
}
