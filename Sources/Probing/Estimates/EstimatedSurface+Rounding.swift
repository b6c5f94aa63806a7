import Estimation
import Evaluation
import Surfaces
import Tensors

extension EstimatedSurface {
  /// The last phase on `bfloat16`, corrected at each point by exact evaluations of some of its samples.
  struct Rounding: Sendable {
    /// The network on `bfloat16`.
    let network: ProbedNetwork
    /// Exact evaluations at each point.
    let correction: Int
  }

  /// Tries `bfloat16` at some points whose exact losses are known; nil when asked to stop, a `Rounding` of nil where it would not
  /// save time.
  func rounding(
    _ grid: Grid, trialsOn points: [Int], _ map: CalibratedMap, _ exact: EvaluatedSamples, _ order: [Int]
  ) throws(ProbingError) -> Rounding?? {
    var network = network
    network.precision = .bfloat16
    let base = exact.evaluations
    let rounded = EvaluatedSamples(
      network, grid, order: order, table: [:], workers: workers, stop: stop,
      save: { _ in },
      report: { progress in
        report(
          EstimationProgress(step: progress.step, done: base, total: exact.expected.map { max($0, base) }))
      })
    guard try rounded.evaluate(points, samples: map.samples, for: .pilot) else { return nil }
    let correction = RoundedArithmetic.correction(
      points.map { (rounded.values(at: $0), exact.values(at: $0)) }, map, target: target)
    return .some(
      correction.map { Rounding(network: network, correction: $0) })
  }
}
