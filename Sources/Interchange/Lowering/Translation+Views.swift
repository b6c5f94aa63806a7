import Formats
import Models
import Networks
import Numerics

/// What moves numbers and changes none.
extension Translation {
  /// The same numbers with other extents, in row-major order.
  ///
  /// An extent of −1 is what remains. In a file that fixes the number of samples, the extents may contain that number.
  func reshape(_ value: Traced, to target: [SymbolicInteger]) throws(Refusal) -> Traced {
    if case .rows(let node) = value { return try unfolded(node, to: target) }
    let sizes = try sizes(value)
    let target = try resolved(target, from: sizes)
    if case .constant(let tensor) = value { return .constant(try reshaped(tensor, target)) }
    if case .parameter(let view) = value, let extents = Self.fixed(target) {
      guard extents.allSatisfy({ $0 > 0 }), extents.checkedProduct() == view.extents.reduce(1, *) else {
        throw Refusal("a tensor of \(view.extents) cannot become \(extents)")
      }
      return .parameter(view.appending(.reshape(extents)))
    }
    let node = try node(value)
    let shape = recorder.shape(node)
    guard let axis = shape.batchAxis else {
      guard let extents = Self.fixed(target) else {
        throw Refusal("parameters are given an extent that depends on the number of samples")
      }
      return .node(try recorder.record(.reshape(extents.isEmpty ? [1] : extents), [node]))
    }
    if let rows = foldedRows(target, shape, node) { return rows }
    let (extents, batchAxis) = try perSample(target, shape, axis)
    return .node(try recorder.record(.reshape(extents, batchAxis: batchAxis), [node]))
  }

  static func fixed(_ sizes: [SymbolicInteger]) -> [Int]? {
    let fixed = sizes.compactMap(\.fixed)
    return fixed.count == sizes.count ? fixed : nil
  }

  /// The extents with −1 replaced by what remains.
  private func resolved(
    _ target: [SymbolicInteger], from sizes: [SymbolicInteger]
  ) throws(Refusal) -> [SymbolicInteger] {
    guard let open = target.firstIndex(of: SymbolicInteger(-1)) else { return target }
    var rest = target
    rest.remove(at: open)
    guard !rest.contains(SymbolicInteger(-1)) else { throw Refusal("two extents are left open") }
    func product(_ sizes: [SymbolicInteger]) throws(Refusal) -> (count: Int, samples: Int) {
      let factors = sizes.map { $0.samples == 0 ? $0.constant : $0.samples }
      guard sizes.allSatisfy({ $0.samples == 0 || $0.constant == 0 }),
        let count = factors.checkedProduct(limit: 1 << 48)
      else { throw Refusal("the extents \(target) are not supported") }
      return (count, sizes.count { $0.samples != 0 })
    }
    let (all, given) = (try product(sizes), try product(rest))
    let power = all.samples - given.samples
    var result = target
    if given.count > 0, all.count % given.count == 0, (0...1).contains(power) {
      let quotient = all.count / given.count
      result[open] = power == 0 ? SymbolicInteger(quotient) : SymbolicInteger(0, samples: quotient)
    } else if let fixedBatch, given.count > 0, all.count * fixedBatch % given.count == 0 {
      result[open] = SymbolicInteger(all.count * fixedBatch / given.count)
    } else {
      throw Refusal("\(sizes) cannot become \(target)")
    }
    return result
  }

  /// Extents for one sample, and the axis of the samples.
  private func perSample(
    _ target: [SymbolicInteger], _ shape: ValueShape, _ axis: Int
  ) throws(Refusal) -> ([Int], Int) {
    if let batchAxis = target.firstIndex(where: { $0.samples != 0 }) {
      let extents = target.map { $0.samples == 0 ? $0.constant : $0.samples }
      guard target.count(where: { $0.samples != 0 }) == 1, target[batchAxis].constant == 0,
        extents.checkedProduct() == shape.count
      else { throw Refusal("\(GraphRecorder.text(shape)) cannot become \(target)") }
      return (extents, batchAxis)
    }
    guard let batch = fixedBatch, let extents = Self.fixed(target) else {
      throw Refusal("\(GraphRecorder.text(shape)) cannot become \(target), which has no axis for the samples")
    }
    // What comes before the samples must stay before them.
    let lead = shape.extents[..<axis].reduce(1, *)
    for candidate in extents.indices
    where extents[..<candidate].reduce(1, *) == lead && extents[candidate] % batch == 0 {
      var own = extents
      own[candidate] /= batch
      if own.checkedProduct() == shape.count { return (own, candidate) }
    }
    throw Refusal(
      "\(GraphRecorder.text(shape)) cannot become \(extents): the file fixes the number of samples")
  }

  private func reshaped(_ tensor: ConstantTensor, _ target: [SymbolicInteger]) throws(Refusal)
    -> ConstantTensor
  {
    let axis = target.firstIndex { $0.samples != 0 }
    let extents = target.enumerated().map { $0.offset == axis ? $0.element.samples : $0.element.constant }
    guard extents.allSatisfy({ $0 >= 0 }), extents.checkedProduct() == tensor.count else {
      throw Refusal("a constant of \(tensor.extents) cannot become \(target)")
    }
    var result = tensor
    result.extents = extents
    result.batchAxis = axis
    return result
  }

  /// The axes in another order.
  func permute(_ value: Traced, _ axes: [Int]) throws(Refusal) -> Traced {
    let rank = try rank(value)
    var positive: [Int] = []
    for index in axes { positive.append(try axis(index, rank: rank)) }
    guard positive.sorted() == Array(0..<rank) else { throw Refusal("\(axes) is no order of \(rank) axes") }
    switch value {
    case .constant(let tensor): return .constant(tensor.applying(.permute(positive)))
    case .parameter(let view): return .parameter(view.appending(.permute(positive)))
    default: return .node(try recorder.record(Operation(Permutation(positive)), [try node(value)]))
    }
  }

  /// Two axes exchanged.
  func transpose(_ value: Traced, _ first: Int, _ second: Int) throws(Refusal) -> Traced {
    let rank = try rank(value)
    guard rank > 0 else { return value }
    var axes = Array(0..<rank)
    axes.swapAt(try axis(first, rank: rank), try axis(second, rank: rank))
    return try permute(value, axes)
  }

  /// With axes of extent 1 at these positions of the result.
  func unsqueeze(_ value: Traced, _ axes: [Int]) throws(Refusal) -> Traced {
    var sizes = try sizes(value)
    let rank = sizes.count + axes.count
    var positive: Set<Int> = []
    for index in axes { positive.insert(try axis(index, rank: rank)) }
    for axis in positive.sorted() { sizes.insert(SymbolicInteger(1), at: min(axis, sizes.count)) }
    return try reform(value, sizes)
  }

  /// Without these axes, which have an extent of 1; without all such axes where that is nil.
  func squeeze(_ value: Traced, _ axes: [Int]? = nil) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    var dropped: Set<Int> = []
    for index in axes ?? Array(sizes.indices) {
      let axis = try axis(index, rank: sizes.count)
      if sizes.indices.contains(axis), sizes[axis] == SymbolicInteger(1) { dropped.insert(axis) }
    }
    return try reform(value, sizes.enumerated().filter { !dropped.contains($0.offset) }.map(\.element))
  }

  /// A reshape to sizes that contain the number of samples where the value does.
  func reform(_ value: Traced, _ sizes: [SymbolicInteger]) throws(Refusal) -> Traced {
    if case .constant(let tensor) = value, tensor.multiples != nil {
      return .constant(
        ConstantTensor(
          tensor.kind, tensor.numbers, extents: sizes.map(\.constant), multiples: tensor.multiples))
    }
    return try reshape(value, to: sizes)
  }

  /// Axes `first` to `last` as one.
  func flatten(_ value: Traced, from first: Int, to last: Int) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    guard !sizes.isEmpty else { return try reform(value, [SymbolicInteger(1)]) }
    let (start, end) = (try axis(first, rank: sizes.count), try axis(last, rank: sizes.count))
    guard start < end else { return value }
    return try reform(value, sizes[..<start] + [try product(sizes[start...end])] + sizes[(end + 1)...])
  }

  func product(_ sizes: some Sequence<SymbolicInteger>) throws(Refusal) -> SymbolicInteger {
    var result = SymbolicInteger(1)
    for size in sizes {
      guard result.samples == 0 || size.samples == 0 else {
        throw Refusal("samples are multiplied by samples")
      }
      let (first, second) = (
        result.constant.multipliedReportingOverflow(by: size.constant),
        result.samples == 0
          ? result.constant.multipliedReportingOverflow(by: size.samples)
          : result.samples.multipliedReportingOverflow(by: size.constant)
      )
      guard !first.overflow, !second.overflow else { throw Refusal("a size is too large") }
      result = SymbolicInteger(first.partialValue, samples: second.partialValue)
    }
    return result
  }

  /// A range of an axis, with a step; bounds are clamped and count from the end where they are negative.
  func slice(_ value: Traced, axis index: Int, start: Int, end: Int, step: Int = 1) throws(Refusal) -> Traced
  {
    let sizes = try sizes(value)
    let axis = try axis(index, rank: sizes.count)
    guard step != 0 else { throw Refusal("a slice has a step of 0") }
    guard let extent = sizes[axis].fixed else {
      guard start == 0, end >= Int.max / 4, step == 1 else { throw Refusal("it takes some of the samples") }
      return value
    }
    func bound(_ index: Int, _ low: Int, _ high: Int) -> Int {
      max(low, min(high, index < 0 ? index + extent : index))
    }
    var indices: [Int]
    if step > 0 {
      indices = Array(stride(from: bound(start, 0, extent), to: bound(end, 0, extent), by: step))
    } else {
      let last = end < -extent ? -1 : bound(end, -1, extent - 1)
      indices = Array(stride(from: bound(start, -1, extent - 1), to: last, by: step))
    }
    return try take(value, axis: axis, indices: indices)
  }

  /// The given positions of an axis, in that order.
  func take(_ value: Traced, axis: Int, indices: [Int]) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    guard sizes.indices.contains(axis) else {
      throw Refusal("there is no axis \(axis) in rank \(sizes.count)")
    }
    guard let extent = sizes[axis].fixed else { throw Refusal("it chooses among the samples") }
    guard indices.allSatisfy((0..<extent).contains) else {
      throw Refusal("an index is not within 0..<\(extent)")
    }
    if indices == Array(0..<extent) { return value }
    if case .constant(let tensor) = value {
      let own = tensor.strides
      var (inner, outer) = (tensor.extents, tensor.extents)
      outer.removeSubrange(axis...)
      inner.removeSubrange(...axis)
      let width = inner.reduce(1, *)
      var positions: [Int] = []
      positions.reserveCapacity(try ConstantTensor.count(of: outer + [indices.count] + inner))
      for base in ConstantTensor.positions(extents: outer, strides: Array(own[..<axis])) {
        for index in indices {
          let start = base + index * own[axis]
          positions += start..<start + width
        }
      }
      return .constant(
        tensor.picking(positions, extents: outer + [indices.count] + inner, batchAxis: tensor.batchAxis))
    }
    guard !indices.isEmpty else {
      // Nothing at all depends on neither data nor parameters.
      var none = sizes
      none[axis] = SymbolicInteger(0)
      return try filled(0, none, kind: .float)
    }
    if case .parameter(let view) = value, indices.sorted() == Array(0..<extent) {
      return .parameter(view.appending(.reorder(axis: axis, order: indices)))
    }
    let node = try node(value)
    if indices == Array(indices[0]..<indices[0] + indices.count) {
      return .node(try recorder.record(.slice(axis: axis, indices[0]..<indices[0] + indices.count), [node]))
    }
    return .node(try recorder.record(Operation(Gather(axis: axis, indices: indices)), [node]))
  }

  /// One position of an axis, which is left out.
  func select(_ value: Traced, axis index: Int, position: Int) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    let axis = try axis(index, rank: sizes.count)
    guard let extent = sizes[axis].fixed else { throw Refusal("it takes one of the samples") }
    let part = try take(value, axis: axis, indices: [position < 0 ? position + extent : position])
    return try squeeze(part, [axis])
  }

  /// Parts of an axis, one after another.
  func split(_ value: Traced, axis index: Int, counts: [Int]) throws(Refusal) -> [Traced] {
    let axis = try axis(index, rank: try rank(value))
    var (parts, start): ([Traced], Int) = ([], 0)
    for count in counts {
      parts.append(try slice(value, axis: axis, start: start, end: start + count))
      start += count
    }
    return parts
  }

  /// Values one after another along an axis.
  func concatenate(_ values: [Traced], axis index: Int) throws(Refusal) -> Traced {
    let constants = values.compactMap(constant)
    if constants.count == values.count { return .constant(try concatenated(constants, index)) }
    var ranks: [Int] = []
    for value in values { ranks.append(try rank(value)) }
    // Legacy of PyTorch: an empty vector beside values of any rank.
    let used = zip(values, ranks).filter { value, rank in
      if case .constant(let tensor) = value { tensor.count > 0 } else { true }
    }
    guard let rank = used.first?.1, used.allSatisfy({ $0.1 == rank }) else { throw Refusal("ranks differ") }
    let axis = try axis(index, rank: rank)
    var nodes: [Int] = []
    for (value, _) in used { nodes.append(try node(value)) }
    // What is the same for all samples is repeated for each beside data.
    if let batchAxis = nodes.compactMap({ recorder.shape($0).batchAxis }).first {
      for i in nodes.indices where recorder.shape(nodes[i]).batchAxis == nil {
        nodes[i] = try recorder.record(Operation(SampleRepetition(axis: batchAxis)), [nodes[i]])
      }
    }
    return .node(try recorder.record(.concatenate(axis: axis), nodes))
  }

  private func concatenated(_ tensors: [ConstantTensor], _ index: Int) throws(Refusal) -> ConstantTensor {
    let used = tensors.filter { !($0.rank == 1 && $0.count == 0) }
    guard let first = used.first else {
      guard let empty = tensors.first else { throw Refusal("it joins nothing") }
      return empty
    }
    let axis = try axis(index, rank: first.rank)
    guard first.rank > 0, first.batchAxis != axis,
      used.allSatisfy({ other in
        other.rank == first.rank
          && other.extents.indices.allSatisfy { $0 == axis || other.extents[$0] == first.extents[$0] }
      })
    else { throw Refusal("constants do not fit one after another") }
    var extents = first.extents
    extents[axis] = used.reduce(0) { $0 + $1.extents[axis] }
    let lead = extents[..<axis].reduce(1, *)
    var (numbers, multiples): ([Double], [Double]) = ([], [])
    for row in 0..<lead {
      for tensor in used {
        let width = tensor.count / max(lead, 1)
        numbers += tensor.numbers[row * width..<(row + 1) * width]
        multiples +=
          tensor.multiples?[row * width..<(row + 1) * width] ?? ArraySlice(repeating: 0, count: width)
      }
    }
    let kind = used.contains { $0.kind == .float } ? ConstantTensor.Kind.float : first.kind
    return ConstantTensor(
      kind, numbers, extents: extents, batchAxis: first.batchAxis, multiples: multiples,
      varies: used.contains { $0.varies })
  }

  /// A value repeated along axes of extent 1, aligned at the end; −1 leaves an extent as it is.
  func expand(_ value: Traced, to target: [SymbolicInteger]) throws(Refusal) -> Traced {
    let sizes = try sizes(value)
    let missing = target.count - sizes.count
    guard missing >= 0 else { throw Refusal("\(sizes) cannot be repeated to \(target)") }
    var result = try unsqueeze(value, Array(0..<missing))
    let own = Array(repeating: SymbolicInteger(1), count: missing) + sizes
    for (axis, (size, wanted)) in zip(own, target).enumerated() {
      if wanted == size || wanted == SymbolicInteger(-1) || wanted == SymbolicInteger(1) { continue }
      if wanted.fixed != nil, size.samples != 0, wanted.constant == fixedBatch.map({ $0 * size.samples }) {
        continue
      }
      guard size == SymbolicInteger(1) else { throw Refusal("\(sizes) cannot be repeated to \(target)") }
      result = try repeated(result, axis: axis, wanted)
    }
    return result
  }

  private func repeated(_ value: Traced, axis: Int, _ count: SymbolicInteger) throws(Refusal) -> Traced {
    let forSamples = count.samples == 1 && count.constant == 0
    if case .constant(var tensor) = value {
      if forSamples {
        guard tensor.batchAxis == nil else { throw Refusal("samples are repeated for samples") }
        tensor.batchAxis = axis
        return .constant(tensor)
      }
      guard let fixed = count.fixed else { throw Refusal("a constant is repeated \(count) times") }
      var extents = tensor.extents
      extents[axis] = fixed
      return .constant(try tensor.broadcast(to: extents, batchAxis: tensor.batchAxis))
    }
    let node = try node(value)
    if forSamples {
      if recorder.shape(node).batchAxis == axis { return value }
      guard recorder.shape(node).batchAxis == nil else { throw Refusal("samples are repeated for samples") }
      return .node(try recorder.record(Operation(SampleRepetition(axis: axis)), [node]))
    }
    guard let fixed = count.fixed, (1...1 << 24).contains(fixed) else {
      throw Refusal("a value is repeated too often")
    }
    return .node(
      try recorder.record(Operation(Gather(axis: axis, indices: Array(repeating: 0, count: fixed))), [node]))
  }

  /// The whole value several times along each axis.
  func tile(_ value: Traced, _ counts: [SymbolicInteger]) throws(Refusal) -> Traced {
    var result = try unsqueeze(value, Array(0..<max(0, counts.count - (try rank(value)))))
    for (axis, count) in counts.enumerated() where count != SymbolicInteger(1) {
      let size = try sizes(result)[axis]
      if size == SymbolicInteger(1) {
        result = try repeated(result, axis: axis, count)
      } else {
        guard let size = size.fixed, let count = count.fixed else { throw Refusal("samples are repeated") }
        guard count >= 0, [size, count].checkedProduct(limit: 1 << 24) != nil else {
          throw Refusal("a value is repeated too often")
        }
        result = try take(result, axis: axis, indices: (0..<size * count).map { $0 % size })
      }
    }
    return result
  }

  /// How numbers beyond the ends of an axis are made up.
  enum PaddingMode {
    case constant(Double)
    case reflect
    case edge
    case wrap
  }

  /// Numbers before and after those of each axis; negative counts cut off.
  func pad(_ value: Traced, before: [Int], after: [Int], mode: PaddingMode) throws(Refusal) -> Traced {
    var result = value
    let sizes = try sizes(value)
    for axis in sizes.indices where before[axis] < 0 || after[axis] < 0 {
      guard let extent = sizes[axis].fixed else { throw Refusal("samples are cut off") }
      result = try slice(
        result, axis: axis, start: max(0, -before[axis]), end: extent + min(0, after[axis]))
    }
    let (before, after) = (before.map { max(0, $0) }, after.map { max(0, $0) })
    guard (before + after).contains(where: { $0 > 0 }) else { return result }
    guard case .constant(let number) = mode else {
      for axis in before.indices where before[axis] > 0 || after[axis] > 0 {
        guard let extent = try self.sizes(result)[axis].fixed else { throw Refusal("samples are padded") }
        let period = 2 * (extent - 1)
        let indices = (-before[axis]..<extent + after[axis]).map { position in
          switch mode {
          case .edge, .constant: min(max(position, 0), extent - 1)
          case .wrap: (position % extent + extent) % extent
          case .reflect:
            period == 0 ? 0 : { $0 < extent ? $0 : period - $0 }((position % period + period) % period)
          }
        }
        result = try take(result, axis: axis, indices: indices)
      }
      return result
    }
    if let tensor = constant(result) {
      return .constant(try tensor.padded(before, after, with: number))
    }
    guard number != 0 else {
      return .node(try recorder.record(.pad(before: before, after: after), [try node(result)]))
    }
    // A number other than zero joins as a constant: a shift there and back would lose digits.
    for axis in before.indices where before[axis] > 0 || after[axis] > 0 {
      func filling(_ count: Int) throws(Refusal) -> [Traced] {
        guard count > 0 else { return [] }
        var extents = try self.sizes(result).map { $0.samples == 0 ? $0.constant : 1 }
        extents[axis] = count
        return [
          .constant(
            ConstantTensor(.float, Array(repeating: number, count: extents.reduce(1, *)), extents: extents))
        ]
      }
      result = try concatenate(try filling(before[axis]) + [result] + (try filling(after[axis])), axis: axis)
    }
    return result
  }
}

extension ConstantTensor {
  fileprivate func padded(_ before: [Int], _ after: [Int], with number: Double) throws(Refusal)
    -> ConstantTensor
  {
    let target = extents.indices.map { extents[$0] + before[$0] + after[$0] }
    guard let count = target.checkedProduct(limit: Self.largestCount), multiples == nil else {
      throw Refusal("a constant of \(target) would be too large")
    }
    var result = Array(repeating: number, count: count)
    let strides = ForeignTensor.rowMajor(target)
    let offset = zip(before, strides).reduce(0) { $0 + $1.0 * $1.1 }
    for (index, position) in Self.positions(extents: extents, strides: strides, offset: offset).enumerated() {
      result[position] = numbers[index]
    }
    return ConstantTensor(kind, result, extents: target, batchAxis: batchAxis)
  }
}
