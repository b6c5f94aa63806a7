import Formats
import Networks
import Tensors

/// Layers with weights.
extension Translation {
  // MARK: Matrices

  /// `x Wᵀ + b` over the last axis; weights are `[units, features]`.
  func linear(_ x: Traced, _ weight: Traced, _ bias: Traced = .absent) throws(Refusal) -> Traced {
    if case .rows(let node) = x { return try asRows(try linear(.node(node), weight, bias)) }
    guard !isData(weight) else {
      let product = try matrixProduct(x, try transpose(weight, -1, -2))
      if case .absent = bias { return product }
      return try binary(.add, product, bias)
    }
    guard isData(x) else {
      // Weights that are computed from weights.
      let product = try generalProduct(x, try transpose(weight, -1, -2))
      if case .absent = bias { return product }
      return try binary(.add, product, bias)
    }
    let extents = try sizes(weight)
    guard extents.count == 2, let units = extents[0].fixed else { throw Refusal("its weights are no matrix") }
    var value = x
    // A layer takes images of one pixel as vectors: here only the last axis is meant.
    if recorder.shape(try node(x)).rank == 4 { value = try rows(x) }
    var inputs = [try node(value), try recorder.weight(weight)]
    if case .absent = bias {} else { inputs.append(try recorder.weight(try flat(bias))) }
    let result = Traced.node(
      try recorder.record(.dense(Dense(units: units, bias: inputs.count > 2)), inputs))
    return try reform(result, try sizes(x).dropLast() + [SymbolicInteger(units)])
  }

  /// An image-shaped value with its middle axes as one, so that it is none.
  private func rows(_ value: Traced) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    guard sizes[0].samples != 0 else { return value }
    return try reform(value, [sizes[0], try product(sizes[1...2]), sizes[3]])
  }

  /// A vector of what has one axis of more than one number.
  private func flat(_ value: Traced) throws(Refusal) -> Traced {
    try rank(value) == 1 ? value : try reform(value, [SymbolicInteger(-1)])
  }

  /// The product of matrices as PyTorch and ONNX define it: vectors are rows or columns, leading axes are repeated.
  func matrixProduct(_ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    let (first, second) = (try rank(a), try rank(b))
    guard first > 0, second > 0 else { throw Refusal("a factor is a number") }
    if first == 1, second == 1 {
      let product = try matrixProduct(try unsqueeze(a, [0]), try unsqueeze(b, [1]))
      return try reform(product, constant(product) == nil ? [SymbolicInteger(1)] : [])
    }
    if first == 1 {
      return try squeeze(try matrixProduct(try unsqueeze(a, [0]), b), [-2])
    }
    if second == 1 {
      return try squeeze(try matrixProduct(a, try unsqueeze(b, [1])), [-1])
    }
    if isData(a), !isData(b), second == 2, try sizes(a)[first - 1].fixed != nil {
      return try linear(a, try transpose(b, 0, 1))
    }
    return try generalProduct(a, b)
  }

  private func generalProduct(_ a: Traced, _ b: Traced) throws(Refusal) -> Traced {
    if let x = constant(a), let y = constant(b) { return .constant(try .matrixProduct(x, y)) }
    let (first, second) = (try rank(a), try rank(b))
    let rank = max(first, second)
    let left = try unsqueeze(a, Array(0..<rank - first))
    let right = try unsqueeze(b, Array(0..<rank - second))
    return .node(try recorder.record(.matrixProduct, [try node(left), try node(right)]))
  }

  // MARK: Convolutions

  /// What is common to convolutions along one or two axes.
  struct WindowSettings {
    var stride: [Int]
    /// Before the first number of each axis.
    var before: [Int]
    var after: [Int]
    var dilation: [Int]
    var groups = 1
    /// Of transposed convolutions.
    var outputPadding: [Int] = []

    init(axes: Int, stride: [Int]?, padding: [Int]?, dilation: [Int]?, groups: Int = 1) {
      func full(_ list: [Int]?, _ usual: Int) -> [Int] {
        guard let list, !list.isEmpty else { return Array(repeating: usual, count: axes) }
        return list.count == axes ? list : Array(repeating: list[0], count: axes)
      }
      self.stride = full(stride, 1)
      before = full(padding, 0)
      after = before
      self.dilation = full(dilation, 1)
      self.groups = groups
    }

    /// The settings with an axis of one row before an only axis.
    var inTwoDimensions: WindowSettings {
      guard stride.count == 1 else { return self }
      var result = self
      result.stride.insert(1, at: 0)
      result.before.insert(0, at: 0)
      result.after.insert(0, at: 0)
      result.dilation.insert(1, at: 0)
      if !outputPadding.isEmpty { result.outputPadding.insert(0, at: 0) }
      return result
    }

    var strides: Extent2 { Extent2(height: stride[0], width: stride[1]) }
    var dilations: Extent2 { Extent2(height: dilation[0], width: dilation[1]) }
    var padding: Padding2 { Padding2(top: before[0], left: before[1], bottom: after[0], right: after[1]) }
  }

  /// A convolution along one or two axes; weights are `[filters, channels / groups, …]`.
  func convolution(
    _ x: Traced, _ weight: Traced, _ bias: Traced, _ settings: WindowSettings, transposed: Bool = false
  ) throws(Refusal) -> Traced {
    let rank = try rank(x)
    guard (3...4).contains(rank) else {
      throw Refusal("convolutions along \(rank - 2) axes are not supported, only along one or two")
    }
    guard !isData(weight) else { throw Refusal("its weights depend on the samples") }
    guard rank == 4 else {
      let image = try convolution(
        try unsqueeze(x, [2]), try unsqueeze(weight, [2]), bias, settings.inTwoDimensions,
        transposed: transposed)
      return try squeeze(image, [2])
    }
    var settings = settings
    var source = x
    if !transposed { (source, settings) = try padded(x, settings) }
    let weights = transposed ? try filtersFirst(weight, groups: settings.groups) : weight
    guard let extents = Self.fixed(try sizes(weights)), extents.count == 4 else {
      throw Refusal("its weights have no size")
    }
    var inputs = [try node(source), try recorder.weight(weights)]
    if case .absent = bias {} else { inputs.append(try recorder.weight(bias)) }
    let kernel = Extent2(height: extents[2], width: extents[3])
    guard !transposed else {
      let convolution = TransposedConvolution(
        filters: extents[0], kernel: kernel, stride: settings.strides, padding: settings.padding,
        outputPadding: Extent2(
          height: settings.outputPadding.first ?? 0, width: settings.outputPadding.last ?? 0),
        dilation: settings.dilations, groups: settings.groups, bias: inputs.count > 2)
      return .node(try recorder.record(Operation(convolution), inputs))
    }
    let convolution = Convolution(
      filters: extents[0], kernel: kernel, stride: settings.strides, padding: settings.padding,
      dilation: settings.dilations, groups: settings.groups, bias: inputs.count > 2)
    return .node(try recorder.record(.convolution(convolution), inputs))
  }

  /// Negative padding as a slice.
  private func padded(_ x: Traced, _ settings: WindowSettings) throws(Refusal) -> (Traced, WindowSettings) {
    guard (settings.before + settings.after).contains(where: { $0 < 0 }) else { return (x, settings) }
    var result = settings
    result.before = settings.before.map { max(0, $0) }
    result.after = settings.after.map { max(0, $0) }
    let cut = try pad(
      x, before: [0, 0] + settings.before.map { min(0, $0) },
      after: [0, 0] + settings.after.map { min(0, $0) },
      mode: .constant(0))
    return (cut, result)
  }

  /// Weights of a transposed convolution, `[channels, filters / groups, …]` in files, with the filters first.
  private func filtersFirst(_ weight: Traced, groups: Int) throws(Refusal) -> Traced {
    guard let extents = Self.fixed(try self.sizes(weight)), extents.count == 4, groups > 0,
      extents[0] % groups == 0
    else {
      throw Refusal("its weights do not fit its groups")
    }
    if groups == 1 { return try permute(weight, [1, 0, 2, 3]) }
    let (channels, filters, h, w) = (extents[0] / groups, extents[1], extents[2], extents[3])
    func sizes(_ extents: Int...) -> [SymbolicInteger] { extents.map { SymbolicInteger($0) } }
    let split = try reshape(weight, to: sizes(groups, channels, filters, h, w))
    return try reshape(
      try permute(split, [0, 2, 1, 3, 4]), to: sizes(groups * filters, channels, h, w))
  }

  // MARK: Pooling

  /// The maximum or mean over windows along one or two axes.
  func pool(
    _ kind: Pooling.Kind, _ x: Traced, kernel: [Int], _ settings: WindowSettings, ceil: Bool = false,
    countsPadding: Bool = false
  ) throws(Refusal) -> Traced {
    let rank = try rank(x)
    if rank == 5, kernel.count == 3, kernel[1...] == [1, 1], settings.stride[1...] == [1, 1],
      (settings.before[1...] + settings.after[1...]).allSatisfy({ $0 == 0 })
    {
      // Along the first of three axes only.
      let sizes = try sizes(x)
      var flat = settings
      flat.stride = [settings.stride[0], 1]
      flat.before = [settings.before[0], 0]
      flat.after = [settings.after[0], 0]
      flat.dilation = [settings.dilation[0], 1]
      let image = try reform(x, Array(sizes[..<3]) + [try product(sizes[3...])])
      let pooled = try pool(
        kind, image, kernel: [kernel[0], 1], flat, ceil: ceil, countsPadding: countsPadding)
      return try reform(pooled, Array(try self.sizes(pooled)[..<3]) + Array(sizes[3...]))
    }
    guard (3...4).contains(rank) else { throw Refusal("pooling along \(rank - 2) axes is not supported") }
    guard rank == 4 else {
      let image = try pool(
        kind, try unsqueeze(x, [2]), kernel: [1] + kernel, settings.inTwoDimensions, ceil: ceil,
        countsPadding: countsPadding)
      return try squeeze(image, [2])
    }
    let window = kernel.count == 2 ? kernel : [kernel[0], kernel[0]]
    let pooling = Pooling(
      kind: kind, kernel: Extent2(height: window[0], width: window[1]), stride: settings.strides,
      padding: settings.padding, dilation: settings.dilations, ceil: ceil, countsPadding: countsPadding)
    return .node(try recorder.record(Operation(pooling), [try node(x)]))
  }

  /// The mean over as many windows as the result has pixels.
  func adaptiveAveragePool(_ x: Traced, to target: [Int?]) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    let first = sizes.count - target.count
    if target.allSatisfy({ $0 == 1 }) {
      return try reduce(.mean, x, axes: Array(first..<sizes.count), keeps: true)
    }
    var result = x
    for (position, count) in target.enumerated() {
      guard let extent = sizes[first + position].fixed else { throw Refusal("an extent is not known") }
      guard let count, count != extent else { continue }
      // A matrix of means, which is the same for all samples.
      var matrix = Array(repeating: 0.0, count: count * extent)
      for row in 0..<count {
        let (start, end) = (row * extent / count, ((row + 1) * extent + count - 1) / count)
        for column in start..<end { matrix[row * extent + column] = 1 / Double(end - start) }
      }
      let weights = Traced.constant(ConstantTensor(.float, matrix, extents: [count, extent]))
      let last = sizes.count - 1
      let moved = try transpose(result, first + position, last)
      result = try transpose(try linear(moved, weights), first + position, last)
    }
    return result
  }

  /// The maximum over as many windows as the result has pixels, which must be of one size.
  func adaptiveMaximumPool(_ x: Traced, to target: [Int?]) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    let extents = sizes.suffix(target.count).compactMap(\.fixed)
    guard extents.count == target.count else { throw Refusal("an extent is not known") }
    let counts = zip(target, extents).map { $0 ?? $1 }
    guard zip(extents, counts).allSatisfy({ $1 > 0 && $0 % $1 == 0 }) else {
      throw Refusal("\(extents) pixels cannot be divided into \(counts) windows of one size")
    }
    let kernel = zip(extents, counts).map { $0 / $1 }
    return try pool(
      .maximum, x, kernel: kernel,
      WindowSettings(axes: kernel.count, stride: kernel, padding: nil, dilation: nil))
  }

  // MARK: Look-ups

  /// Rows of a table: by indices that are data, or by constant ones.
  func embedding(_ table: Traced, _ indices: Traced) throws(Refusal) -> Traced {
    if let constant = constant(indices) {
      guard let positions = Self.fixed(constant.integers) else {
        throw Refusal("a position depends on the number of samples")
      }
      let sizes = try sizes(table)
      let rows = try take(table, axis: 0, indices: positions.map { $0 < 0 ? $0 + (sizes[0].fixed ?? 0) : $0 })
      let result = try reform(rows, constant.extents.map { SymbolicInteger($0) } + sizes.dropFirst())
      guard let axis = constant.batchAxis else { return result }
      var target = try self.sizes(result)
      target[axis] = SymbolicInteger(0, samples: 1)
      return try expand(result, to: target)
    }
    guard !isData(table), let extents = Self.fixed(try sizes(table)), extents.count == 2 else {
      throw Refusal("it looks up in what is no table of parameters")
    }
    return .node(
      try recorder.record(
        .embedding(count: extents[0], width: extents[1]), [try node(indices), try recorder.weight(table)]))
  }
}
