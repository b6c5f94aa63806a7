import Glibc

/// Spectra and the windows that they are seen through.
extension ONNXConstants {
  static let signals: [String: Function] = [
    "DFT": fourier, "STFT": shortFourier, "HannWindow": cosineWindow, "HammingWindow": cosineWindow,
    "BlackmanWindow": cosineWindow, "MelWeightMatrix": melWeights,
  ]

  /// The longest transform: it takes time in proportion to its square.
  private static let longest = 4096

  /// The transform of complex numbers, `count` of them with zeros after those that there are.
  private static func transformed(_ line: [(Double, Double)], count: Int, inverse: Bool) -> [(Double, Double)]
  {
    let sign = inverse ? 1.0 : -1.0
    return (0..<count).map { k in
      var sum = (0.0, 0.0)
      for (n, value) in line.prefix(count).enumerated() {
        let angle = sign * 2 * .pi * Double(k * n % count) / Double(count)
        let (c, s) = (cos(angle), sin(angle))
        sum.0 += value.0 * c - value.1 * s
        sum.1 += value.0 * s + value.1 * c
      }
      return inverse ? (sum.0 / Double(count), sum.1 / Double(count)) : sum
    }
  }

  @Sendable private static func fourier(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard x.rank >= 2, let parts = x.extents.last, parts == 1 || parts == 2 else {
      throw Refusal("its numbers are not complex")
    }
    var index = c.call.opset < 20 ? try c.integer("axis", or: 1) : -2
    if c.call.opset >= 20, let given = c.optional(2)?.scalar { index = Int(max(-16, min(16, given))) }
    let axis = try x.axis(index)
    let (inverse, oneSided) = (try c.integer("inverse", or: 0) == 1, try c.integer("onesided", or: 0) == 1)
    let usual = inverse && oneSided ? 2 * (x.extents[axis] - 1) : x.extents[axis]
    guard let length = c.optional(1)?.scalar ?? Optional(Double(usual)), length >= 1,
      length <= Double(longest), axis < x.rank - 1
    else { throw Refusal("a transform of this length is not supported") }
    let count = Int(length)
    let kept = oneSided && !inverse ? count / 2 + 1 : count
    let results = inverse && oneSided ? 1 : 2
    var target = x.extents
    target[axis] = kept
    target[x.rank - 1] = results
    var result = try ConstantTensor.filled(0, .float, extents: target)
    // Lines along the axis, each number of which is followed by its imaginary part.
    let (extent, inner) = (x.extents[axis], x.extents[(axis + 1)..<(x.rank - 1)].reduce(1, *))
    for block in 0..<x.extents[..<axis].reduce(1, *) {
      for offset in 0..<inner {
        var line = (0..<extent).map { step in
          let start = ((block * extent + step) * inner + offset) * parts
          return (x.numbers[start], parts == 2 ? x.numbers[start + 1] : 0)
        }
        if inverse, oneSided {
          // The other half is the first one's conjugate.
          line = (0..<count).map { k in
            let own = k <= count / 2 ? k : count - k
            guard own < line.count else { return (0, 0) }
            return (line[own].0, k <= count / 2 ? line[own].1 : -line[own].1)
          }
        }
        for (k, value) in transformed(line, count: count, inverse: inverse).prefix(kept).enumerated() {
          let start = ((block * kept + k) * inner + offset) * results
          result.numbers[start] = value.0
          if results == 2 { result.numbers[start + 1] = value.1 }
        }
      }
    }
    return [result]
  }

  @Sendable private static func shortFourier(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let (x, window) = (try c[0], c.optional(2))
    guard let step = try c[1].scalar, step >= 1, step < 1e9, (2...3).contains(x.rank),
      x.rank == 2 || x.extents[2] == 1 || x.extents[2] == 2
    else { throw Refusal("its signal is not supported") }
    let parts = x.rank == 2 ? 1 : x.extents[2]
    let signal = x.extents[1]
    let length = c.optional(3)?.scalar ?? window.map { Double($0.count) } ?? Double(signal)
    guard length >= 1, length <= Double(min(longest, signal)),
      window.map({ Double($0.count) <= length }) ?? true
    else {
      throw Refusal("its frames are not supported")
    }
    let count = Int(length)
    let frames = (signal - count) / Int(step) + 1
    let kept = try c.integer("onesided", or: 1) == 1 ? count / 2 + 1 : count
    var result = try ConstantTensor.filled(0, .float, extents: [x.extents[0], frames, kept, 2])
    // A window that is shorter lies in the middle of the frame.
    let lead = (count - (window?.count ?? count)) / 2
    for sample in 0..<x.extents[0] {
      for frame in 0..<frames {
        let line = (0..<count).map { n in
          let start = (sample * signal + frame * Int(step) + n) * parts
          let factor = window.map { $0.numbers.indices.contains(n - lead) ? $0.numbers[n - lead] : 0 } ?? 1
          return (x.numbers[start] * factor, parts == 2 ? x.numbers[start + 1] * factor : 0)
        }
        for (k, value) in transformed(line, count: count, inverse: false).prefix(kept).enumerated() {
          let start = ((sample * frames + frame) * kept + k) * 2
          result.numbers[start] = value.0
          result.numbers[start + 1] = value.1
        }
      }
    }
    return [result]
  }

  /// `a₀ − a₁ cos(2πn/N) + a₂ cos(4πn/N)`; Harris 1978, doi:10.1109/PROC.1978.10837.
  @Sendable private static func cosineWindow(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    guard let size = try c[0].scalar, (0...1e6).contains(size) else {
      throw Refusal("its window has no size")
    }
    let isPeriodic = try c.integer("periodic", or: 1) == 1
    let a: (Double, Double, Double) =
      switch c.call.name {
      case "HannWindow": (0.5, 0.5, 0)
      case "HammingWindow": (25.0 / 46, 1 - 25.0 / 46, 0)
      default: (0.42, 0.5, 0.08)
      }
    let length = isPeriodic ? size : max(size - 1, 1)
    let numbers = (0..<Int(size)).map { n in
      let angle = 2 * .pi * Double(n) / length
      return a.0 - a.1 * cos(angle) + a.2 * cos(2 * angle)
    }
    return [ConstantTensor(.float, numbers, extents: [numbers.count])]
  }

  /// Triangles that are of equal width on the mel scale, `2595 log₁₀(1 + f/700)`.
  @Sendable private static func melWeights(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    var given: [Double] = []
    for position in 0..<5 {
      guard let number = try c[position].scalar, number >= 0, number < 1e6 else {
        throw Refusal("a setting is no number")
      }
      given.append(number)
    }
    let (bins, length, rate) = (Int(given[0]), Int(given[1]), given[2])
    guard (1...longest).contains(bins), rate > 0 else { throw Refusal("its settings are not supported") }
    let rows = length / 2 + 1
    func mel(_ frequency: Double) -> Double { 2595 * log10(1 + frequency / 700) }
    let (low, high) = (mel(given[3]), mel(given[4]))
    let edges = (0..<bins + 2).map { index in
      let frequency = 700 * (pow(10, (Double(index) * (high - low) / Double(bins + 2) + low) / 2595) - 1)
      return Int((Double(length + 1) * frequency / rate).rounded(.down))
    }
    guard edges.allSatisfy((0..<rows).contains) else { throw Refusal("its bands are beyond its spectrum") }
    var result = try ConstantTensor.filled(0, .float, extents: [rows, bins])
    for bin in 0..<bins {
      let (start, top, end) = (edges[bin], edges[bin + 1], edges[bin + 2])
      guard start <= top, top <= end else { throw Refusal("its bands are not in order") }
      for row in start..<end where row != top {
        let weight =
          row < top ? Double(row - start) / Double(top - start) : Double(end - row) / Double(end - top)
        result.numbers[row * bins + bin] = weight
      }
      result.numbers[top * bins + bin] = 1
    }
    return [result]
  }
}
