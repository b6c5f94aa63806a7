/// A tensor `[n, C, H, W]` as our own loops see it: `[n][group][pixel][lane]`, with `C` in groups of `block` lanes.
package struct ChannelView {
  package let pointer: UnsafeMutablePointer<Float>
  package let batch: Int
  /// Channels, the padding of the last group included.
  package let channels: Int
  package let height: Int
  package let width: Int
  /// Channels that lie next to each other: 1 in row-major order.
  package let block: Int

  package var area: Int { height * width }
  /// Groups of channels.
  package var groups: Int { channels / block }

  /// First lane of pixel 0 of one group of one sample.
  package func start(_ sample: Int, _ group: Int) -> UnsafeMutablePointer<Float> {
    pointer + (sample * groups + group) * area * block
  }
}

extension Memory {
  /// The committed memory as channels and pixels, or nil when its order is not of that kind.
  ///
  /// A matrix `[n, C]` has one pixel.
  package var channelView: ChannelView? {
    let extents = layout.extents
    if extents.count == 2 {
      return ChannelView(
        pointer: pointer, batch: extents[0], channels: extents[1], height: 1, width: 1, block: 1)
    }
    guard extents.count == 4, let block = layout.channelBlock else { return nil }
    return ChannelView(
      pointer: pointer, batch: extents[0], channels: (extents[1] + block - 1) / block * block,
      height: extents[2], width: extents[3], block: block)
  }
}
