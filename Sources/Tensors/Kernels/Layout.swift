import COneDNN

/// How the elements of a tensor of floats lie in memory.
///
/// Logical extents are always slowest first (`[n, C, H, W]`, `[filters, in, kh, kw]`); a layout adds the physical
/// order, which the kernels choose: channels in groups of 8 or 16 for convolutions, row-major elsewhere.
package final class Layout {
  let handle: landscape_layout_t
  /// Logical extents.
  package let extents: [Int]

  private init(taking handle: landscape_layout_t, extents: [Int]) {
    self.handle = handle
    self.extents = extents
  }

  deinit { landscape_layout_destroy(handle) }

  /// Row-major order.
  package static func plain(_ extents: [Int]) throws(KernelError) -> Layout {
    try make(extents, any: false)
  }

  /// Images `[n, C, H, W]` in one of the orders that our own loops know.
  package static func images(_ extents: [Int], _ order: ChannelOrder) throws(KernelError) -> Layout {
    precondition(extents.count == 4, "images of \(extents)")
    let block: Int32
    switch order {
    case .rowMajor: return try plain(extents)
    case .channelsLast: block = 0
    case .blocks(let size): block = Int32(size)
    }
    var handle: landscape_layout_t?
    try check(landscape_layout_create_grouped(extents.map(Int64.init), block, &handle), "layout")
    guard let handle else { throw .outOfMemory }
    return Layout(taking: handle, extents: extents)
  }

  /// Whatever the kernel that is asked prefers; has no size until then.
  package static func any(_ extents: [Int]) throws(KernelError) -> Layout {
    try make(extents, any: true)
  }

  private static func make(_ extents: [Int], any: Bool) throws(KernelError) -> Layout {
    var handle: landscape_layout_t?
    let dimensions = extents.map(Int64.init)
    try check(landscape_layout_create(Int32(extents.count), dimensions, any, &handle), "layout")
    guard let handle else { throw .outOfMemory }
    return Layout(taking: handle, extents: extents)
  }

  /// A copy of the layout that a kernel expects or produces.
  static func copy(
    from descriptor: dnnl_primitive_desc_t, _ what: dnnl_query_t, _ index: Int32, extents: [Int]
  ) throws(KernelError) -> Layout {
    var handle: landscape_layout_t?
    try check(landscape_descriptor_layout(descriptor, what, index, &handle), "layout query")
    guard let handle else { throw .outOfMemory }
    return Layout(taking: handle, extents: extents)
  }

  /// Bytes of storage, padding of channel groups included.
  package var byteCount: Int { landscape_layout_bytes(handle) }

  /// The group size `b` of `[n, C, H, W]` stored as `[n][C/b][H][W][C mod b]`; nil for any other order.
  ///
  /// 1 is row-major, `C` channels-last.
  package var channelBlock: Int? {
    let block = Int(landscape_layout_channel_block(handle))
    return block == 0 ? nil : block
  }

  /// The order of images that our own loops know this layout by; nil for any other.
  ///
  /// Where one block of 4, 8 or 16 holds all channels, that is the same as channels last.
  package var channelOrder: ChannelOrder? {
    switch channelBlock {
    case nil: nil
    case 1: .rowMajor
    case let block? where [4, 8, 16].contains(block): .blocks(block)
    default: .channelsLast
    }
  }

  /// True when both describe the same physical order of the same extents.
  package func isSame(as other: Layout) -> Bool {
    extents == other.extents && landscape_layout_equal(handle, other.handle)
  }
}
