import Networks

/// Where an optimizer goes on a loss of two variables: the very code that trains networks, in single precision.
package struct OptimizerPath: Hashable, Sendable {
  package let configuration: OptimizerConfiguration
  /// The start and where each step leads; shorter than asked for when a number left the range of `Float`.
  package let points: [SIMD2<Double>]
  /// The loss at each point, as it was evaluated for the step from there.
  package let losses: [Double]
  /// `|Δθ|/|g|` of each coordinate at each step: how large a rate plain descent would have needed.
  package let effectiveRates: [SIMD2<Double>]
  /// True when the path ended before all steps, where the next point is not finite.
  package let isCutShort: Bool

  /// A loss of two variables with its gradient.
  package typealias Evaluated = (loss: Double, gradient: SIMD2<Double>)

  /// Takes steps from a point.
  ///
  /// - Parameters:
  ///   - configuration: the optimizer; weight decay, if not 0, pulls both variables to zero.
  ///   - schedule: the course of the rate over all steps, as over one epoch.
  package init(
    of configuration: OptimizerConfiguration, on loss: AnalyticLoss, from start: SIMD2<Double>, steps: Int,
    schedule: LearningRateSchedule = LearningRateSchedule(.constant)
  ) {
    self.init(of: configuration, from: start, steps: steps, schedule: schedule) { _, point in
      (loss.value(point), loss.gradient(point))
    }
  }

  /// Takes steps on any loss of two variables, perhaps another one at each step, such as the mean over a batch.
  ///
  /// - Parameters:
  ///   - configuration: as above.
  ///   - schedule: as above.
  ///   - evaluate: the loss and its gradient at a point, for a step counted from 0; asked once more for the last point.
  /// - Throws: what `evaluate` throws.
  package init<Failure: Error>(
    of configuration: OptimizerConfiguration, from start: SIMD2<Double>, steps: Int,
    schedule: LearningRateSchedule = LearningRateSchedule(.constant),
    evaluate: (_ step: Int, _ point: SIMD2<Double>) throws(Failure) -> Evaluated
  ) throws(Failure) {
    self.configuration = configuration
    let layout = ParameterLayout(blocks: [
      ParameterBlock(name: "point", shape: [2], range: 0..<2, role: .weight(filters: 1), node: 0)
    ])
    var optimizer = Optimizer(configuration, parameterCount: 2)
    var theta = [Float(start.x), Float(start.y)]
    var points = [Self.point(theta)]
    var losses: [Double] = []
    var rates: [SIMD2<Double>] = []
    for step in 0..<max(0, steps) {
      let before = Self.point(theta)
      let found = try evaluate(step, before)
      losses.append(found.loss)
      var gradient = Self.single(found.gradient)
      if let radius = configuration.sharpnessRadius {
        var ascent: [Float] = [0, 0]
        theta.withUnsafeBufferPointer { theta in
          gradient.withUnsafeBufferPointer { gradient in
            ascent.withUnsafeMutableBufferPointer {
              SharpnessAwareAscent.move(from: theta, along: gradient, radius: radius, into: $0)
            }
          }
        }
        gradient = Self.single(try evaluate(step, Self.point(ascent)).gradient)
      }
      let factor = schedule.factor(step: step, stepsPerEpoch: max(1, steps), epochs: 1)
      theta.withUnsafeMutableBufferPointer { theta in
        gradient.withUnsafeBufferPointer {
          optimizer.step(theta, $0, rate: configuration.learningRate * factor, layout)
        }
      }
      guard theta.allSatisfy(\.isFinite) else { break }
      points.append(Self.point(theta))
      let moved = Self.point(theta) - before
      rates.append(
        SIMD2(Self.ratio(moved.x, Double(gradient[0])), Self.ratio(moved.y, Double(gradient[1]))))
    }
    if losses.count < points.count { losses.append(try evaluate(max(0, steps), Self.point(theta)).loss) }
    self.points = points
    self.losses = losses
    effectiveRates = rates
    isCutShort = points.count <= max(0, steps)
  }

  private static func point(_ theta: [Float]) -> SIMD2<Double> { SIMD2(Double(theta[0]), Double(theta[1])) }

  private static func single(_ vector: SIMD2<Double>) -> [Float] { [Float(vector.x), Float(vector.y)] }

  private static func ratio(_ step: Double, _ gradient: Double) -> Double {
    step == 0 ? 0 : abs(step) / abs(gradient)
  }
}
