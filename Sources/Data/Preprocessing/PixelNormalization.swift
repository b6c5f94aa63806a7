/// The affine map that gives each channel of the training split mean 0 and deviation 1, and so the target where that
/// is a number.
///
/// It is computed once, from the training split, and used for both; a checkpoint carries it.
package struct PixelNormalization: Codable, Hashable, Sendable {
  /// Mean of each channel: of pixels on the scale 0…1, of features as they are.
  package let mean: [Double]
  /// Standard deviation (population) of each channel on the same scale; never 0.
  package let deviation: [Double]
  /// Of the number to be predicted; nil where classes are.
  package let target: TargetStandardization?

  /// A normalization by known statistics, a mean and a deviation per channel; deviations must be positive.
  package init(mean: [Double], deviation: [Double], target: TargetStandardization? = nil) {
    precondition(mean.count == deviation.count, "\(mean.count) means, \(deviation.count) deviations")
    precondition(deviation.allSatisfy { $0 > 0 }, "deviations \(deviation) are not positive")
    self.mean = mean
    self.deviation = deviation
    self.target = target
  }

  /// Whether inputs are left as they are.
  package var isIdentity: Bool { mean.allSatisfy { $0 == 0 } && deviation.allSatisfy { $0 == 1 } }

  /// The normalization that leaves everything as it is.
  package static func identity(channels: Int) -> PixelNormalization {
    PixelNormalization(
      mean: Array(repeating: 0, count: channels), deviation: Array(repeating: 1, count: channels))
  }

  /// The statistics of each channel of some samples and of their target, exact for pixels and in `Double` for numbers.
  ///
  /// A channel that is constant keeps its scale: its deviation is given as 1.
  package init(of samples: Samples) {
    let channels = samples.shape.channels
    let statistics = (0..<channels).map { channel -> (mean: Double, deviation: Double) in
      switch samples.values {
      case .bytes(let bytes): Self.statistics(bytes, samples.shape.area, channel, channels)
      case .floats(let floats): Self.statistics(floats, samples.shape.area, channel, channels)
      // Integers name rows of a table, and have no scale.
      case .indices: (mean: 0, deviation: 1)
      }
    }
    let target: TargetStandardization? =
      switch samples.targets {
      case .labels: nil
      case .numbers(let numbers, _): TargetStandardization(of: numbers)
      }
    self.init(
      mean: statistics.map(\.mean), deviation: statistics.map { $0.deviation > 0 ? $0.deviation : 1 },
      target: target)
  }

  /// Sums of integers, which are exact: `255² · 2⁴⁰` fits in 64 bits.
  private static func statistics(
    _ bytes: [UInt8], _ area: Int, _ channel: Int, _ channels: Int
  ) -> (mean: Double, deviation: Double) {
    var sum: UInt64 = 0
    var squares: UInt64 = 0
    var count = 0
    bytes.withUnsafeBufferPointer { bytes in
      for start in stride(from: channel * area, to: bytes.count, by: channels * area) {
        for i in start..<start + area {
          let value = UInt64(bytes[i])
          sum &+= value
          squares &+= value &* value
        }
        count += area
      }
    }
    guard count > 0 else { return (0, 0) }
    let mean = Double(sum) / Double(count)
    let variance = max(0, Double(squares) / Double(count) - mean * mean)
    return (mean / 255, variance.squareRoot() / 255)
  }

  /// Two passes: the mean, then the mean square deviation from it.
  private static func statistics(
    _ floats: [Float], _ area: Int, _ channel: Int, _ channels: Int
  ) -> (mean: Double, deviation: Double) {
    func average(_ term: (Double) -> Double) -> Double {
      var sum = 0.0
      var count = 0
      for start in stride(from: channel * area, to: floats.count, by: channels * area) {
        for i in start..<start + area { sum += term(Double(floats[i])) }
        count += area
      }
      return count > 0 ? sum / Double(count) : 0
    }
    let mean = average { $0 }
    return (mean, average { ($0 - mean) * ($0 - mean) }.squareRoot())
  }
}
