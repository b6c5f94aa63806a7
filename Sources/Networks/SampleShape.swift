/// The shape of one sample as it flows along an edge of a graph: channels × height × width.
///
/// A feature vector is a shape of `channels × 1 × 1`. Samples are stored one after another, each in
/// channel-major order (`[channel][row][column]`), so a batch of `n` samples is the tensor `[n, C, H, W]`.
package struct SampleShape: Codable, Hashable, Sendable {
  package let channels: Int
  package let height: Int
  package let width: Int

  /// A shape of `channels × height × width`; all three must be positive.
  package init(channels: Int, height: Int = 1, width: Int = 1) {
    self.channels = channels
    self.height = height
    self.width = width
  }

  /// Numbers in one sample: `C·H·W`.
  package var count: Int { channels * height * width }

  /// Pixels of one channel: `H·W`.
  package var area: Int { height * width }
}

extension SampleShape: CustomStringConvertible {
  /// `3×32×32`, or just `10` for a feature vector.
  package var description: String {
    area == 1 ? "\(channels)" : "\(channels)×\(height)×\(width)"
  }
}
