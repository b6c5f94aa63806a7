import Estimation
import Evaluation
import Surfaces
import Tensors

extension EstimatedSurface {
  /// The last phase on `bfloat16`, corrected at each point by exact evaluations of some of its samples.
  struct Rounding: Sendable {
    /// The network on `bfloat16`.
    let network: ProbedNetwork
    let map: CalibratedMap
    /// Exact evaluations at each point.
    let correction: Int
  }

  /// Tries `bfloat16` at some points whose exact losses are known; nil where it would not save time.
  ///
  /// - Throws: `ProbingError`; `stopped` when asked to.
  func rounding(
    of surface: Surface, _ grid: EstimationGrid, _ map: CalibratedMap, _ exact: EvaluatedSamples,
    _ order: [Int]
  ) throws(ProbingError) -> Rounding? {
    var network = network
    network.precision = .bfloat16
    let base = exact.evaluations
    let points = RoundedArithmetic.trialPoints(grid, map, exact)
    let rounded = EvaluatedSamples(
      network, surface.grid, order: order, table: [:], workers: workers, stop: stop,
      save: { _ in },
      report: { progress in
        report(
          EstimationProgress(step: progress.step, done: base, total: exact.expected.map { max($0, base) }))
      })
    guard try rounded.evaluate(points, samples: map.samples, for: .pilot) else { throw stopped(surface) }
    let correction = RoundedArithmetic.correction(
      points.map { (rounded.values(at: $0), exact.values(at: $0)) }, map, target: target)
    return correction.map { Rounding(network: network, map: map, correction: $0) }
  }
}
