import Networks
import Numerics

/// What is counted of one layer while batches pass.
struct LayerTally {
  private let activation: Activation
  private let shape: SampleShape
  /// Of a PReLU, the slope of each channel.
  private let slopes: [Double]
  private var values = MomentSum()
  private var inputs = MomentSum()
  private var hasFired: [Bool]
  private var saturated = 0
  private var counts = Array(repeating: 0, count: ActivationStatistics.binCount + 2)
  /// Where the histogram ends; from the first batch when not given.
  private(set) var halfWidth: Double?

  init(_ activation: Activation, _ shape: SampleShape, slopes: [Double], halfWidth: Double?) {
    self.activation = activation
    self.shape = shape
    self.slopes = slopes
    self.halfWidth = halfWidth
    hasFired = Array(repeating: false, count: shape.channels)
  }

  /// Adds a batch of values `[n, C, H, W]` of the activation.
  mutating func add(values: UnsafeBufferPointer<Float>) { self.values.add(values) }

  /// Adds a batch of what goes into the activation, `[n, C, H, W]`.
  mutating func add(inputs: UnsafeBufferPointer<Float>, counting: Bool) {
    self.inputs.add(inputs)
    for start in stride(from: 0, to: inputs.count, by: shape.area) {
      let channel = start / shape.area % shape.channels
      let pixels = start..<start + shape.area
      if !hasFired[channel] { hasFired[channel] = pixels.contains { inputs[$0] > 0 } }
      let slope = slopes.isEmpty ? 0.25 : slopes[channel]
      let bound = 0.01 * activation.largestSlope(learned: slope)
      for i in pixels where abs(activation.slope(at: Double(inputs[i]), learned: slope)) < bound {
        saturated += 1
      }
    }
    if counting { count(inputs) }
  }

  /// Sorts numbers into bins; one that is not a number has none.
  private mutating func count(_ inputs: UnsafeBufferPointer<Float>) {
    let chosen = 6 * self.inputs.rootMeanSquare
    let half = halfWidth ?? (chosen > 0 && chosen.isFinite ? chosen : 6)
    halfWidth = half
    let bins = ActivationStatistics.binCount
    for x in inputs.lazy.map(Double.init) {
      if x < -half {
        counts[0] += 1
      } else if x < half {
        // Rounding may lift the last number below the highest edge onto it.
        counts[1 + min(Int((x + half) * Double(bins) / (2 * half)), bins - 1)] += 1
      } else if x >= half {
        counts[bins + 1] += 1
      }
    }
  }

  var activations: ActivationRecord.Activations {
    .init(
      mean: values.mean, variance: values.variance,
      deadFraction: Double(hasFired.count { !$0 }) / Double(hasFired.count),
      saturatedFraction: inputs.count > 0 ? Double(saturated) / Double(inputs.count) : 0)
  }

  var preActivations: ActivationRecord.PreActivations {
    .init(mean: inputs.mean, variance: inputs.variance, counts: counts)
  }
}
