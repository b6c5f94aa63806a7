import Tensors

/// Eight neighbouring numbers, repeated at equal distances: how our loops walk a sample.
///
/// Where channels lie next to each other the eight belong to as many channels, and the run goes over the pixels; in
/// row-major order they are pixels of one channel. What eight does not divide ends in a run of fewer.
struct ChannelRun {
  /// Index of the first number, from the start of the tensor.
  let start: Int
  /// From one repetition to the next.
  let step: Int
  /// Repetitions.
  let count: Int
  /// Numbers that lie next to each other, at most eight.
  let lanes: Int
  /// Channel of the first number.
  let channel: Int
  /// Whether the numbers belong to one channel each, rather than all to the same.
  let isAcross: Bool

  /// The coefficients that belong to the lanes, from a table of one number per channel; 0 beyond its end.
  func coefficients(_ table: UnsafeBufferPointer<Float>) -> SIMD8<Float> {
    guard isAcross else { return SIMD8(repeating: table[channel]) }
    guard let base = table.baseAddress, channel < table.count else { return SIMD8() }
    return SIMD8(loading: base + channel, lanes: min(8, table.count - channel))
  }

  /// Adds each lane's number to that of its channel.
  func add(_ lanes: SIMD8<Double>, to table: UnsafeMutableBufferPointer<Double>) {
    if isAcross {
      for lane in 0..<max(0, min(self.lanes, table.count - channel)) { table[channel + lane] += lanes[lane] }
    } else {
      table[channel] += lanes.sum()
    }
  }
}

/// The runs of all samples of a view, in a fixed order.
struct ChannelRuns {
  /// Runs of one sample.
  let count: Int
  private let view: ChannelView
  private let block: Int

  init(_ view: ChannelView) {
    self.view = view
    // With one pixel all channels lie next to each other, whatever their groups.
    block = view.area == 1 ? view.channels : view.block
    let groups = view.channels / block
    count = groups * (block > 1 ? (block + 7) / 8 : view.area > 8 && view.area % 8 > 0 ? 2 : 1)
  }

  subscript(sample: Int, index: Int) -> ChannelRun {
    let first = sample * view.channels * view.area
    let perGroup = count / (view.channels / block)
    let (group, part) = (index / perGroup, index % perGroup)
    let start = first + group * view.area * block
    if block > 1 {
      return ChannelRun(
        start: start + 8 * part, step: block, count: view.area, lanes: min(8, block - 8 * part),
        channel: group * block + 8 * part, isAcross: true)
    }
    let whole = view.area / 8
    if part == 0, whole > 0 {
      return ChannelRun(start: start, step: 8, count: whole, lanes: 8, channel: group, isAcross: false)
    }
    return ChannelRun(
      start: start + 8 * whole, step: 8, count: 1, lanes: view.area % 8, channel: group, isAcross: false)
  }
}

extension SIMD8<Float> {
  /// The first `lanes` numbers from an address on; 0 in the other lanes.
  @inline(__always)
  init(loading pointer: UnsafePointer<Float>, lanes: Int) {
    if lanes == 8 {
      self = UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
    } else {
      self.init()
      for lane in 0..<lanes { self[lane] = pointer[lane] }
    }
  }

  /// Writes the first `lanes` numbers.
  @inline(__always)
  func store(to pointer: UnsafeMutablePointer<Float>, lanes: Int) {
    if lanes == 8 {
      UnsafeMutableRawPointer(pointer).storeBytes(of: self, as: SIMD8<Float>.self)
    } else {
      for lane in 0..<lanes { pointer[lane] = self[lane] }
    }
  }
}

extension Memory {
  /// The committed memory as channels and pixels, in an order that our loops know.
  var channels: ChannelView {
    guard let view = channelView else { preconditionFailure("channels of an unknown order") }
    return view
  }
}
