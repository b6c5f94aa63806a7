import Data
import Evaluation
import Models
import Networks
import Numerics
import Surfaces
import Tensors

/// Trains a curve between two networks to have a low mean loss, `min E_t L(θ(t))` with t uniform in 0…1.
///
/// By stochastic gradient descent on the knots between the ends (Garipov et al. 2018, arXiv:1802.10026, §3.2).
/// Every batch is evaluated at one place of the curve, with the batch's own statistics where there is batch normalization, so
/// that statistics on the curve are to be recalibrated.
package struct ConnectionTraining: Sendable {
  /// How the curve is trained.
  package struct Options: Hashable, Sendable {
    package var kind = CurveKind.bezier
    /// Knots between the ends.
    package var bends = 1
    package var epochs = 30
    package var batchSize = 128
    package var learningRate = 0.02
    package var momentum = 0.9
    package var seed: UInt64 = 0
    package var threads = KernelThreads.available

    package init() {}
  }

  package let options: Options
  private let model: Model
  private let samples: Samples
  private let indices: [Int]

  /// - Parameters:
  ///   - model: whose network and loss the curve is of.
  ///   - samples: that the model accepts.
  ///   - indices: the samples that the loss is a mean over.
  package init(_ model: Model, samples: Samples, indices: [Int], options: Options) {
    self.model = model
    self.samples = samples
    self.indices = indices
    self.options = options
  }

  /// The knots of the trained curve, its ends among them.
  ///
  /// - Parameter report: is told of each epoch, counted from 1, and the mean loss on its batches.
  /// - Throws: `TrainingError`; `diverged` if the loss becomes infinite or NaN.
  package func run(
    from start: [Float], to end: [Float], stop: StopRequest, report: (Int, Double) -> Void
  ) throws(TrainingError) -> [[Float]] {
    let count = options.bends + 2
    // The bends begin on the straight line.
    var knots = (0..<count).map { number in
      let share = Float(number) / Float(count - 1)
      return number == 0 ? start : number == count - 1 ? end : zip(start, end).map { $0 + share * ($1 - $0) }
    }
    let batch = min(options.batchSize, indices.count)
    let plan = try computing { () throws(KernelError) in
      try DifferentiationPlan(
        graph: model.graph, loss: model.loss, batchSize: batch, statistics: .batch, threads: options.threads)
    }
    let isMoved = Self.moved(plan.layout)
    var velocities = [[Float]](repeating: Array(repeating: 0, count: start.count), count: count)
    var point = start
    var gradient = [Float](repeating: 0, count: start.count)
    let steps = indices.count / batch
    for epoch in 0..<options.epochs {
      var order = SeededGenerator(seed: options.seed, for: .epochOrder(epoch: epoch))
      var places = SeededGenerator(seed: options.seed, for: .curvePlaces(epoch: epoch))
      let shuffled = order.shuffled(indices)
      var total = LossSums()
      for step in 0..<steps {
        if stop.isStopping { throw .stopped(path: "the curve", completed: epoch, epochs: options.epochs) }
        let weights = options.kind.weights(at: places.uniform(), knots: count)
        Self.combine(knots, weights, into: &point)
        samples.fill(plan, with: shuffled[step * batch..<(step + 1) * batch], using: model.preprocessing)
        plan.setMasks(seed: options.seed, step: UInt64(epoch) << 32 | UInt64(step))
        let outcome = point.withUnsafeBufferPointer { point in
          gradient.withUnsafeMutableBufferPointer { plan.gradient(at: point, into: $0) }
        }
        guard outcome.lossSum.isFinite, gradient.withUnsafeBufferPointer(VectorMath.isFinite) else {
          throw .diverged(epoch: epoch + 1, step: step + 1, block: nil, path: "the curve", completed: epoch)
        }
        total += outcome
        let rate = rate(Double(epoch * steps + step) / Double(options.epochs * steps))
        for knot in 1..<count - 1 {
          descend(
            &knots[knot], &velocities[knot], gradient, weight: Float(weights[knot]), rate: Float(rate),
            isMoved)
        }
      }
      report(epoch + 1, total.loss)
    }
    return knots
  }

  /// The rate after a share of all steps: the full one for half of them, then falling in a line to a hundredth at nine tenths.
  private func rate(_ share: Double) -> Double {
    let factor = share <= 0.5 ? 1 : share >= 0.9 ? 0.01 : 1 - (share - 0.5) / 0.4 * 0.99
    return options.learningRate * factor
  }

  /// One step of momentum on a knot, whose gradient is that of the point times its weight there.
  private func descend(
    _ knot: inout [Float], _ velocity: inout [Float], _ gradient: [Float], weight: Float, rate: Float,
    _ isMoved: [Range<Int>]
  ) {
    let momentum = Float(options.momentum)
    knot.withUnsafeMutableBufferPointer { knot in
      velocity.withUnsafeMutableBufferPointer { velocity in
        gradient.withUnsafeBufferPointer { gradient in
          for range in isMoved {
            for i in range {
              velocity[i] = momentum * velocity[i] + weight * gradient[i]
              knot[i] -= rate * velocity[i]
            }
          }
        }
      }
    }
  }

  /// The ranges that training changes, neighbours joined.
  private static func moved(_ layout: ParameterLayout) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for block in layout.blocks where block.role.isTrainable {
      if let last = ranges.last, last.upperBound == block.range.lowerBound {
        ranges[ranges.count - 1] = last.lowerBound..<block.range.upperBound
      } else {
        ranges.append(block.range)
      }
    }
    return ranges
  }

  private static func combine(_ knots: [[Float]], _ weights: [Double], into point: inout [Float]) {
    for i in point.indices { point[i] = 0 }
    point.withUnsafeMutableBufferPointer { point in
      for (knot, weight) in zip(knots, weights) where weight != 0 {
        let factor = Float(weight)
        knot.withUnsafeBufferPointer { knot in for i in point.indices { point[i] += factor * knot[i] } }
      }
    }
  }
}
