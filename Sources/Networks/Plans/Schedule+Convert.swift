import Tensors

extension Schedule {
  /// A node's value in the given order; without one, in an order that our loops know.
  ///
  /// That is row-major where the kernels chose an order that they do not know. Values of another rank are row-major.
  func arranged(
    _ value: Memory, _ order: ChannelOrder?, phase: Int, persistent: Bool = false
  ) throws(KernelError) -> Memory {
    guard value.layout.extents.count == 4, value.layout.element != .int32 else {
      if value.layout.isPlain { return value }
      return try convert(
        value, to: .plain(value.layout.extents, value.layout.element), phase: phase, persistent: persistent)
    }
    if order == nil, value.layout.channelBlock != nil { return value }
    let layout = try Layout.images(value.layout.extents, order ?? .rowMajor, value.layout.element)
    return try convert(value, to: layout, phase: phase, persistent: persistent)
  }

  /// The content of `memory` in another layout; the memory itself when it already has that layout.
  ///
  /// - Parameter persistent: the result outlives a run.
  func convert(
    _ memory: Memory, to layout: Layout, phase: Int, persistent: Bool = false
  ) throws(KernelError) -> Memory {
    if memory.layout.isSame(as: layout) { return memory }
    guard memory.layout.extents.count != layout.extents.count else {
      let result = try reserve(layout, persistent: persistent)
      try append(
        .reorder(device, from: memory.layout, to: layout), [(.source, memory), (.destination, result)],
        phase: phase)
      return result
    }
    // Another rank: row-major order has the same meaning in both.
    let element = memory.layout.element
    let plain = try convert(
      memory, to: .plain(memory.layout.extents, element), phase: phase, persistent: persistent)
    return try convert(
      view(plain, as: .plain(layout.extents, element)), to: layout, phase: phase, persistent: persistent)
  }
}
