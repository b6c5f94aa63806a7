import Numerics
import Tensors

/// Groups of channels that lie next to each other, pixel after pixel: how our loops walk a tensor (`LaneLoops`).
///
/// In row-major order a group is a single channel. With one pixel all channels of a sample are one group, whatever theirs.
struct ChannelGroups {
  /// Channels of a group, the padding of the last group included.
  let lanes: Int
  let pixels: Int
  /// Groups of a sample.
  let count: Int

  init(_ view: ChannelView) {
    lanes = view.area == 1 ? view.channels : view.block
    pixels = view.area
    count = view.channels / lanes
  }

  /// Index of a group's first number from the start of the tensor.
  func start(_ sample: Int, _ group: Int) -> Int { (sample * count + group) * pixels * lanes }

  /// A group's first channel.
  func channel(_ group: Int) -> Int { group * lanes }

  /// Room for a number per channel, so that a last group with padding finds zeros there.
  static func padded(_ channels: Int) -> Int { (channels + 15) / 16 * 16 }
}

extension ChannelGroups {
  /// Adds `Σ x·y`, or `Σ x`, over the pixels of each channel of one sample to that channel's sum, of which there are as many as
  /// `padded` says.
  func addSums(
    _ x: UnsafePointer<Float>, _ y: UnsafePointer<Float>?, _ sample: Int,
    to sums: UnsafeMutableBufferPointer<Double>
  ) {
    guard let sums = sums.baseAddress else { return }
    for group in 0..<count {
      let start = start(sample, group)
      LaneLoops.addSums(
        x + start, y.map { $0 + start }, to: sums + channel(group), lanes: lanes, pixels: pixels)
    }
  }
}
