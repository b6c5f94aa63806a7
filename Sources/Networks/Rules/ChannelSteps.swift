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
  private var table: [Coefficients]

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
    table = []
    table.reserveCapacity(channels)
  }

  func run() {
    guard let x = x.channelView, let result = result.channelView else {
      preconditionFailure("channels of an unknown order")
    }
    let y = y?.channelView ?? x
    table.removeAll(keepingCapacity: true)
    for channel in 0..<channels { table.append(coefficients(channel)) }
    let width = x.block % 8 == 0 ? 8 : 1
    for sample in 0..<x.batch {
      for group in 0..<x.groups {
        let source = x.start(sample, group)
        let second = y.start(sample, group)
        let target = result.start(sample, group)
        for lane in stride(from: 0, to: x.block, by: width) {
          let first = group * x.block + lane
          if width == 8 {
            let (a, b, k) = lanes(from: first)
            for i in stride(from: lane, to: x.area * x.block, by: x.block) {
              let u = UnsafeRawPointer(source + i).loadUnaligned(as: SIMD8<Float>.self)
              let v = UnsafeRawPointer(second + i).loadUnaligned(as: SIMD8<Float>.self)
              UnsafeMutableRawPointer(target + i).storeBytes(of: a * u + b * v + k, as: SIMD8<Float>.self)
            }
          } else {
            let c = table[first]
            for i in stride(from: lane, to: x.area * x.block, by: x.block) {
              target[i] = c.x * source[i] + c.y * second[i] + c.constant
            }
          }
        }
      }
    }
  }

  /// Coefficients of eight channels from `first` on; those of a group's padding are zero, which keeps it zero.
  private func lanes(from first: Int) -> (SIMD8<Float>, SIMD8<Float>, SIMD8<Float>) {
    var (a, b, k) = (SIMD8<Float>(), SIMD8<Float>(), SIMD8<Float>())
    for lane in 0..<max(0, min(8, channels - first)) {
      let c = table[first + lane]
      (a[lane], b[lane], k[lane]) = (c.x, c.y, c.constant)
    }
    return (a, b, k)
  }
}

/// Per channel, `Σ x·y` (or `Σ x`) over samples and pixels, accumulated in `Double`.
final class ChannelSumStep: Step {
  private let x: Memory
  private let y: Memory?
  private let channels: Int
  private let receive: (Int, Double) -> Void

  /// Both memories have one layout; `receive` gets each channel's sum in turn.
  init(_ x: Memory, _ y: Memory? = nil, channels: Int, receive: @escaping (Int, Double) -> Void) {
    self.x = x
    self.y = y
    self.channels = channels
    self.receive = receive
  }

  func run() {
    guard let x = x.channelView else { preconditionFailure("channels of an unknown order") }
    let y = y?.channelView
    for channel in 0..<channels {
      let (group, lane) = (channel / x.block, channel % x.block)
      var sum = 0.0
      for sample in 0..<x.batch {
        let source = x.start(sample, group)
        let second = y?.start(sample, group)
        for i in stride(from: lane, to: x.area * x.block, by: x.block) {
          sum += Double(source[i]) * (second.map { Double($0[i]) } ?? 1)
        }
      }
      receive(channel, sum)
    }
  }
}
