import Data
import Evaluation
import Numerics
import Surfaces
import Synchronization
import Tensors

/// How far the loss along a curve from one network to another rises above the straight line between the losses of its ends.
///
/// `max L(t) − (1 − t) L(0) − t L(1)` (Entezari et al. 2022, arXiv:2110.06296), at the grid point where it is greatest.
package struct Barrier: Hashable, Sendable {
  /// Where it is greatest, 0 to 1.
  package let place: Double
  package let height: Double
  /// Standard error of the height as an estimate over all samples of the split, by the differences of each sample's losses.
  package let standardError: Double
  /// Mean losses at the first end, there, and at the other end.
  package let losses: [Double]
  /// Samples of the means.
  package let samples: Int

  /// Name of the landmark that keeps it, and of its values.
  package static let name = "barrier"

  /// The barrier as a point of its line.
  package var landmark: Landmark {
    Landmark(
      name: Self.name, coordinates: [place],
      values: [
        "height": height, "heightError": standardError, "start": losses[0], "loss": losses[1],
        "end": losses[2], "samples": Double(samples),
      ])
  }

  /// From the losses of the same samples at three points.
  ///
  /// - Parameter population: samples that they were chosen from.
  package init(at place: Double, losses: [[Double]], population: Int) {
    self.place = place
    samples = losses[0].count
    let n = Double(max(1, samples))
    let differences = losses[0].indices.map {
      losses[1][$0] - (1 - place) * losses[0][$0] - place * losses[2][$0]
    }
    let mean = differences.reduce(0, +) / n
    height = mean
    self.losses = losses.map { $0.reduce(0, +) / n }
    guard mean.isFinite, samples > 1, samples < population else {
      standardError = mean.isFinite ? 0 : .infinity
      return
    }
    let variance = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    standardError = (variance / n * (1 - n / Double(population))).squareRoot()
  }
}

extension SurfaceProbe {
  /// Samples whose losses a barrier is a mean of at most, where a line is estimated.
  private static let barrierSamples = 10_000

  /// The barrier of a complete line between two networks, at 0 and 1.
  ///
  /// - Throws: `ProbingError`; `stopped` when asked to.
  package func barrier(of line: Surface, stop: StopRequest) throws(ProbingError) -> Barrier? {
    guard let place = Self.top(of: line) else { return nil }
    guard let network = try network(stop) else { throw .stopped(path: modelName, done: 0, total: 3) }
    let set =
      options.estimation == nil
      ? network.definition.set
      : SampleSet(choosing: Self.barrierSamples, of: population, seed: options.sampleSeed)
    let points = [0, place, 1]
    let found = Mutex<[Int: [Double]]>([:])
    let failure = Mutex<KernelError?>(nil)
    WorkerPool(threads: min(3, max(1, options.workers))).run { thread in
      do throws(KernelError) {
        let evaluator = try PointEvaluator(network)
        for index in stride(from: thread, to: 3, by: min(3, max(1, options.workers))) {
          let values = try evaluator.values(at: [points[index]], of: set.indices[...], stop: stop)
          if let values { found.withLock { $0[index] = values.losses.map(Double.init) } }
        }
      } catch { failure.withLock { $0 = error } }
    }
    if let error = failure.withLock({ $0 }) { throw .kernel(error) }
    let losses = found.withLock { found in (0..<3).compactMap { found[$0] } }
    guard losses.count == 3 else { throw .stopped(path: modelName, done: line.count, total: line.count) }
    return Barrier(at: place, losses: losses, population: population.count)
  }

  /// Whether a line has no points at 0, at 1 or between them, so that nothing is known of a barrier.
  package static func hasNoEnds(_ line: Surface) -> Bool { top(of: line) == nil }

  /// The grid point between the ends where the loss is highest above the chord; nil where the line lacks its ends or has no
  /// point between them.
  static func top(of line: Surface) -> Double? {
    var x = line.x.values
    // Coordinates such as -0.3 + 3 * 0.1 are 0 but for rounding.
    let tolerance = 1e-9 * (line.x.upper - line.x.lower)
    guard let first = x.firstIndex(where: { abs($0) <= tolerance }),
      let last = x.firstIndex(where: { abs($0 - 1) <= tolerance }), last > first + 1
    else { return nil }
    (x[first], x[last]) = (0, 1)
    let (start, end) = (line.loss[first], line.loss[last])
    let rises = (first...last).map { index in
      (x[index], line.loss[index] - (1 - x[index]) * start - x[index] * end)
    }
    return rises.filter { !$0.1.isNaN }.max { $0.1 < $1.1 }?.0
  }
}
