import Networks

/// Where an optimizer goes on a loss of two variables: the very code that trains networks, in single precision.
package struct OptimizerPath: Hashable, Sendable {
  package let configuration: OptimizerConfiguration
  package let loss: AnalyticLoss
  /// The start and where each step leads; shorter than asked for when a number left the range of `Float`.
  package let points: [SIMD2<Double>]
  /// The loss at each point.
  package let losses: [Double]
  /// `|Δθ|/|g|` of each coordinate at each step: how large a rate plain descent would have needed.
  package let effectiveRates: [SIMD2<Double>]
  /// True when the path ended before all steps, where the next point is not finite.
  package let isCutShort: Bool

  /// Takes steps from a point.
  ///
  /// - Parameters:
  ///   - configuration: the optimizer; weight decay, if not 0, pulls both variables to zero.
  ///   - schedule: the course of the rate over all steps, as over one epoch.
  package init(
    of configuration: OptimizerConfiguration, on loss: AnalyticLoss, from start: SIMD2<Double>, steps: Int,
    schedule: LearningRateSchedule = LearningRateSchedule(.constant)
  ) {
    self.configuration = configuration
    self.loss = loss
    let layout = ParameterLayout(blocks: [
      ParameterBlock(name: "point", shape: [2], range: 0..<2, role: .weight(filters: 1), node: 0)
    ])
    var optimizer = Optimizer(configuration, parameterCount: 2)
    var theta = [Float(start.x), Float(start.y)]
    var points = [Self.point(theta)]
    var rates: [SIMD2<Double>] = []
    for step in 0..<max(0, steps) {
      let before = Self.point(theta)
      var gradient = Self.gradient(loss, theta)
      if let radius = configuration.sharpnessRadius {
        var ascent: [Float] = [0, 0]
        theta.withUnsafeBufferPointer { theta in
          gradient.withUnsafeBufferPointer { gradient in
            ascent.withUnsafeMutableBufferPointer {
              SharpnessAwareAscent.move(from: theta, along: gradient, radius: radius, into: $0)
            }
          }
        }
        gradient = Self.gradient(loss, ascent)
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
    self.points = points
    losses = points.map(loss.value)
    effectiveRates = rates
    isCutShort = points.count <= max(0, steps)
  }

  private static func point(_ theta: [Float]) -> SIMD2<Double> { SIMD2(Double(theta[0]), Double(theta[1])) }

  private static func gradient(_ loss: AnalyticLoss, _ theta: [Float]) -> [Float] {
    let gradient = loss.gradient(point(theta))
    return [Float(gradient.x), Float(gradient.y)]
  }

  private static func ratio(_ step: Double, _ gradient: Double) -> Double {
    step == 0 ? 0 : abs(step) / abs(gradient)
  }
}
