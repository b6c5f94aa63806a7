import Numerics

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

extension SampleShape {
  /// Largest extent, and largest count, of a shape that makes sense.
  private static let (largestExtent, largestCount) = (1 << 24, 1 << 32)

  /// Positive extents whose product is far from overflow: a shape from a file may claim anything.
  var isWithinLimits: Bool {
    let extents = [channels, height, width]
    return extents.allSatisfy((1...Self.largestExtent).contains)
      && extents.checkedProduct(limit: Self.largestCount) != nil
  }

  private enum CodingKeys: CodingKey {
    case channels
    case height
    case width
  }

  /// Reads a shape, and refuses one that is not reasonable.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      channels: try container.decode(Int.self, forKey: .channels),
      height: try container.decode(Int.self, forKey: .height),
      width: try container.decode(Int.self, forKey: .width))
    guard isWithinLimits else {
      throw DecodingError.dataCorruptedError(
        forKey: .channels, in: container,
        debugDescription: "no samples have the shape \(channels)×\(height)×\(width)")
    }
  }
}

extension SampleShape: CustomStringConvertible {
  /// `3×32×32`, or just `10` for a feature vector.
  package var description: String {
    height == 1 && width == 1 ? "\(channels)" : "\(channels)×\(height)×\(width)"
  }
}
