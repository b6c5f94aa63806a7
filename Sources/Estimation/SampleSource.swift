/// What evaluates samples for an estimate: the samples of a population in one random order, always the first ones.
package protocol SampleSource {
  associatedtype Failure: Error

  /// Makes sure that at least the first `count` samples are evaluated at each of the points.
  ///
  /// - Returns: false when asked to stop.
  mutating func evaluate(_ points: [Int], samples count: Int, for step: EstimationStep) throws(Failure)
    -> Bool

  /// Says how many evaluations of samples the design at hand takes in all.
  mutating func expect(_ evaluations: Int)

  /// What is known at a point.
  func values(at point: Int) -> SampleValues
}

/// What an estimate is busy with, for whoever watches.
package enum EstimationStep: Hashable, Sendable {
  /// A few samples at points all over the grid, by which anchors and sizes are chosen.
  case pilot
  /// All samples at the first anchors.
  case whole
  /// Smaller samples at more anchors; the phase's number, from 1, and of how many.
  case phase(Int, of: Int)
  /// The last phase: the smallest sample at all points.
  case map
  /// All samples at points that were no anchors.
  case check
}
