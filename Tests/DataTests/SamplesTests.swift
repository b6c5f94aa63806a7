import Data
import Networks
import Testing

struct SamplesTests {
  /// Two samples of two channels with two pixels each.
  private let colour = Samples(
    shape: SampleShape(channels: 2, height: 1, width: 2), classes: 2,
    values: .bytes([0, 255, 10, 20, 51, 102, 30, 40]), labels: [1, 0])
  private let points = Samples(
    shape: SampleShape(channels: 2), classes: 2, values: .floats([1, 10, 2, 20, 6, 30]), labels: [0, 1, 1])

  private func copy(_ samples: Samples, _ indices: [Int], _ normalization: PixelNormalization) -> [Float] {
    let count = indices.count * samples.shape.count
    return [Float](unsafeUninitializedCapacity: count) { buffer, filled in
      let output = UnsafeMutableBufferPointer(rebasing: buffer[..<count])
      samples.copyNormalized(indices[...], using: normalization, into: output)
      filled = count
    }
  }

  @Test func `statistics are per channel, of pixels on the scale 0 to 1`() {
    let normalization = PixelNormalization(of: colour)
    // Channel 0 holds 0, 255, 51, 102: mean 102, variance 9103.5; channel 1 holds 10, 20, 30, 40.
    let expected = [(0.4, (9103.5).squareRoot() / 255), (25.0 / 255, (125.0).squareRoot() / 255)]
    for (channel, (mean, deviation)) in expected.enumerated() {
      #expect(abs(normalization.mean[channel] - mean) < 1e-15)
      #expect(abs(normalization.deviation[channel] - deviation) < 1e-14)
    }
  }

  @Test func `statistics of features are on their own scale`() {
    let normalization = PixelNormalization(of: points)
    #expect(normalization.mean == [3, 20])
    #expect(abs(normalization.deviation[0] - (14.0 / 3).squareRoot()) < 1e-15)
    #expect(abs(normalization.deviation[1] - (200.0 / 3).squareRoot()) < 1e-14)
  }

  @Test func `a constant channel keeps its scale`() {
    let flat = Samples(
      shape: SampleShape(channels: 1), classes: 1, values: .bytes([7, 7, 7]), labels: [0, 0, 0])
    #expect(PixelNormalization(of: flat).deviation == [1])
  }

  @Test func `pixels are copied as (x over 255 minus mean) over deviation`() {
    let normalization = PixelNormalization(mean: [0.4, 0.1], deviation: [0.5, 0.25])
    let expected = [51, 102, 30, 40, 0, 255, 10, 20].enumerated().map { position, x in
      let channel = position / 2 % 2
      return (Double(x) / 255 - normalization.mean[channel]) / normalization.deviation[channel]
    }
    let result = copy(colour, [1, 0], normalization)
    // Three roundings of numbers no larger than 4 in single precision.
    #expect(zip(result, expected).allSatisfy { abs(Double($0) - $1) <= 3 * 4 * 0x1p-24 })
  }

  @Test func `features are copied as x minus mean over deviation`() {
    let normalization = PixelNormalization(mean: [2, 20], deviation: [4, 10])
    #expect(copy(points, [2, 0, 2], normalization) == [1, 1, -0.25, -1, 1, 1])
  }

  @Test func `the training split comes out with mean 0 and deviation 1`() {
    let normalization = PixelNormalization(of: points)
    let values = copy(points, [0, 1, 2], normalization).map(Double.init)
    for channel in 0..<2 {
      let column = [values[channel], values[channel + 2], values[channel + 4]]
      #expect(abs(column.reduce(0, +)) < 1e-6)
      #expect(abs(column.reduce(0) { $0 + $1 * $1 } / 3 - 1) < 1e-6)
    }
  }

  @Test func `a range gives the same as its indices, and what lies behind stays as it is`() {
    let normalization = PixelNormalization(of: points)
    var output = [Float](repeating: -99, count: 5)
    output.withUnsafeMutableBufferPointer { points.copyNormalized(1..<3, using: normalization, into: $0) }
    #expect(Array(output.prefix(4)) == copy(points, [1, 2], normalization))
    #expect(output[4] == -99)
  }

  @Test func `labels are copied by index`() {
    var output = [Int32](repeating: -1, count: 4)
    output.withUnsafeMutableBufferPointer { points.copyLabels([2, 0, 1], into: $0) }
    #expect(output == [1, 0, 1, -1])
  }

  @Test func `any change changes the digest`() {
    let shape = SampleShape(channels: 1)
    let base = Samples(shape: shape, classes: 2, values: .bytes([1, 2]), labels: [0, 1])
    let others = [
      Samples(shape: shape, classes: 2, values: .bytes([1, 3]), labels: [0, 1]),
      Samples(shape: shape, classes: 2, values: .bytes([1, 2]), labels: [1, 1]),
      Samples(shape: shape, classes: 3, values: .bytes([1, 2]), labels: [0, 1]),
      Samples(shape: SampleShape(channels: 2), classes: 2, values: .bytes([1, 2]), labels: [0]),
    ]
    #expect(Set(others.map(\.digest) + [base.digest]).count == 5)
    #expect(Samples(shape: shape, classes: 2, values: .bytes([1, 2]), labels: [0, 1]).digest == base.digest)
  }
}
