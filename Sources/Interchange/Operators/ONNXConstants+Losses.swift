import Glibc

/// Losses of classes, and normalizations that say what they normalized by.
extension ONNXConstants {
  static let losses: [String: Function] = [
    "NegativeLogLikelihoodLoss": likelihood, "SoftmaxCrossEntropyLoss": crossEntropy,
    "LayerNormalization": layerNormalization,
    "RMSNormalization": layerNormalization, "InstanceNormalization": instanceNormalization,
    "GroupNormalization": instanceNormalization, "BatchNormalization": batchNormalization,
  ]

  @Sendable private static func likelihood(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    [try loss(c, try c[0])]
  }

  @Sendable private static func crossEntropy(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    guard x.rank > 1 else { throw Refusal("it has no classes") }
    let logarithms = try x.mappingLines(1, count: x.extents[1]) { _, line throws(Refusal) in
      let largest = line.max() ?? 0
      let sum = log(line.reduce(0) { $0 + exp($1 - largest) })
      return line.map { $0 - largest - sum }
    }
    return [try loss(c, logarithms), logarithms]
  }

  /// Minus the weighted log-probability of each label, which come along axis 1.
  private static func loss(_ c: ConstantCall, _ x: ConstantTensor) throws(Refusal) -> ConstantTensor {
    let (labels, weights) = (try c[1], c.optional(2))
    let ignored = try c.call.integer("ignore_index")
    guard x.rank > 1, labels.extents == [x.extents[0]] + x.extents[2...],
      weights.map({ $0.count == x.extents[1] }) ?? true
    else { throw Refusal("its labels do not fit") }
    let (classes, positions) = (x.extents[1], x.extents[2...].reduce(1, *))
    var result = try ConstantTensor.filled(0, .float, extents: labels.extents)
    var total = 0.0
    for (index, label) in labels.integers.map(\.constant).enumerated() where label != ignored {
      guard (0..<classes).contains(label) else { throw Refusal("a label is not within 0..<\(classes)") }
      let weight = weights?.numbers[label] ?? 1
      total += weight
      let place = (index / positions * classes + label) * positions + index % positions
      result.numbers[index] = -weight * x.numbers[place]
    }
    let sum = result.numbers.reduce(0, +)
    switch c.call.text("reduction") ?? "mean" {
    case "none": return result
    case "sum": return ConstantTensor(float: sum)
    default: return ConstantTensor(float: sum / total)
    }
  }

  // MARK: Normalizations

  /// The last axes: numbers, means and inverse deviations.
  @Sendable private static func layerNormalization(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let axis = try c.axis(of: x, or: -1)
    let epsilon = try c.number("epsilon", or: 1e-5)
    let isCentred = c.call.name == "LayerNormalization"
    let rows = try x.shaped([x.extents[..<axis].reduce(1, *), x.extents[axis...].reduce(1, *)])
    let width = rows.extents[1]
    let means = try rows.mappingLines(1, count: 1, kind: .float) { _, line throws(Refusal) in
      [isCentred ? line.reduce(0, +) / Double(width) : 0]
    }
    let inverses = try rows.mappingLines(1, count: 1, kind: .float) { row, line throws(Refusal) in
      let variance =
        line.reduce(0) { $0 + ($1 - means.numbers[row]) * ($1 - means.numbers[row]) } / Double(width)
      return [1 / (variance + epsilon).squareRoot()]
    }
    var result = try rows.mappingLines(1, count: width, kind: .float) { row, line throws(Refusal) in
      line.map { ($0 - means.numbers[row]) * inverses.numbers[row] }
    }
    result = try result.shaped(x.extents)
    if let scale = c.optional(1) { result = try .product(result, scale) }
    if isCentred, let shift = c.optional(2) { result = try .sum(result, shift) }
    let outer = Array(x.extents[..<axis]) + Array(repeating: 1, count: x.rank - axis)
    return isCentred ? [result, try means.shaped(outer), try inverses.shaped(outer)] : [result]
  }

  /// Groups of channels with all their pixels; each channel is one in instance normalization.
  @Sendable private static func instanceNormalization(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?]
  {
    let (x, scale, shift) = (try c[0], try c[1], try c[2])
    guard x.rank > 1, x.extents[1] > 0 else { throw Refusal("its channels have no number") }
    let channels = x.extents[1]
    let groups = c.call.name == "GroupNormalization" ? try c.integer("num_groups", or: 1) : channels
    guard groups > 0, channels % groups == 0, scale.count == shift.count,
      scale.count == channels || scale.count == groups
    else {
      throw Refusal("its scale does not fit")
    }
    let epsilon = try c.number("epsilon", or: 1e-5)
    let (pixels, share) = (x.extents[2...].reduce(1, *), channels / scale.count)
    let rows = try x.shaped([x.extents[0] * groups, channels / groups * pixels])
    var result = try rows.mappingLines(1, count: rows.extents[1], kind: .float) { _, line throws(Refusal) in
      let mean = line.reduce(0, +) / Double(line.count)
      let variance = line.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(line.count)
      return line.map { ($0 - mean) / (variance + epsilon).squareRoot() }
    }
    result = try result.shaped(x.extents)
    for index in result.numbers.indices {
      let slot = index / max(pixels, 1) % channels / share
      result.numbers[index] = result.numbers[index] * scale.numbers[slot] + shift.numbers[slot]
    }
    return [result]
  }

  /// With running statistics, or in training those of the batch, which then become part of the running ones.
  @Sendable private static func batchNormalization(_ c: ConstantCall) throws(Refusal) -> [ConstantTensor?] {
    let x = try c[0]
    let slots = [try c[1], try c[2], try c[3], try c[4]]
    guard x.rank > 1, slots.allSatisfy({ $0.extents == [x.extents[1]] }) else {
      throw Refusal("its channels do not fit")
    }
    let (epsilon, momentum) = (try c.number("epsilon", or: 1e-5), try c.number("momentum", or: 0.9))
    var (mean, variance) = (slots[2], slots[3])
    let isTraining = try c.integer("training_mode", or: 0) == 1
    let channelsFirst = x.applying(.permute([1, 0] + Array(2..<x.rank)))
    let rows = try channelsFirst.shaped([x.extents[1], x.extents[0] * x.extents[2...].reduce(1, *)])
    if isTraining {
      for channel in 0..<rows.extents[0] {
        let line = rows.numbers[channel * rows.extents[1]..<(channel + 1) * rows.extents[1]]
        mean.numbers[channel] = line.reduce(0, +) / Double(line.count)
        variance.numbers[channel] =
          line.reduce(0) { $0 + ($1 - mean.numbers[channel]) * ($1 - mean.numbers[channel]) }
          / Double(line.count)
      }
    }
    var result = try rows.mappingLines(1, count: rows.extents[1], kind: .float) {
      channel, line throws(Refusal) in
      let factor = slots[0].numbers[channel] / (variance.numbers[channel] + epsilon).squareRoot()
      return line.map { ($0 - mean.numbers[channel]) * factor + slots[1].numbers[channel] }
    }
    result = try result.shaped(channelsFirst.extents).applying(.permute([1, 0] + Array(2..<x.rank)))
    guard isTraining else { return [result] }
    func running(_ old: ConstantTensor, _ new: ConstantTensor) throws(Refusal) -> ConstantTensor {
      try .combining(old, new) { $0 * momentum + $1 * (1 - momentum) }
    }
    return [result, try running(slots[2], mean), try running(slots[3], variance)]
  }
}
