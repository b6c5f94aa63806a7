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
  /// All channels' `a`, then `b`, then `k`.
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
    table = .allocate(capacity: 3 * channels)
    table.initialize(repeating: 0)
  }

  deinit { table.deallocate() }

  func run() {
    for channel in 0..<channels {
      let c = coefficients(channel)
      table[channel] = c.x
      table[channels + channel] = c.y
      table[2 * channels + channel] = c.constant
    }
    let view = result.channels
    let runs = ChannelRuns(view)
    let (x, y, target) = (x.pointer, y?.pointer, view.pointer)
    for sample in 0..<view.batch {
      for index in 0..<runs.count {
        let run = runs[sample, index]
        // Those of a group's padding are zero, which keeps it zero.
        let (a, b, k) = (coefficients(0, run), coefficients(1, run), coefficients(2, run))
        var i = run.start
        for _ in 0..<run.count {
          var value = a * SIMD8(loading: x + i, lanes: run.lanes) + k
          if let y { value += b * SIMD8(loading: y + i, lanes: run.lanes) }
          value.store(to: target + i, lanes: run.lanes)
          i += run.step
        }
      }
    }
  }

  private func coefficients(_ part: Int, _ run: ChannelRun) -> SIMD8<Float> {
    run.coefficients(UnsafeBufferPointer(rebasing: table[part * channels..<(part + 1) * channels]))
  }
}

/// Per channel, `Σ x·y` (or `Σ x`) over samples and pixels, accumulated in `Double`.
final class ChannelSumStep: Step {
  private let x: Memory
  private let y: Memory?
  private let sums: UnsafeMutableBufferPointer<Double>
  private let receive: (Int, Double) -> Void

  /// Both memories have one layout; `receive` gets each channel's sum in turn.
  init(_ x: Memory, _ y: Memory? = nil, channels: Int, receive: @escaping (Int, Double) -> Void) {
    self.x = x
    self.y = y
    self.receive = receive
    sums = .allocate(capacity: channels)
    sums.initialize(repeating: 0)
  }

  deinit { sums.deallocate() }

  func run() {
    sums.update(repeating: 0)
    let view = x.channels
    let runs = ChannelRuns(view)
    for sample in 0..<view.batch { runs.add(view.pointer, y?.pointer, sample, to: sums) }
    for (channel, sum) in sums.enumerated() { receive(channel, sum) }
  }
}
