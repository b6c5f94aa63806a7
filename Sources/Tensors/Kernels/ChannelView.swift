/// A tensor `[n, C, H, W]` as our own loops see it: `[n][group][pixel][lane]`, with `C` in groups of `block` lanes.
package struct ChannelView {
  /// The first element.
  package let base: UnsafeMutableRawPointer
  package let element: ElementType
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

  /// The elements of a tensor of `float32`.
  package var pointer: UnsafeMutablePointer<Float> {
    precondition(element == .float32, "floats in a tensor of \(element)")
    return base.assumingMemoryBound(to: Float.self)
  }

  /// First lane of pixel 0 of one group of one sample, in a tensor of `float32`.
  package func start(_ sample: Int, _ group: Int) -> UnsafeMutablePointer<Float> {
    pointer + (sample * groups + group) * area * block
  }

  /// A channel of pixel 0 of one sample, whatever the elements.
  package func address(_ sample: Int, channel: Int) -> UnsafeMutableRawPointer {
    base + ((sample * groups + channel / block) * area * block + channel % block) * element.byteCount
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
        base: rawPointer, element: layout.element, batch: extents[0], channels: extents[1], height: 1,
        width: 1,
        block: 1)
    }
    guard extents.count == 4, let block = layout.channelBlock else { return nil }
    return ChannelView(
      base: rawPointer, element: layout.element, batch: extents[0],
      channels: (extents[1] + block - 1) / block * block, height: extents[2], width: extents[3], block: block)
  }
}
