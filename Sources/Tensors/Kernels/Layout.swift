import COneDNN

/// How the elements of a tensor lie in memory.
///
/// Logical extents are always slowest first (`[n, C, H, W]`, `[filters, in, kh, kw]`); a layout adds the type of the elements
/// and the physical order, which the kernels choose: channels in groups of 8 or 16 for convolutions, row-major elsewhere.
package final class Layout {
  let handle: landscape_layout_t
  /// Logical extents.
  package let extents: [Int]
  package let element: ElementType
  /// Elements from one to the next along each axis; nil where a layout has inner blocks or padding, or is still to be chosen.
  package let strides: [Int]?
  /// Bytes from the first element to the end of the last, gaps and padding of channel groups included; 0 for a layout that is
  /// still to be chosen.
  package let byteCount: Int

  /// - Parameter element: nil for a type that no tensor of ours has.
  private init(taking handle: landscape_layout_t, extents: [Int], element: ElementType?) {
    self.handle = handle
    self.extents = extents
    self.element = element ?? .float32
    var found = Array(repeating: Int64(0), count: extents.count)
    let strides = landscape_layout_strides(handle, Int32(extents.count), &found) ? found.map(Int.init) : nil
    self.strides = strides
    // The library counts the gap after the last element, which may lie beyond the storage that is viewed.
    byteCount =
      if let strides, let element {
        Self.storedCount(extents, strides) * element.byteCount
      } else { landscape_layout_bytes(handle) }
  }

  deinit { landscape_layout_destroy(handle) }

  /// Row-major order.
  ///
  /// - Throws: `KernelError.unsupported` for more than twelve extents, or none.
  package static func plain(
    _ extents: [Int], _ element: ElementType = .float32
  ) throws(KernelError) -> Layout {
    try make(extents, element) { landscape_layout_create($0, $1, element.code, false, $2) }
  }

  /// Whatever the kernel that is asked prefers; has no size until then.
  package static func any(
    _ extents: [Int], _ element: ElementType = .float32
  ) throws(KernelError) -> Layout {
    try make(extents, element) { landscape_layout_create($0, $1, element.code, true, $2) }
  }

  /// Elements at fixed distances, counted in elements, such as a transposed matrix or a slice of a tensor.
  package static func strided(
    _ extents: [Int], strides: [Int], _ element: ElementType = .float32
  ) throws(KernelError) -> Layout {
    precondition(
      strides.count == extents.count && strides.allSatisfy { $0 >= 0 }, "strides \(strides) of \(extents)")
    let distances = strides.map(Int64.init)
    return try make(extents, element) { landscape_layout_create_strided($0, $1, distances, element.code, $2) }
  }

  /// Images `[n, C, H, W]` in one of the orders that our own loops know.
  package static func images(
    _ extents: [Int], _ order: ChannelOrder, _ element: ElementType = .float32
  ) throws(KernelError) -> Layout {
    precondition(extents.count == 4, "images of \(extents)")
    let block: Int32
    switch order {
    case .rowMajor: return try plain(extents, element)
    case .channelsLast: block = 0
    case .blocks(let size): block = Int32(size)
    }
    return try make(extents, element) { landscape_layout_create_grouped($1, block, element.code, $2) }
  }

  /// Weights `[filters, in, kh, kw]` as `[filters/8][in/8][kh][kw][8 of in][8 of filters]`, the order of kernels for AVX2.
  package static func filterBlocks(_ extents: [Int]) throws(KernelError) -> Layout {
    precondition(extents.count == 4, "weights of \(extents)")
    return try make(extents, .float32) { landscape_layout_create_filter_blocks($1, $2) }
  }

  private static func make(
    _ extents: [Int], _ element: ElementType,
    _ create: (Int32, [Int64], UnsafeMutablePointer<landscape_layout_t?>) -> dnnl_status_t
  ) throws(KernelError) -> Layout {
    var handle: landscape_layout_t?
    try check(create(Int32(extents.count), extents.map(Int64.init), &handle), "layout")
    guard let handle else { throw .outOfMemory }
    return Layout(taking: handle, extents: extents, element: element)
  }

  /// A copy of the layout that a kernel expects or produces.
  ///
  /// Elements of another type, as in the record of maximum pooling, are for the kernels alone: `element` says `float32` there,
  /// and only `byteCount` is right.
  static func copy(
    from descriptor: dnnl_primitive_desc_t, _ what: dnnl_query_t, _ index: Int32, extents: [Int]
  ) throws(KernelError) -> Layout {
    var handle: landscape_layout_t?
    try check(landscape_descriptor_layout(descriptor, what, index, &handle), "layout query")
    guard let handle else { throw .outOfMemory }
    return Layout(
      taking: handle, extents: extents, element: ElementType(code: landscape_layout_element(handle)))
  }

  /// Elements from the first to the last in memory.
  private static func storedCount(_ extents: [Int], _ strides: [Int]) -> Int {
    extents.contains(0) ? 0 : zip(extents, strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
  }

  /// Elements from position 0 to each position along an axis; the place of an element is the sum over the axes.
  ///
  /// - Returns: nil for a layout that is still to be chosen, or no order of blocks.
  package func offsets(along axis: Int) -> [Int]? {
    var result = Array(repeating: Int64(0), count: extents[axis])
    guard landscape_layout_offsets(handle, Int32(axis), Int64(extents[axis]), &result) else { return nil }
    return result.map(Int.init)
  }

  /// True for row-major order without gaps.
  package var isPlain: Bool {
    guard let strides else { return false }
    var expected = 1
    for (extent, stride) in zip(extents, strides).reversed() {
      guard extent == 1 || stride == expected else { return false }
      expected *= extent
    }
    return true
  }

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

  /// True when both describe the same physical order of the same extents and type.
  package func isSame(as other: Layout) -> Bool {
    extents == other.extents && landscape_layout_equal(handle, other.handle)
  }
}
