import Numerics
import Tensors

/// `result ← a[c]·x + b[c]·y + k[c]` for each channel `c`, with coefficients computed once a run.
final class ChannelAffineStep: Step {
  /// Coefficients of one channel.
  struct Coefficients {
    var x: Float = 0
    var y: Float = 0
    var constant: Float = 0
  }

  private let x: Memory
  private let y: Memory?
  private let result: Memory
  private let channels: Int
  private let coefficients: (Int) -> Coefficients
  /// All channels' `a`, then `b`, then `k`, each with zeros for padding.
  private let table: UnsafeMutableBufferPointer<Float>

  /// All memories have one layout; `coefficients` is asked for every channel at the start of a run.
  init(
    _ x: Memory, _ y: Memory? = nil, to result: Memory, channels: Int,
    coefficients: @escaping (Int) -> Coefficients
  ) {
    self.x = x
    self.y = y
    self.result = result
    self.channels = channels
    self.coefficients = coefficients
    table = .allocate(capacity: 3 * ChannelGroups.padded(channels))
    table.initialize(repeating: 0)
  }

  deinit { table.deallocate() }

  func run() {
    guard let a = table.baseAddress else { return }
    let b = a + table.count / 3
    let k = b + table.count / 3
    for channel in 0..<channels {
      let c = coefficients(channel)
      a[channel] = c.x
      b[channel] = c.y
      k[channel] = c.constant
    }
    let view = result.channels
    let groups = ChannelGroups(view)
    let (x, y, target) = (x.pointer, y?.pointer, view.pointer)
    for sample in 0..<view.batch {
      for group in 0..<groups.count {
        let (start, first) = (groups.start(sample, group), groups.channel(group))
        LaneLoops.affine(
          a + first, x + start, b + first, y.map { $0 + start }, plus: k + first, into: target + start,
          lanes: groups.lanes, pixels: groups.pixels)
      }
    }
  }
}

/// Per channel, `Σ x·y` (or `Σ x`) over samples and pixels, accumulated in `Double`.
final class ChannelSumStep: Step {
  private let x: Memory
  private let y: Memory?
  private let channels: Int
  private let sums: UnsafeMutableBufferPointer<Double>
  private let receive: (Int, Double) -> Void

  /// Both memories have one layout; `receive` gets each channel's sum in turn.
  init(_ x: Memory, _ y: Memory? = nil, channels: Int, receive: @escaping (Int, Double) -> Void) {
    self.x = x
    self.y = y
    self.receive = receive
    self.channels = channels
    sums = .allocate(capacity: ChannelGroups.padded(channels))
    sums.initialize(repeating: 0)
  }

  deinit { sums.deallocate() }

  func run() {
    sums.update(repeating: 0)
    let view = x.channels
    let groups = ChannelGroups(view)
    for sample in 0..<view.batch { groups.addSums(view.pointer, y?.pointer, sample, to: sums) }
    for channel in 0..<channels { receive(channel, sums[channel]) }
  }
}

/// `result ← x·b` or `x + b` with a number `b` for each channel, of each sample or of all.
final class ChannelNumberStep: Step {
  private let x: Memory
  private let numbers: Memory
  private let multiplies: Bool
  private let result: Memory
  /// One sample's `a`, then its `k`, each with zeros for padding.
  private let table: UnsafeMutableBufferPointer<Float>

  /// - Parameter numbers: `[n, C, 1, 1]` or `[1, C, 1, 1]`, row-major; the others have one layout.
  init(_ x: Memory, _ numbers: Memory, multiplies: Bool, to result: Memory) {
    (self.x, self.numbers, self.multiplies, self.result) = (x, numbers, multiplies, result)
    table = .allocate(capacity: 2 * ChannelGroups.padded(numbers.layout.extents[1]))
    table.initialize(repeating: 0)
  }

  deinit { table.deallocate() }

  func run() {
    guard let a = table.baseAddress else { return }
    let k = a + table.count / 2
    let extents = numbers.layout.extents
    let channels = extents[1]
    if !multiplies { a.update(repeating: 1, count: channels) }
    let view = result.channels
    let groups = ChannelGroups(view)
    for sample in 0..<view.batch {
      (multiplies ? a : k).update(
        from: numbers.pointer + (extents[0] == 1 ? 0 : sample * channels), count: channels)
      for group in 0..<groups.count {
        let (start, first) = (groups.start(sample, group), groups.channel(group))
        LaneLoops.affine(
          a + first, x.pointer + start, a + first, nil, plus: k + first, into: view.pointer + start,
          lanes: groups.lanes, pixels: groups.pixels)
      }
    }
  }
}
