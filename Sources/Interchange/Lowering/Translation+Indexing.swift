import Formats
import Networks
import Tensors

/// Look-ups by tensors of indices, and conversions.
extension Translation {
  /// Another type of numbers; data stay single precision.
  func cast(_ value: Traced, to kind: ConstantTensor.Kind?) throws(Refusal) -> Traced {
    guard case .node(let node) = value, let kind else { return value }
    switch (recorder.shape(node).element, kind) {
    case (.int32, .float): return .node(try recorder.record(Operation(IndexValue()), [node]))
    case (.int32, .boolean): return try compare(.notEqual, value, .constant(ConstantTensor(integer: 0)))
    case (.float32, .integer) where !booleans.contains(recorder.origin(node)):
      return try unary(.truncate, value)
    case (.float32, .boolean) where !booleans.contains(recorder.origin(node)):
      return try compare(.notEqual, value, .constant(ConstantTensor(float: 0)))
    default: return value
    }
  }

  /// Several axes of a constant looked up together, as NumPy does it.
  func indexed(_ tensor: ConstantTensor, _ indices: [(axis: Int, ConstantTensor)]) throws(Refusal) -> Traced {
    let (extents, positions) = try jointPositions(indices)
    let axes = indices.map(\.axis)
    let rest = tensor.extents.indices.filter { !axes.contains($0) }
    let strides = tensor.strides
    let isTogether = axes == Array(axes[0]..<axes[0] + axes.count)
    let lead = isTogether ? rest.filter { $0 < axes[0] } : []
    let tail = rest.filter { !lead.contains($0) }
    var picks: [Int] = []
    for base in ConstantTensor.positions(
      extents: lead.map { tensor.extents[$0] }, strides: lead.map { strides[$0] })
    {
      for position in positions {
        var offset = base
        for (axis, index) in zip(axes, position) {
          let extent = tensor.extents[axis]
          let own = index < 0 ? index + extent : index
          guard (0..<extent).contains(own) else { throw Refusal("an index is not within 0..<\(extent)") }
          offset += own * strides[axis]
        }
        picks += ConstantTensor.positions(
          extents: tail.map { tensor.extents[$0] }, strides: tail.map { strides[$0] }, offset: offset)
      }
    }
    let batchAxis = indices.compactMap { index in index.1.batchAxis.map { $0 + extents.count - index.1.rank }
    }.first
    var result = tensor.picking(
      picks, extents: lead.map { tensor.extents[$0] } + extents + tail.map { tensor.extents[$0] },
      batchAxis: batchAxis.map { $0 + lead.count })
    // The samples' own positions along the axis of the samples: each has what all have.
    result.varies = tensor.varies || indices.contains { $0.1.varies && $0.axis != tensor.batchAxis }
    return .constant(result)
  }

  /// Several neighbouring axes of parameters or data looked up together.
  ///
  /// - Parameter areOfSamples: whether the first indices are the samples' own positions, so that each looks up in itself.
  func indexed(
    _ value: Traced, _ indices: [(axis: Int, ConstantTensor)], areOfSamples: Bool = false
  ) throws(Refusal) -> Traced {
    if areOfSamples, indices.count == 2, indices[0].axis == 0, indices[1].axis == 1,
      try sizes(value)[0].samples == 1
    {
      let (extents, positions) = try jointPositions(indices)
      let part = try take(value, axis: 1, indices: positions.map { $0[1] })
      var target = extents.map { SymbolicInteger($0) }
      target[0] = SymbolicInteger(0, samples: 1)
      return try reform(part, target + (try sizes(value)).dropFirst(2))
    }
    let axes = indices.map(\.axis)
    var sizes = try sizes(value)
    guard axes == Array(axes[0]..<axes[0] + axes.count), axes[axes.count - 1] < sizes.count else {
      throw Refusal("it looks up along axes that are apart")
    }
    let extents = sizes[axes[0]...axes[axes.count - 1]].compactMap(\.fixed)
    guard extents.count == axes.count else { throw Refusal("it looks up samples") }
    let (result, positions) = try jointPositions(indices)
    for position in positions {
      guard zip(position, extents).allSatisfy({ (-$1..<$1).contains($0) }) else {
        throw Refusal("an index is not within \(extents)")
      }
    }
    let strides = ForeignTensor.rowMajor(extents)
    let flat = try reform(
      value,
      sizes[..<axes[0]] + [SymbolicInteger(extents.reduce(1, *))] + sizes[(axes[axes.count - 1] + 1)...])
    let picked = try take(
      flat, axis: axes[0],
      indices: positions.map { position in
        zip(zip(position, extents), strides).reduce(0) { $0 + ($1.0.0 < 0 ? $1.0.0 + $1.0.1 : $1.0.0) * $1.1 }
      })
    sizes.replaceSubrange(axes[0]...axes[axes.count - 1], with: result.map { SymbolicInteger($0) })
    return try reform(picked, sizes)
  }

  /// Numbers of samples that are one run, looked up by positions that lie in the same sample each; nil where they do not.
  func gatheredWithin(_ value: Traced, _ indices: ConstantTensor) throws(Refusal) -> Traced? {
    let sizes = try sizes(value)
    guard indices.varies, indices.batchAxis == 0, let count = sizes.first?.samples, count > 0,
      sizes.count == 1,
      indices.increment == Double(count), indices.numbers.allSatisfy({ (0..<Double(count)).contains($0) })
    else { return nil }
    let samples = try reshape(value, to: [SymbolicInteger(0, samples: 1), SymbolicInteger(count)])
    let part = try take(samples, axis: 1, indices: indices.numbers.map { Int($0) })
    return try reform(
      part, [SymbolicInteger(0, samples: 1)] + indices.extents.dropFirst().map { SymbolicInteger($0) })
  }

  private func jointPositions(
    _ indices: [(axis: Int, ConstantTensor)]
  ) throws(Refusal) -> (extents: [Int], positions: [[Int]]) {
    var extents: [Int] = []
    for (_, tensor) in indices {
      let zeros = ConstantTensor(.integer, Array(repeating: 0, count: extents.reduce(1, *)), extents: extents)
      guard tensor.multiples == nil else { throw Refusal("it looks up by the number of samples") }
      extents = try ConstantTensor.combining(zeros, tensor) { $0 + $1 }.extents
    }
    var columns: [[Int]] = []
    for (_, tensor) in indices { columns.append(try tensor.broadcast(to: extents).integers.map(\.constant)) }
    return (extents, (0..<extents.reduce(1, *)).map { position in columns.map { $0[position] } })
  }

  /// For each position of the index tensor the number at that index along an axis.
  func gather(_ value: Traced, axis index: Int, _ indices: Traced) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    let axis = try axis(index, rank: sizes.count)
    guard let tensor = constant(indices), tensor.multiples == nil else {
      throw Refusal("it looks up by data")
    }
    guard tensor.rank == sizes.count, tensor.count > 0 else {
      throw Refusal("its indices do not fit its input")
    }
    guard let extent = sizes[axis].fixed else { throw Refusal("it looks up samples") }
    let positions = tensor.integers.map { $0.constant < 0 ? $0.constant + extent : $0.constant }
    guard positions.allSatisfy((0..<extent).contains) else {
      throw Refusal("an index is not within 0..<\(extent)")
    }
    if let source = constant(value), source.batchAxis == nil {
      // Along the other axes the index tensor may be shorter.
      let strides = source.strides
      var picks: [Int] = []
      let own = strides.enumerated().map { $0.offset == axis ? 0 : $0.element }
      for (base, position) in zip(ConstantTensor.positions(extents: tensor.extents, strides: own), positions)
      {
        picks.append(base + position * strides[axis])
      }
      return .constant(source.picking(picks, extents: tensor.extents, batchAxis: tensor.batchAxis))
    }
    // The same indices for every position of the other axes.
    let strides = tensor.strides
    let column = (0..<tensor.extents[axis]).map { positions[$0 * strides[axis]] }
    guard
      tensor.numbers.indices.allSatisfy({ positions[$0] == column[$0 / strides[axis] % tensor.extents[axis]] }
      )
    else {
      throw Refusal("it looks up with other indices for other positions")
    }
    return try take(value, axis: axis, indices: column)
  }

  /// Rows of depth as pixels.
  func depthToSpace(_ x: Traced, _ block: Int, columnRowDepth: Bool) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    guard sizes.count == 4, let channels = sizes[1].fixed, (1...1 << 16).contains(block),
      channels % (block * block) == 0
    else {
      throw Refusal("its channels do not fit its blocks")
    }
    let (depth, one) = (SymbolicInteger(channels / block / block), SymbolicInteger(block))
    let split = try reshape(
      x,
      to: columnRowDepth
        ? [sizes[0], depth, one, one, sizes[2], sizes[3]] : [sizes[0], one, one, depth, sizes[2], sizes[3]])
    let moved = try permute(split, columnRowDepth ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2])
    return try reshape(
      moved, to: [sizes[0], depth, try product([sizes[2], one]), try product([sizes[3], one])])
  }

  /// Pixels as rows of depth.
  func pixelUnshuffle(_ x: Traced, _ block: Int, depthLast: Bool = true) throws(Refusal) -> Traced {
    let sizes = try sizes(x)
    guard sizes.count == 4, let height = sizes[2].fixed, let width = sizes[3].fixed,
      (1...1 << 16).contains(block), height % block == 0,
      width % block == 0, let channels = sizes[1].fixed
    else { throw Refusal("its pixels do not fit its blocks") }
    func size(_ number: Int) -> SymbolicInteger { SymbolicInteger(number) }
    let split = try reshape(
      x, to: [sizes[0], sizes[1], size(height / block), size(block), size(width / block), size(block)])
    let moved = try permute(split, depthLast ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4])
    return try reshape(
      moved, to: [sizes[0], size(channels * block * block), size(height / block), size(width / block)])
  }

  /// An image with another number of pixels; what is resized has one or two axes after the channels.
  ///
  /// - Parameter settings: makes the operation for a size, with factors of the sides where those are not the ratio of sizes.
  func resize(
    _ x: Traced, to target: [Int], scales: [Double]?, settings: (Extent2, [Double]?) -> Resize
  ) throws(Refusal) -> Traced {
    let rank = try rank(x)
    guard rank == 4 else {
      guard rank == 3 else { throw Refusal("only images are resized") }
      let image = try unsqueeze(x, [2])
      return try squeeze(
        try resize(image, to: [1] + target, scales: scales.map { [1] + $0 }, settings: settings), [2])
    }
    let operation = settings(Extent2(height: target[0], width: target[1]), scales)
    return .node(try recorder.record(Operation(operation), [try node(x)]))
  }

  /// Another value under the name of one that is changed in place.
  ///
  /// - Throws: `Refusal` where the name is a view of other data, which would have to change too.
  func replace(_ name: String, by value: Traced) throws(Refusal) {
    set(name, value)
    try updateSources(of: name, by: value)
  }
}
