import Formats
import Networks

/// Operators that move numbers.
extension TorchOperators {
  static func views(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    let name = call.name
    switch name {
    case "view", "reshape", "_unsafe_view", "view_as", "reshape_as":
      let target = name.hasSuffix("_as") ? try t.sizes(try call.tensor(1)) : try call.sizes("size", "shape")
      guard let target else { throw Refusal("its result has no size") }
      return [try t.reshape(try call.input(), to: target)]
    case "flatten":
      return [
        try t.flatten(
          try call.input(), from: try call.integer("start_dim") ?? 0, to: try call.integer("end_dim") ?? -1)
      ]
    case "unflatten":
      let x = try call.input()
      var sizes = try t.sizes(x)
      let axis = try t.axis(try call.integer("dim") ?? 0, rank: sizes.count)
      var parts = try call.sizes("sizes") ?? []
      if let open = parts.firstIndex(of: SymbolicInteger(-1)) {
        let known = try t.product(parts.enumerated().filter { $0.offset != open }.map(\.element))
        guard let count = known.fixed, count > 0 else { throw Refusal("a part has no size") }
        parts[open] = SymbolicInteger(sizes[axis].constant / count, samples: sizes[axis].samples / count)
      }
      sizes.replaceSubrange(axis...axis, with: parts)
      return [try t.reshape(x, to: sizes)]
    case "squeeze":
      return [try t.squeeze(try call.input(), try call.integers("dim"))]
    case "unsqueeze": return [try t.unsqueeze(try call.input(), [try call.integer("dim") ?? 0])]
    case "permute": return [try t.permute(try call.input(), try call.integers("dims") ?? [])]
    case "movedim": return [try movedAxes(call)]
    case "transpose", "swapaxes", "swapdims":
      return [
        try t.transpose(
          try call.input(), try t.integer(call["dim0", 1] ?? call["axis0"]) ?? 0,
          try t.integer(call["dim1", 2] ?? call["axis1"]) ?? 1)
      ]
    case "t", "numpy_T", "mT", "adjoint":
      let x = try call.input()
      return [try t.rank(x) < 2 ? x : try t.transpose(x, -2, -1)]
    case "expand", "expand_as", "broadcast_to":
      let target = name == "expand_as" ? try t.sizes(try call.tensor(1)) : try call.sizes("size")
      return [try t.expand(try call.input(), to: target ?? [])]
    case "repeat": return [try t.tile(try call.input(), try call.sizes("repeats") ?? [])]
    case "tile": return [try t.tile(try call.input(), try call.sizes("dims") ?? [])]
    case "repeat_interleave":
      let x = try call.input()
      guard let count = try call.integer("repeats"), let index = try call.integer("dim") else {
        throw Refusal("only repeats along an axis are supported")
      }
      let axis = try t.axis(index, rank: try t.rank(x))
      guard let extent = try t.sizes(x)[axis].fixed else { throw Refusal("samples are repeated") }
      return [try t.take(x, axis: axis, indices: (0..<extent * count).map { $0 / count })]
    case "slice":
      let (start, end) = (try call.sizes("start")?.first, try call.sizes("end")?.first)
      let axis = try call.integer("dim") ?? 0
      if start?.samples ?? 0 == 0, end?.samples ?? 0 == 0 {
        let step = try call.integer("step") ?? 1
        let slice = (axis, start?.constant ?? 0, end?.constant ?? .max / 2, step)
        if let part = try t.part(of: call.node.inputs.first, [slice], as: call.node.outputs.first) {
          return part
        }
      }
      let x = try call.input()
      if let end, end.samples != 0 {
        // Up to the last sample.
        guard start == nil || start == SymbolicInteger(0),
          try t.sizes(x)[try t.axis(axis, rank: try t.rank(x))] == end
        else {
          throw Refusal("it takes some of the samples")
        }
        return [x]
      }
      return [
        try t.slice(
          x, axis: axis, start: start?.constant ?? 0, end: end?.constant ?? .max / 2,
          step: try call.integer("step") ?? 1)
      ]
    case "narrow":
      let start = try call.integer("start") ?? 0
      return [
        try t.slice(
          try call.input(), axis: try call.integer("dim") ?? 0, start: start,
          end: start + (try call.integer("length") ?? 0))
      ]
    case "select":
      return [
        try t.select(
          try call.input(), axis: try call.integer("dim") ?? 0, position: try call.integer("index") ?? 0)
      ]
    case "unbind":
      let x = try call.input()
      let axis = try t.axis(try call.integer("dim") ?? 0, rank: try t.rank(x))
      guard let extent = try t.sizes(x)[axis].fixed else { throw Refusal("it takes samples apart") }
      var parts: [Traced] = []
      for position in 0..<extent { parts.append(try t.select(x, axis: axis, position: position)) }
      return parts
    case "chunk", "split", "split_with_sizes", "tensor_split": return try parts(call)
    case "cat", "concat", "concatenate":
      return [try t.concatenate(try call.list(0), axis: try call.integer("dim") ?? 0)]
    case "stack":
      let axis = try call.integer("dim") ?? 0
      var list: [Traced] = []
      for value in try call.list(0) { list.append(try t.unsqueeze(value, [axis])) }
      return [try t.concatenate(list, axis: axis)]
    case "flip":
      var x = try call.input()
      for index in try call.integers("dims") ?? [] {
        x = try t.slice(x, axis: index, start: -1, end: .min / 2, step: -1)
      }
      return [x]
    case "roll": return [try roll(call)]
    case "pad", "constant_pad_nd", "reflection_pad1d", "reflection_pad2d", "replication_pad1d",
      "replication_pad2d":
      return [try pad(call)]
    case "index_select":
      let x = try call.input()
      let axis = try t.axis(try call.integer("dim") ?? 0, rank: try t.rank(x))
      guard let indices = t.constant(try call.tensor(2)) else { throw Refusal("it looks up by data") }
      return [try t.take(x, axis: axis, indices: indices.integers.map(\.constant))]
    case "index": return [try index(call)]
    case "gather":
      return [try t.gather(try call.input(), axis: try call.integer("dim") ?? 0, try call.tensor(2))]
    case "contiguous", "clone", "detach", "alias", "lift_fresh_copy", "lift_fresh", "to", "type_as",
      "_to_copy", "float",
      "_assert_tensor_metadata", "copy", "requires_grad", "identity", "positive", "view_as_real",
      "conj_physical", "resolve_conj":
      return [try cast(call)]
    default: return nil
    }
  }

  private static func cast(_ call: TorchCall) throws(Refusal) -> Traced {
    guard !call.node.inputs.isEmpty else { return .absent }
    let t = call.translation
    if call.name == "view_as_real" { throw Refusal("complex numbers are not supported") }
    // `copy` hands on its second argument.
    let value = try call.name == "copy" ? call.tensor(1) : call.input()
    if let kind = call.kind(), let tensor = t.constant(value) { return .constant(tensor.cast(to: kind)) }
    return try t.cast(value, to: call.kind())
  }

  private static func movedAxes(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    let rank = try t.rank(x)
    var pairs: [(Int, Int)] = []
    for (from, to) in zip(try call.integers("source") ?? [], try call.integers("destination") ?? []) {
      pairs.append((try t.axis(to, rank: rank), try t.axis(from, rank: rank)))
    }
    var axes = (0..<rank).filter { axis in !pairs.contains { $0.1 == axis } }
    for (to, from) in pairs.sorted(by: { $0.0 < $1.0 }) { axes.insert(from, at: min(to, axes.count)) }
    return try t.permute(x, axes)
  }

  private static func parts(_ call: TorchCall) throws(Refusal) -> [Traced] {
    let t = call.translation
    let x = try call.input()
    let axis = try t.axis(try call.integer("dim") ?? 0, rank: try t.rank(x))
    guard let extent = try t.sizes(x)[axis].fixed else { throw Refusal("it divides samples") }
    var counts: [Int]
    if call.name == "chunk" {
      let chunks = max(try call.integer("chunks") ?? 1, 1)
      counts = runs(of: (extent + chunks - 1) / chunks, in: extent)
    } else {
      counts = try call.integers("split_sizes", "split_size") ?? []
      if counts.count == 1, call.name == "split" { counts = runs(of: counts[0], in: extent) }
    }
    guard counts.reduce(0, +) == extent, counts.allSatisfy({ $0 > 0 }) else {
      throw Refusal("its parts do not fit")
    }
    return try t.split(x, axis: axis, counts: counts)
  }

  /// Runs of so many, the last one shorter.
  private static func runs(of size: Int, in extent: Int) -> [Int] {
    guard size > 0 else { return [] }
    return stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
  }

  private static func roll(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    var x = try call.input()
    let (shifts, dims) = (try call.integers("shifts") ?? [], try call.integers("dims") ?? [])
    guard shifts.count == dims.count else { throw Refusal("it rolls over all axes at once") }
    for (shift, index) in zip(shifts, dims) {
      let axis = try t.axis(index, rank: try t.rank(x))
      guard let extent = try t.sizes(x)[axis].fixed, extent > 0 else {
        throw Refusal("it rolls over samples")
      }
      x = try t.take(x, axis: axis, indices: (0..<extent).map { (($0 - shift) % extent + extent) % extent })
    }
    return x
  }

  private static func pad(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    let rank = try t.rank(x)
    guard let amounts = try call.integers("pad", "padding"), amounts.count <= 2 * rank else {
      throw Refusal("its amounts do not fit")
    }
    var (before, after) = (Array(repeating: 0, count: rank), Array(repeating: 0, count: rank))
    // Pairs from the last axis on.
    for pair in 0..<amounts.count / 2 {
      before[rank - 1 - pair] = amounts[2 * pair]
      after[rank - 1 - pair] = amounts[2 * pair + 1]
    }
    let mode: Translation.PaddingMode =
      switch (call.name, call.text("mode")) {
      case ("reflection_pad1d", _), ("reflection_pad2d", _), (_, "reflect"?): .reflect
      case ("replication_pad1d", _), ("replication_pad2d", _), (_, "replicate"?): .edge
      case (_, "circular"?): .wrap
      default: .constant(try call.number("value") ?? 0)
      }
    return try t.pad(x, before: before, after: after, mode: mode)
  }

  /// `x[i, :, j]` with tensors of indices.
  private static func index(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    let list = try call.list(1)
    let given = list.enumerated().filter { if case .absent = $0.element { false } else { true } }
    guard !given.isEmpty else { return x }
    if given.count == 1, let (axis, indices) = given.first.map({ ($0.offset, $0.element) }) {
      if let constant = t.constant(indices), constant.kind == .boolean {
        throw Refusal("it chooses by a mask")
      }
      if axis == 0, t.constant(indices) == nil { return try t.embedding(x, indices) }
      guard let constant = t.constant(indices) else { throw Refusal("it looks up by data") }
      if let tensor = t.constant(x), constant.multiples != nil || constant.batchAxis != nil {
        return try t.indexed(tensor, [(axis, constant)])
      }
      let extent = try t.sizes(x)[axis].constant
      let part = try t.take(
        x, axis: axis, indices: constant.integers.map { $0.constant < 0 ? $0.constant + extent : $0.constant }
      )
      var sizes = try t.sizes(x)
      sizes.replaceSubrange(axis...axis, with: constant.extents.map { SymbolicInteger($0) })
      return try t.reform(part, sizes)
    }
    let constants = given.compactMap { t.constant($0.element) }
    guard constants.count == given.count else { throw Refusal("it looks up by several tensors of data") }
    let pairs = zip(given.map(\.offset), constants).map { ($0, $1) }
    if let tensor = t.constant(x) { return try t.indexed(tensor, pairs) }
    return try t.indexed(x, pairs, areOfSamples: constants[0].varies)
  }
}
