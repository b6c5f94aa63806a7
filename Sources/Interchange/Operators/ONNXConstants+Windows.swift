import Glibc

/// Convolutions, pooling and what else slides windows.
extension ONNXConstants {
  static let windows: [String: Function] = [
    "Conv": convolution, "ConvTranspose": transposedConvolution, "MaxPool": maximumPool,
    "AveragePool": averagePool,
    "LpPool": normPool, "GlobalLpPool": globalNormPool, "LRN": responseNormalization,
    "Col2Im": imageOfColumns,
    "MaxUnpool": unpool, "CausalConvWithState": causalConvolution,
  ]

  private static func full(_ list: [Int]?, _ axes: Int, _ usual: Int) -> [Int] {
    list ?? Array(repeating: usual, count: axes)
  }

  /// Windows with the padding that the node gives, or leaves to the reader.
  private static func settings(
    _ c: ConstantCall, kernel: [Int], extents: [Int]
  ) throws(Refusal) -> Windows.Settings {
    let axes = kernel.count
    let pads = full(try c.call.integers("pads"), 2 * axes, 0)
    guard axes > 0, extents.count == axes, pads.count == 2 * axes else {
      throw Refusal("its kernel does not fit its input")
    }
    var result = Windows.Settings(
      kernel: kernel, strides: full(try c.call.integers("strides"), axes, 1),
      dilations: full(try c.call.integers("dilations"), axes, 1), before: Array(pads[..<axes]),
      after: Array(pads[axes...]),
      ceil: try c.integer("ceil_mode", or: 0) == 1)
    guard let mode = c.call.text("auto_pad"), mode != "NOTSET" else { return result }
    guard result.strides.count == axes, result.dilations.count == axes,
      (result.strides + result.dilations + kernel).allSatisfy((1...1 << 20).contains)
    else { throw Refusal("its strides do not fit") }
    for axis in 0..<axes {
      (result.before[axis], result.after[axis]) = (0, 0)
      guard mode.hasPrefix("SAME") else { continue }
      let window = result.dilations[axis] * (kernel[axis] - 1) + 1
      let count = (extents[axis] + result.strides[axis] - 1) / result.strides[axis]
      let total = max(0, (count - 1) * result.strides[axis] + window - extents[axis])
      result.before[axis] = mode == "SAME_UPPER" ? total / 2 : total - total / 2
      result.after[axis] = total - result.before[axis]
    }
    return result
  }

  @Sendable private static func convolution(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, weights) = (try c[0], try c[1])
    guard x.rank > 2, weights.rank == x.rank else { throw Refusal("its input has no pixels") }
    let windows = try Windows(
      over: Array(x.extents[2...]),
      try settings(c, kernel: Array(weights.extents[2...]), extents: Array(x.extents[2...])))
    return [try convolved(x, weights, c.optional(2), windows, groups: try c.integer("group", or: 1))]
  }

  private static func convolved(
    _ x: ConstantTensor, _ weights: ConstantTensor, _ bias: ConstantTensor?, _ windows: Windows, groups: Int
  ) throws(Refusal) -> ConstantTensor {
    let (channels, filters, depth) = (x.extents[1], weights.extents[0], weights.extents[1])
    guard groups > 0, channels == groups * depth, filters % groups == 0,
      bias.map({ $0.count == filters }) ?? true
    else {
      throw Refusal("its weights do not fit its input")
    }
    let (pixels, taps) = (x.extents[2...].reduce(1, *), weights.extents[2...].reduce(1, *))
    var result = try ConstantTensor.filled(0, .float, extents: [x.extents[0], filters] + windows.counts)
    let count = windows.positions.count
    guard Double(result.count) * Double(depth * taps) < 1e9 else {
      throw Refusal("a convolution of constants is too large")
    }
    for sample in 0..<x.extents[0] {
      for filter in 0..<filters {
        let first = filter / (filters / groups) * depth
        for (place, window) in windows.positions.enumerated() {
          var sum = bias?.numbers[filter] ?? 0
          for channel in 0..<depth {
            let start = (sample * channels + first + channel) * pixels
            for (tap, position) in window.enumerated() where position >= 0 {
              sum += x.numbers[start + position] * weights.numbers[(filter * depth + channel) * taps + tap]
            }
          }
          result.numbers[(sample * filters + filter) * count + place] = sum
        }
      }
    }
    return result
  }

  /// The convolution's transpose: windows over the result, as many as the input has pixels.
  @Sendable private static func transposedConvolution(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?]
  {
    let (x, weights) = (try c[0], try c[1])
    guard x.rank > 2, weights.rank == x.rank, x.extents[1] == weights.extents[0] else {
      throw Refusal("its weights do not fit its input")
    }
    let (kernel, extents) = (Array(weights.extents[2...]), Array(x.extents[2...]))
    let axes = kernel.count
    var settings = Windows.Settings(
      kernel: kernel, strides: full(try c.call.integers("strides"), axes, 1),
      dilations: full(try c.call.integers("dilations"), axes, 1), before: [], after: [])
    let pads = full(try c.call.integers("pads"), 2 * axes, 0)
    let extra = full(try c.call.integers("output_padding"), axes, 0)
    let mode = c.call.text("auto_pad") ?? "NOTSET"
    var shape = try c.call.integers("output_shape").map { Array($0.suffix(axes)) }
    guard settings.strides.count == axes, settings.dilations.count == axes, pads.count == 2 * axes,
      extra.count == axes,
      shape.map({ $0.count == axes }) ?? true, settings.strides.allSatisfy((1...1 << 20).contains),
      (settings.dilations + kernel + extents + (shape ?? [])).allSatisfy((1...1 << 20).contains),
      (pads + extra).allSatisfy((0...1 << 20).contains)
    else { throw Refusal("its settings do not fit its input") }
    if shape == nil, mode.hasPrefix("SAME") { shape = zip(extents, settings.strides).map { $0 * $1 } }
    var target: [Int] = []
    for axis in 0..<axes {
      let full =
        (extents[axis] - 1) * settings.strides[axis] + settings.dilations[axis] * (kernel[axis] - 1) + 1
      var (before, after) = (pads[axis], pads[axes + axis])
      if let shape {
        let total = full + extra[axis] - shape[axis]
        before = mode == "SAME_UPPER" ? total / 2 : total - total / 2
        after = total - before
      }
      settings.before.append(max(0, before))
      target.append(full + extra[axis] - before - after)
      // The last window ends where the full result does.
      settings.after.append(max(0, full - before - (target[axis])))
      guard before >= 0, target[axis] > 0 else { throw Refusal("its padding is not supported") }
    }
    return [
      try transposed(
        x, weights, c.optional(2), settings, target: target, groups: try c.integer("group", or: 1))
    ]
  }

  private static func transposed(
    _ x: ConstantTensor, _ weights: ConstantTensor, _ bias: ConstantTensor?, _ settings: Windows.Settings,
    target: [Int],
    groups: Int
  ) throws(Refusal) -> ConstantTensor {
    let (channels, width) = (x.extents[1], weights.extents[1])
    let windows = try Windows(over: target, settings)
    guard groups > 0, channels % groups == 0, windows.counts == Array(x.extents[2...]) else {
      throw Refusal("its settings do not fit its input")
    }
    let (taps, filters) = (weights.extents[2...].reduce(1, *), width * groups)
    guard bias.map({ $0.count == filters }) ?? true else { throw Refusal("its bias does not fit") }
    var result = try ConstantTensor.filled(0, .float, extents: [x.extents[0], filters] + target)
    let (pixels, count) = (target.reduce(1, *), windows.positions.count)
    guard Double(x.count) * Double(width * taps) < 1e9 else {
      throw Refusal("a convolution of constants is too large")
    }
    for sample in 0..<x.extents[0] {
      for channel in 0..<channels {
        let first = channel / (channels / groups) * width
        for filter in 0..<width {
          let start = (sample * filters + first + filter) * pixels
          for (place, window) in windows.positions.enumerated() {
            let number = x.numbers[(sample * channels + channel) * count + place]
            for (tap, position) in window.enumerated() where position >= 0 {
              result.numbers[start + position] +=
                number * weights.numbers[(channel * width + filter) * taps + tap]
            }
          }
        }
      }
    }
    if let bias {
      for index in result.numbers.indices { result.numbers[index] += bias.numbers[index / pixels % filters] }
    }
    return result
  }

  // MARK: Pooling

  /// What a function makes of the numbers under each window, and of the window's positions.
  private static func pooled(
    _ c: ConstantCall, _ body: (_ window: [Int], _ start: Int, _ numbers: [Double]) -> Double
  ) throws(Refusal) -> ConstantTensor {
    let x = try c[0]
    guard x.rank > 2, let kernel = try c.call.integers("kernel_shape") else {
      throw Refusal("its input has no pixels")
    }
    let extents = Array(x.extents[2...])
    let windows = try Windows(over: extents, try settings(c, kernel: kernel, extents: extents))
    var result = try ConstantTensor.filled(0, x.kind, extents: Array(x.extents[..<2]) + windows.counts)
    let (pixels, count) = (extents.reduce(1, *), windows.positions.count)
    for plane in 0..<x.extents[0] * x.extents[1] {
      for (place, window) in windows.positions.enumerated() {
        result.numbers[plane * count + place] = body(window, plane * pixels, x.numbers)
      }
    }
    return result
  }

  @Sendable private static func maximumPool(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let extents = Array(x.extents.dropFirst(2))
    let byColumns = try c.integer("storage_order", or: 0) == 1
    func best(_ window: [Int], _ start: Int, _ numbers: [Double]) -> Int? {
      window.filter { $0 >= 0 }.max { numbers[start + $0] < numbers[start + $1] }
    }
    let maxima = try pooled(c) { window, start, numbers in
      best(window, start, numbers).map { numbers[start + $0] } ?? -.infinity
    }
    var positions = try pooled(c) { window, start, numbers in
      guard let position = best(window, start, numbers) else { return 0 }
      guard byColumns else { return Double(start + position) }
      var (rest, result, scale) = (position, 0, 1)
      // The first axis is the fastest.
      for axis in extents.indices {
        let inner = extents[(axis + 1)...].reduce(1, *)
        result += rest / inner * scale
        rest %= inner
        scale *= extents[axis]
      }
      return Double(start + result)
    }
    positions.kind = .integer
    return [maxima, positions]
  }

  @Sendable private static func averagePool(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let lowest = try c.integer("count_include_pad", or: 0) == 1 ? Windows.padding : 0
    return [
      try pooled(c) { window, start, numbers in
        let sum = window.reduce(0.0) { $1 >= 0 ? $0 + numbers[start + $1] : $0 }
        return sum / Double(window.count { $0 >= lowest })
      }
    ]
  }

  private static func norm(_ numbers: some Sequence<Double>, _ order: Double) -> Double {
    pow(numbers.reduce(0) { $0 + pow(abs($1), order) }, 1 / order)
  }

  @Sendable private static func normPool(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let order = Double(try c.integer("p", or: 2))
    guard order > 0 else { throw Refusal("a norm of order \(order) is not supported") }
    return [
      try pooled(c) { window, start, numbers in
        norm(window.lazy.filter { $0 >= 0 }.map { numbers[start + $0] }, order)
      }
    ]
  }

  @Sendable private static func globalNormPool(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let order = Double(try c.integer("p", or: 2))
    guard x.rank > 2, order > 0 else { throw Refusal("its input has no pixels") }
    let planes = try x.shaped([x.extents[0], x.extents[1], x.extents[2...].reduce(1, *)])
    let result = try planes.mappingLines(2, count: 1) { _, line throws(Refusal) in [norm(line, order)] }
    return [try result.shaped(Array(x.extents[..<2]) + Array(repeating: 1, count: x.rank - 2))]
  }

  /// Numbers over the sum of squares of channels nearby.
  ///
  /// Krizhevsky et al. 2012, §3.3.
  @Sendable private static func responseNormalization(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?]
  {
    let x = try c[0]
    let (size, bias) = (try c.integer("size", or: 1), try c.number("bias", or: 1))
    let (alpha, beta) = (try c.number("alpha", or: 1e-4), try c.number("beta", or: 0.75))
    guard x.rank > 1, (1...1 << 20).contains(size) else { throw Refusal("its input has no channels") }
    return [
      try x.mappingLines(1, count: x.extents[1]) { _, line throws(Refusal) in
        line.indices.map { channel in
          let near = max(0, channel - (size - 1) / 2)...min(line.count - 1, channel + size / 2)
          let squares = near.reduce(0.0) { $0 + line[$1] * line[$1] }
          return line[channel] / pow(bias + alpha / Double(size) * squares, beta)
        }
      }
    ]
  }

  /// Columns of windows added up where windows overlap.
  @Sendable private static func imageOfColumns(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let (extents, kernel) = (try c[1].integers.map(\.constant), try c[2].integers.map(\.constant))
    var own = try settings(c, kernel: kernel, extents: extents)
    own.ceil = false
    let windows = try Windows(over: extents, own)
    let (taps, count) = (kernel.reduce(1, *), windows.positions.count)
    guard x.rank == 3, taps > 0, x.extents[1] % taps == 0, x.extents[2] == count else {
      throw Refusal("its columns do not fit")
    }
    let channels = x.extents[1] / taps
    var result = try ConstantTensor.filled(0, x.kind, extents: [x.extents[0], channels] + extents)
    let pixels = extents.reduce(1, *)
    for plane in 0..<x.extents[0] * channels {
      for (place, window) in windows.positions.enumerated() {
        for (tap, position) in window.enumerated() where position >= 0 {
          result.numbers[plane * pixels + position] += x.numbers[(plane * taps + tap) * count + place]
        }
      }
    }
    return [result]
  }

  /// Maxima back at the positions that they had.
  @Sendable private static func unpool(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, positions) = (try c[0], try c[1])
    guard x.rank > 2, positions.extents == x.extents, let kernel = try c.call.integers("kernel_shape"),
      kernel.count == x.rank - 2
    else { throw Refusal("its positions do not fit") }
    let axes = kernel.count
    let (strides, pads) = (
      full(try c.call.integers("strides"), axes, 1), full(try c.call.integers("pads"), 2 * axes, 0)
    )
    guard strides.count == axes, pads.count == 2 * axes,
      (strides + kernel + pads).allSatisfy((0...1 << 20).contains)
    else {
      throw Refusal("its settings do not fit its input")
    }
    let usual = (0..<axes).map {
      (x.extents[2 + $0] - 1) * strides[$0] + kernel[$0] - pads[$0] - pads[axes + $0]
    }
    let lead = Array(x.extents[..<2])
    var result = try ConstantTensor.filled(0, x.kind, extents: lead + usual)
    for (index, position) in try positions.positions(within: result.count).enumerated() {
      result.numbers[position] = x.numbers[index]
    }
    guard let target = c.optional(2)?.integers.map(\.constant), target != result.extents else {
      return [result]
    }
    // A larger result begins with the same pixels.
    guard target.count == result.rank, zip(target, result.extents).allSatisfy({ $0 >= $1 }) else {
      throw Refusal("its result is too small")
    }
    var wide = try ConstantTensor.filled(0, x.kind, extents: target)
    for (index, place) in ConstantTensor.positions(extents: result.extents, strides: wide.strides)
      .enumerated()
    {
      wide.numbers[place] = result.numbers[index]
    }
    return [wide]
  }

  /// A convolution along time that sees the past only, of which it is given the last steps.
  @Sendable private static func causalConvolution(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, weights) = (try c[0], try c[1])
    guard x.rank == 3, weights.rank == 3, weights.extents[1] == 1, weights.extents[2] > 0 else {
      throw Refusal("its weights do not fit its input")
    }
    let past = weights.extents[2] - 1
    let state = try c.optional(3, orZerosOf: [x.extents[0], x.extents[1], past])
    guard state.extents == [x.extents[0], x.extents[1], past] else { throw Refusal("its state does not fit") }
    let length = past + x.extents[2]
    func before(_ index: Int) -> [Double] { Array(state.numbers[index * past..<(index + 1) * past]) }
    let padded = try x.mappingLines(2, count: length) { index, line throws(Refusal) in before(index) + line }
    let windows = try Windows(
      over: [length],
      Windows.Settings(kernel: [past + 1], strides: [1], dilations: [1], before: [0], after: [0]))
    var result = try convolved(padded, weights, c.optional(2), windows, groups: x.extents[1])
    switch c.call.text("activation") ?? "none" {
    case "none": break
    case "silu", "swish": result = try result.mapped { $0 / (1 + exp(-$0)) }
    case let other: throw Refusal("the activation \(other) is not supported")
    }
    let rest = try padded.mappingLines(2, count: past) { _, line throws(Refusal) in Array(line.suffix(past)) }
    return [result, rest]
  }
}
