import Formats
import Networks
import Numerics

/// Operators that move numbers.
extension ONNXOperators {
  static func views(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    let x = try call.tensor(0)
    switch call.name {
    case "Reshape":
      var target = try call.integers("shape", orInput: 1) ?? []
      let sizes = try t.sizes(x)
      if try call.integer("allowzero") != 1 {
        for position in target.indices where target[position] == SymbolicInteger(0) && position < sizes.count
        {
          target[position] = sizes[position]
        }
      }
      return [try t.reshape(x, to: target)]
    case "Flatten":
      let sizes = try t.sizes(x)
      let axis = try call.integer("axis") ?? 1
      let start = axis < 0 ? axis + sizes.count : axis
      guard (0...sizes.count).contains(start) else { throw Refusal("there is no axis \(axis)") }
      return [try t.reform(x, [try t.product(sizes[..<start]), try t.product(sizes[start...])])]
    case "Transpose":
      let rank = try t.rank(x)
      return [try t.permute(x, try call.integers("perm") ?? Array((0..<rank).reversed()))]
    case "Squeeze":
      let (axes, sizes) = (try call.fixedIntegers("axes", orInput: 1), try t.sizes(x))
      for index in axes ?? [] where sizes[try t.axis(index, rank: sizes.count)] != SymbolicInteger(1) {
        throw Refusal("it drops an axis of more than one number")
      }
      return [try t.squeeze(x, axes)]
    case "Unsqueeze": return [try t.unsqueeze(x, try call.fixedIntegers("axes", orInput: 1) ?? [])]
    case "Concat":
      var list: [Traced] = []
      for position in call.node.inputs.indices { list.append(try call.tensor(position)) }
      return [try t.concatenate(list, axis: try call.integer("axis") ?? 1)]
    case "Split": return try split(call)
    case "SplitToSequence": return [.list(try sequenceSplit(call))]
    case "SequenceConstruct":
      var list: [Traced] = []
      for position in call.node.inputs.indices { list.append(try call.tensor(position)) }
      return [.list(list)]
    case "SequenceAt":
      guard case .list(let list) = x, let index = t.constant(try call.tensor(1))?.integers.first?.constant
      else {
        throw Refusal("it takes a part that is not known")
      }
      let position = index < 0 ? index + list.count : index
      guard list.indices.contains(position) else { throw Refusal("there is no part \(position)") }
      return [list[position]]
    case "ConcatFromSequence":
      guard case .list(let list) = x else { throw Refusal("it joins what is no sequence") }
      let axis = try call.integer("axis") ?? 0
      guard try call.integer("new_axis") == 1 else { return [try t.concatenate(list, axis: axis)] }
      var stacked: [Traced] = []
      for value in list { stacked.append(try t.unsqueeze(value, [axis])) }
      return [try t.concatenate(stacked, axis: axis)]
    case "Gather": return [try gather(call)]
    case "GatherElements":
      return [try t.gather(x, axis: try call.integer("axis") ?? 0, try call.tensor(1))]
    case "GatherND": return [try gatherND(call)]
    case "Expand":
      let target = try t.integers(call.argument(1)) ?? []
      let sizes = try t.sizes(x)
      // Extents of 1 leave those of the value as they are.
      let padded = Array(repeating: SymbolicInteger(1), count: max(0, sizes.count - target.count)) + target
      return [try t.expand(x, to: padded)]
    case "Tile": return [try t.tile(x, try call.integers("repeats", orInput: 1) ?? [])]
    case "Pad": return [try pad(call)]
    case "CenterCropPad": return [try centred(call)]
    case "Identity": return [x]
    case "Cast", "CastLike":
      let code = call.name == "Cast" ? try call.integer("to") ?? 1 : nil
      let kind: ConstantTensor.Kind? =
        switch code {
        case nil: t.constant(try call.tensor(1))?.kind ?? .float
        case 9?: .boolean
        case 1?, 10?, 11?, 16?: .float
        case 2?, 3?, 4?, 5?, 6?, 7?, 12?, 13?: .integer
        default: throw Refusal("numbers of type \(code ?? 0) are not supported")
        }
      if let tensor = t.constant(x), let kind { return [.constant(tensor.cast(to: kind))] }
      return [try t.cast(x, to: kind)]
    case "CumSum":
      guard let axis = t.constant(try call.tensor(1))?.integers.first?.constant else {
        throw Refusal("its axis is not known")
      }
      let sums = try t.cumulativeSum(
        x, axis: axis, exclusive: try call.integer("exclusive") == 1,
        reverse: try call.integer("reverse") == 1)
      return [try t.reform(sums, try t.sizes(x))]
    case "ReverseSequence", "Compress", "ScatterElements", "Scatter", "OneHot", "Unique":
      throw Refusal("the operator is not supported")
    case "ScatterND": return [try scatterND(call)]
    case "Trilu":
      let diagonal = try call.has(1) ? t.constant(try call.tensor(1))?.integers.first?.constant ?? 0 : 0
      let isUpper = try call.integer("upper") ?? 1 == 1
      guard try t.rank(x) >= 2, (-1 << 31...1 << 31).contains(diagonal) else {
        throw Refusal("its input is no matrix")
      }
      if let tensor = t.constant(x) {
        return [.constant(tensor.triangle(isLower: !isUpper, diagonal: diagonal))]
      }
      let extents = try t.sizes(x).suffix(2).compactMap(\.fixed)
      guard extents.count == 2 else { throw Refusal("it cuts a triangle of samples") }
      let ones = ConstantTensor(.float, Array(repeating: 1, count: extents[0] * extents[1]), extents: extents)
      return [try t.binary(.multiply, x, .constant(ones.triangle(isLower: !isUpper, diagonal: diagonal)))]
    default: return nil
    }
  }

  private static func split(_ call: ONNXCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    let x = try call.tensor(0)
    let axis = try t.axis(try call.integer("axis") ?? 0, rank: try t.rank(x))
    guard let extent = try t.sizes(x)[axis].fixed else { throw Refusal("it divides samples") }
    if let counts = try call.fixedIntegers("split", orInput: 1) {
      guard counts.allSatisfy((0...extent).contains), counts.checkedSum(limit: extent) == extent else {
        throw Refusal("its parts do not fit")
      }
      return try t.split(x, axis: axis, counts: counts)
    }
    let parts = try call.integer("num_outputs") ?? call.node.outputs.count
    guard (1...1 << 16).contains(parts) else { throw Refusal("it has no parts") }
    let size = (extent + parts - 1) / parts
    return try t.split(x, axis: axis, counts: (0..<parts).map { max(0, min(size, extent - $0 * size)) })
  }

  private static func sequenceSplit(_ call: ONNXCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    let x = try call.tensor(0)
    let axis = try t.axis(try call.integer("axis") ?? 0, rank: try t.rank(x))
    guard let extent = try t.sizes(x)[axis].fixed else { throw Refusal("it divides samples") }
    var counts = Array(repeating: 1, count: extent)
    if try call.has(1) {
      guard let given = t.constant(try call.tensor(1)), given.multiples == nil else {
        throw Refusal("it divides by data")
      }
      counts = given.integers.map(\.constant)
      if given.rank == 0, let size = counts.first, size > 0 {
        counts = stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
      }
    }
    guard counts.allSatisfy((1...max(extent, 1)).contains), counts.checkedSum(limit: extent) == extent else {
      throw Refusal("its parts do not fit")
    }
    let parts = try t.split(x, axis: axis, counts: counts)
    guard try !call.has(1), try call.integer("keepdims") == 0 else { return parts }
    var squeezed: [Traced] = []
    for part in parts { squeezed.append(try t.squeeze(part, [axis])) }
    return squeezed
  }

  static func slice(_ call: ONNXCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    guard let starts = try call.integers("starts", orInput: 1),
      let ends = try call.integers("ends", orInput: 2)
    else {
      throw Refusal("it has no bounds")
    }
    let axes = try call.fixedIntegers("axes", orInput: 3) ?? Array(starts.indices)
    let steps = try call.fixedIntegers("steps", orInput: 4) ?? Array(repeating: 1, count: starts.count)
    guard starts.count == ends.count, axes.count == starts.count, steps.count == starts.count else {
      throw Refusal("its bounds do not fit its axes")
    }
    if (starts + ends).allSatisfy({ $0.samples == 0 }) {
      let slices = axes.indices.map { (axes[$0], starts[$0].constant, ends[$0].constant, steps[$0]) }
      if let part = try t.part(of: call.argument(0), slices, as: call.node.outputs.first) { return part }
    }
    var x = try call.tensor(0)
    let rank = try t.rank(x)
    for (position, index) in axes.enumerated() {
      let axis = try t.axis(index, rank: rank)
      let (start, end) = (starts[position], ends[position])
      if end.samples != 0 || start.samples != 0 {
        guard start == SymbolicInteger(0), try t.sizes(x)[axis] == end else {
          throw Refusal("it takes some of the samples")
        }
        continue
      }
      x = try t.slice(x, axis: axis, start: start.constant, end: end.constant, step: steps[position])
    }
    return [x]
  }

  private static func gather(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let (x, indices) = (try call.tensor(0), try call.tensor(1))
    let sizes = try t.sizes(x)
    let axis = try t.axis(try call.integer("axis") ?? 0, rank: sizes.count)
    guard let constant = t.constant(indices) else {
      guard axis == 0 else { throw Refusal("it looks up by data along another axis than the first") }
      return try t.embedding(x, indices)
    }
    if axis == 0, !t.isData(x), t.constant(x) == nil { return try t.embedding(x, indices) }
    if axis == 0, let own = try t.gatheredWithin(x, constant) { return own }
    guard let fixed = Translation.fixed(constant.integers) else {
      throw Refusal("it looks up by the number of samples")
    }
    if sizes[axis].samples != 0 {
      throw Refusal("it chooses among the samples")
    }
    let part = try t.take(x, axis: axis, indices: fixed.map { $0 < 0 ? $0 + sizes[axis].constant : $0 })
    var result = sizes
    result.replaceSubrange(axis...axis, with: constant.extents.map { SymbolicInteger($0) })
    if case .constant(let tensor) = part {
      // An element of sizes stays a size.
      return .constant(
        ConstantTensor(
          tensor.kind, tensor.numbers, extents: result.map { $0.samples == 0 ? $0.constant : $0.samples },
          batchAxis: result.firstIndex { $0.samples != 0 }, multiples: tensor.multiples))
    }
    return try t.reform(part, result)
  }

  private static func gatherND(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.tensor(0)
    guard let indices = t.constant(try call.tensor(1)), indices.rank > 0,
      try call.integer("batch_dims") ?? 0 == 0
    else {
      throw Refusal("it looks up by data")
    }
    let depth = indices.extents[indices.rank - 1]
    let lead = Array(indices.extents.dropLast())
    guard depth > 0, depth <= (try t.rank(x)) else { throw Refusal("its indices do not fit") }
    let pairs = (0..<depth).map { column in
      (
        axis: column,
        ConstantTensor(
          .integer, stride(from: column, to: indices.count, by: depth).map { indices.numbers[$0] },
          extents: lead,
          batchAxis: indices.batchAxis)
      )
    }
    if let tensor = t.constant(x) { return try t.indexed(tensor, pairs) }
    return try t.indexed(x, pairs, areOfSamples: indices.varies)
  }

  private static func scatterND(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    guard var tensor = t.settled(try call.tensor(0)), let indices = t.constant(try call.tensor(1)),
      let updates = t.settled(try call.tensor(2)), indices.rank > 0, tensor.multiples == nil,
      (call.text("reduction") ?? "none") == "none"
    else { throw Refusal("it changes data") }
    let depth = indices.extents[indices.rank - 1]
    guard depth > 0, depth <= tensor.rank else { throw Refusal("its indices do not fit") }
    let strides = tensor.strides
    let width = tensor.extents.dropFirst(depth).reduce(1, *)
    for row in 0..<indices.count / max(depth, 1) {
      var offset = 0
      for column in 0..<depth {
        let index = indices.integers[row * depth + column].constant
        let own = index < 0 ? index + tensor.extents[column] : index
        guard (0..<tensor.extents[column]).contains(own) else { throw Refusal("an index is out of range") }
        offset += own * strides[column]
      }
      guard (row + 1) * width <= updates.count else { throw Refusal("its updates do not fit") }
      for i in 0..<width { tensor.numbers[offset + i] = updates.numbers[row * width + i] }
    }
    return .constant(tensor)
  }

  private static func pad(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.tensor(0)
    let rank = try t.rank(x)
    guard let pads = try call.fixedIntegers(call.opset < 2 ? "paddings" : "pads", orInput: 1) else {
      throw Refusal("it has no amounts")
    }
    var axes = Array(0..<rank)
    if try call.has(3) {
      axes = []
      for index in try t.fixedIntegers(call.argument(3)) ?? [] { axes.append(try t.axis(index, rank: rank)) }
    }
    guard pads.count == 2 * axes.count, pads.allSatisfy((-1 << 24...1 << 24).contains) else {
      throw Refusal("its amounts do not fit")
    }
    var (before, after) = (Array(repeating: 0, count: rank), Array(repeating: 0, count: rank))
    for (position, axis) in axes.enumerated() {
      before[axis] = pads[position]
      after[axis] = pads[axes.count + position]
    }
    let mode: Translation.PaddingMode =
      switch call.text("mode") ?? "constant" {
      case "reflect": .reflect
      case "edge": .edge
      case "wrap": .wrap
      default: .constant(try call.number("value", orInput: 2) ?? 0)
      }
    return try t.pad(x, before: before, after: after, mode: mode)
  }

  /// Axes cut or padded with zeros on both sides.
  private static func centred(_ call: ONNXCall) throws(Refusal) -> Traced {
    let t = call.translation
    var x = try call.tensor(0)
    let rank = try t.rank(x)
    let targets = try t.integers(call.argument(1)) ?? []
    let axes = try call.integers("axes") ?? Array(0..<rank)
    guard axes.count == targets.count else { throw Refusal("its sizes do not fit its axes") }
    for (index, target) in zip(axes, targets) {
      let axis = try t.axis(index, rank: rank)
      let size = try t.sizes(x)[axis]
      if size == target { continue }
      guard let extent = size.fixed, let wanted = target.fixed, wanted > 0 else {
        throw Refusal("it cuts samples")
      }
      if wanted < extent {
        let start = (extent - wanted) / 2
        x = try t.slice(x, axis: axis, start: start, end: start + wanted)
      } else {
        var (before, after) = (Array(repeating: 0, count: rank), Array(repeating: 0, count: rank))
        before[axis] = (wanted - extent) / 2
        after[axis] = wanted - extent - before[axis]
        x = try t.pad(x, before: before, after: after, mode: .constant(0))
      }
    }
    return x
  }
}
