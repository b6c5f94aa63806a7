import Formats
import Networks
import Tensors

/// Normalizations, which own their scale and shift.
extension Translation {
  /// The numbers of a scale or shift: a stored tensor, numbers of the program, or nil for what is computed from parameters.
  private func source(_ value: Traced, count: Int) throws(Refusal) -> GraphRecorder.ParameterSource? {
    switch value {
    case .parameter(let view):
      if recorder.isShared(view.key) { return nil }
      guard view.extents.reduce(1, *) == count else {
        throw Refusal("its scale or shift has other extents than its input")
      }
      return .stored(view.appending(.reshape([count])))
    case .constant(let tensor):
      guard tensor.count == count || tensor.count == 1, tensor.multiples == nil else {
        throw Refusal("its scale or shift has other extents than its input")
      }
      return .numbers((0..<count).map { Float(tensor.numbers[tensor.count == 1 ? 0 : $0]) })
    case .node, .rows, .list, .absent: return nil
    }
  }

  private func isAbsent(_ value: Traced) -> Bool {
    if case .absent = value { true } else { false }
  }

  /// The name of the layer that owns tensors, such as `layer1.0.bn1`.
  private func layerName(_ values: Traced...) -> String? {
    let sources = values.compactMap { value in
      if case .parameter(let view) = value { GraphRecorder.ParameterSource.stored(view) } else { nil }
    }
    return WeightOwnership.layerName(sources, graph.stored)
  }

  /// Batch normalization with running statistics.
  func batchNormalization(
    _ x: Traced, scale: Traced, shift: Traced, mean: Traced, variance: Traced, epsilon: Double,
    momentum: Double
  ) throws(Refusal) -> Traced {
    guard !isAbsent(mean), !isAbsent(variance) else {
      guard !isData(x) else {
        throw Refusal("batch normalization without running statistics combines samples with one another")
      }
      return try standardized(x, scale: scale, shift: shift, epsilon: epsilon)
    }
    let sizes = try sizes(x)
    guard sizes.count >= 2, let channels = sizes[1].fixed else {
      throw Refusal("its channels have no number")
    }
    let ones = Traced.constant(ConstantTensor(.float, [1], extents: []))
    let zeros = Traced.constant(ConstantTensor(.float, [0], extents: []))
    let slots = [isAbsent(scale) ? ones : scale, isAbsent(shift) ? zeros : shift, mean, variance]
    var sources: [GraphRecorder.ParameterSource] = []
    for slot in slots {
      guard let source = try source(slot, count: channels) else {
        return try normalized(x, slots, epsilon: epsilon, channels: channels)
      }
      sources.append(source)
    }
    let image = try imageShaped(x)
    let operation = Operation.batchNormalization(
      BatchNormalization(epsilon: Float(epsilon), momentum: Float(momentum)))
    let result = try recorder.record(
      operation, [try node(image)], name: layerName(scale, shift, mean, variance), owning: sources)
    return try reform(.node(result), sizes)
  }

  /// Weights with the statistics of each channel, as standardized convolutions have them.
  private func standardized(
    _ x: Traced, scale: Traced, shift: Traced, epsilon: Double
  ) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    let axes = sizes.indices.filter { $0 != 1 }
    let centred = try binary(.subtract, x, try reduce(.mean, x, axes: axes, keeps: true))
    let variance = try reduce(.mean, try unary(.square, centred), axes: axes, keeps: true)
    let inverse = try unary(
      .reciprocalSquareRoot, try binary(.add, variance, .constant(ConstantTensor(float: epsilon))))
    var result = try binary(.multiply, centred, inverse)
    let extents = sizes.enumerated().map { $0.offset == 1 ? $0.element : SymbolicInteger(1) }
    if !isAbsent(scale) { result = try binary(.multiply, result, try reform(scale, extents)) }
    if !isAbsent(shift) { result = try binary(.add, result, try reform(shift, extents)) }
    return result
  }

  /// A value with samples and channels first as an image.
  private func imageShaped(_ x: Traced) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    guard sizes.count != 4 else { return x }
    guard sizes.count > 2 else { return try reform(x, sizes) }
    return try reform(x, [sizes[0], sizes[1], SymbolicInteger(1), try product(sizes[2...])])
  }

  /// Batch normalization whose numbers are computed from parameters.
  private func normalized(
    _ x: Traced, _ slots: [Traced], epsilon: Double, channels: Int
  ) throws(Refusal) -> Traced {
    let rank = try rank(x)
    let extents =
      [SymbolicInteger(1), SymbolicInteger(channels)] + Array(repeating: SymbolicInteger(1), count: rank - 2)
    var shaped: [Traced] = []
    for slot in slots {
      shaped.append(try reform(try expand(try flatVector(slot), to: [SymbolicInteger(channels)]), extents))
    }
    let inverse = try unary(
      .reciprocalSquareRoot, try binary(.add, shaped[3], .constant(ConstantTensor(float: epsilon))))
    let factor = try binary(.multiply, shaped[0], inverse)
    let offset = try binary(.subtract, shaped[1], try binary(.multiply, shaped[2], factor))
    return try binary(.add, try binary(.multiply, x, factor), offset)
  }

  private func flatVector(_ value: Traced) throws(Refusal) -> Traced {
    try rank(value) == 1 ? value : try reform(value, [SymbolicInteger(-1)])
  }

  /// Normalization over the last axes, as many as the scale has.
  func layerNormalization(
    _ x: Traced, axes: Int, scale: Traced, shift: Traced, epsilon: Double
  ) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    let last = sizes.suffix(axes)
    guard axes > 0, let extents = Self.fixed(Array(last)), extents.count == axes else {
      throw Refusal("it normalizes over the samples")
    }
    let count = extents.reduce(1, *)
    let flat = axes == 1 ? x : try reform(x, sizes.dropLast(axes) + [SymbolicInteger(count)])
    var sources: [GraphRecorder.ParameterSource] = []
    for slot in [scale, shift] where !isAbsent(slot) {
      if let source = try source(slot, count: count) { sources.append(source) }
    }
    let slots = [scale, shift].count { !isAbsent($0) }
    let isOwned = sources.count == slots && (slots == 2 || slots == 0 || isAbsent(shift))
    let normalization = LayerNormalization(
      epsilon: Float(epsilon), bias: slots != 1, affine: isOwned && slots > 0)
    var result = Traced.node(
      try recorder.record(
        .layerNormalization(normalization), [try node(flat)], name: isOwned ? layerName(scale, shift) : nil,
        owning: isOwned ? sources : []))
    result = axes == 1 ? result : try reform(result, sizes)
    guard !isOwned else { return result }
    if !isAbsent(scale) { result = try binary(.multiply, result, scale) }
    if !isAbsent(shift) { result = try binary(.add, result, shift) }
    return result
  }

  /// Normalization over the last axis by the root of the mean square.
  func rmsNormalization(_ x: Traced, scale: Traced, epsilon: Double) throws(Refusal) -> Traced {
    guard let width = try sizes(x).last?.fixed else { throw Refusal("it normalizes over the samples") }
    let source = try source(scale, count: width)
    let normalization = RootMeanSquareNormalization(epsilon: Float(epsilon), affine: source != nil)
    let result = Traced.node(
      try recorder.record(
        .rmsNormalization(normalization), [try node(x)], name: source == nil ? nil : layerName(scale),
        owning: source.map { [$0] } ?? []))
    if source != nil || isAbsent(scale) { return result }
    return try binary(.multiply, result, scale)
  }

  /// Normalization over groups of channels and all their pixels.
  func groupNormalization(
    _ x: Traced, groups: Int, scale: Traced, shift: Traced, epsilon: Double
  ) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    guard sizes.count >= 2, let channels = sizes[1].fixed else {
      throw Refusal("its channels have no number")
    }
    let image = try imageShaped(x)
    let (first, second) = (try source(scale, count: channels), try source(shift, count: channels))
    let owned = [first, second].compactMap(\.self)
    let isOwned = owned.count == 2
    let normalization = GroupNormalization(groups: groups, epsilon: Float(epsilon), affine: isOwned)
    var result = Traced.node(
      try recorder.record(
        .groupNormalization(normalization), [try node(image)], name: isOwned ? layerName(scale, shift) : nil,
        owning: isOwned ? owned : []))
    result = try reform(result, sizes)
    guard !isOwned else { return result }
    let extents =
      [SymbolicInteger(1), SymbolicInteger(channels)] + sizes.dropFirst(2).map { _ in SymbolicInteger(1) }
    if !isAbsent(scale) { result = try binary(.multiply, result, try reform(scale, extents)) }
    if !isAbsent(shift) { result = try binary(.add, result, try reform(shift, extents)) }
    return result
  }
}
