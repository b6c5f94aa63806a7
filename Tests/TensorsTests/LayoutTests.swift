import Tensors
import Testing

/// The orders of images that our loops know, on any processor.
@Suite struct LayoutTests {
  /// Height and width, with extents of 1 in either place and in both.
  static let areas = [(3, 5), (1, 4), (4, 1), (1, 1)]

  @Test(arguments: ChannelOrder.all)
  func `the view finds every number where the library put it`(order: ChannelOrder) throws {
    for channels in 1...40 {
      for (height, width) in Self.areas {
        for batch in 1...2 {
          let extents = [batch, channels, height, width]
          let (plain, ordered) = try reordered(extents, to: order)
          let view = try #require(ordered.channelView, "\(extents)")
          #expect(view.channels >= channels && view.channels % view.block == 0)
          var next: Float = 0
          for n in 0..<batch {
            for c in 0..<view.channels {
              for pixel in 0..<height * width {
                let found = view.start(n, c / view.block)[pixel * view.block + c % view.block]
                if c < channels { next += 1 }
                #expect(found == (c < channels ? next : 0), "\(extents), channel \(c)")
              }
            }
          }
          #expect(plain.buffer.last == next)
        }
      }
    }
  }

  @Test(arguments: ChannelOrder.all)
  func `a layout made in an order has that order`(order: ChannelOrder) throws {
    for channels in 1...40 {
      for (height, width) in Self.areas {
        let extents = [2, channels, height, width]
        let layout = try Layout.images(extents, order)
        let found = try #require(layout.channelOrder, "\(extents)")
        // Orders can be one and the same where there is a single channel, pixel or block.
        let same = try Layout.images(extents, found).channelBlock == layout.channelBlock
        #expect(found == order || same, "\(extents)")
      }
    }
  }

  @Test func `other orders are unknown`() throws {
    #expect(try Layout.plain([2, 3]).channelBlock == nil)
    #expect(throws: KernelError.self) { try Layout.images([1, 8, 2, 2], .blocks(5)) }
  }

  @Test func `row-major tensors have one to twelve extents`() throws {
    for rank in 1...12 {
      let extents = (2..<rank + 2).map { $0 % 3 + 1 }
      let layout = try Layout.plain(extents)
      #expect(layout.isPlain && layout.byteCount == 4 * extents.reduce(1, *))
      #expect(layout.strides == extents.indices.map { extents[($0 + 1)...].reduce(1, *) })
    }
    #expect(throws: KernelError.self) { try Layout.plain(Array(repeating: 1, count: 13)) }
    #expect(throws: KernelError.self) { try Layout.plain([]) }
  }

  @Test(arguments: [(ElementType.float32, 4), (.bfloat16, 2), (.int32, 4)])
  func `a layout's bytes follow the element type`(element: ElementType, bytes: Int) throws {
    #expect(element.byteCount == bytes)
    let layouts = [
      try Layout.plain([3, 5], element), try .strided([3, 5], strides: [5, 1], element),
      try .images([3, 5, 1, 1], .channelsLast, element),
    ]
    for layout in layouts { #expect(layout.element == element && layout.byteCount == 15 * bytes) }
    #expect(try Layout.any([3, 5], element).byteCount == 0)
  }

  @Test func `strides tell row-major order from others`() throws {
    let transposed = try Layout.strided([3, 5], strides: [1, 3])
    #expect(transposed.strides == [1, 3] && !transposed.isPlain)
    // The stride of an extent of 1 is never used.
    #expect(try Layout.strided([3, 1, 5], strides: [5, 99, 1]).isPlain)
    // From the first element to the last, without the gap after it.
    let slice = try Layout.strided([3, 2], strides: [5, 1])
    #expect(!slice.isPlain && slice.byteCount == 4 * 12)
    #expect(try !transposed.isSame(as: .plain([3, 5])))
    #expect(try !Layout.plain([3, 5]).isSame(as: .plain([3, 5], .int32)))
    #expect(try Layout.strided([3, 5], strides: [5, 1]).isSame(as: .plain([3, 5])))
    // Inner blocks, and a layout still to be chosen.
    #expect(try Layout.images([1, 16, 2, 2], .blocks(8)).strides == nil)
    #expect(try Layout.any([2, 3]).strides == nil)
    #expect(try !Layout.any([2, 3]).isPlain)
  }

  /// The numbers 1, 2, … in row-major order and in another one.
  private func reordered(_ extents: [Int], to order: ChannelOrder) throws -> (Memory, Memory) {
    let schedule = try Schedule()
    let plain = try schedule.reserve(.plain(extents), persistent: true)
    let ordered = try schedule.reserve(.images(extents, order), persistent: true)
    try schedule.append(
      .reorder(schedule.device, from: plain.layout, to: ordered.layout),
      [(.source, plain), (.destination, ordered)])
    try schedule.commit()
    for i in plain.buffer.indices { plain.buffer[i] = Float(i + 1) }
    schedule.run()
    schedules.keep(schedule)
    return (plain, ordered)
  }

  /// Storage lasts as long as its schedule.
  private final class Kept {
    private var schedules: [Schedule] = []
    func keep(_ schedule: Schedule) { schedules.append(schedule) }
  }
  private let schedules = Kept()
}
