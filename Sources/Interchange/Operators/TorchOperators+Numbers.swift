import Formats
import Models
import Networks

/// Operators on axes, constants and truth values.
extension TorchOperators {
  static func reductions(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    func reduced(_ reducer: Translation.Reducer) throws(Refusal) -> [Traced] {
      var x = try call.input()
      if let kind = call.kind() { x = try t.cast(x, to: kind) }
      let axes = try call.integers("dim")
      let result = try t.reduce(reducer, x, axes: axes, keeps: try call.flag("keepdim") ?? false)
      return [axes == nil && !t.isData(x) ? try t.scalarShaped(result) : result]
    }
    switch call.name {
    case "mean": return try reduced(.mean)
    case "sum": return try reduced(.sum)
    case "prod": return try reduced(.product)
    case "amax": return try reduced(.maximum)
    case "amin": return try reduced(.minimum)
    case "max", "min":
      let isMaximum = call.name == "max"
      if call.node.inputs.count > 1, call.overload == "other" {
        return [try t.binary(isMaximum ? .maximum : .minimum, try call.input(), try call.tensor(1))]
      }
      return try reduced(isMaximum ? .maximum : .minimum) + [.absent]
    case "any", "all":
      guard let tensor = t.constant(try call.input()) else { throw Refusal("it asks about data") }
      let flags = tensor.cast(to: .boolean)
      let reducer: Translation.Reducer = call.name == "any" ? .maximum : .minimum
      return [
        try t.reduce(
          reducer, .constant(flags), axes: try call.integers("dim"), keeps: try call.flag("keepdim") ?? false)
      ]
    case "var", "std": return [try variance(call)]
    case "norm", "linalg_vector_norm":
      let x = try call.input()
      let order = try call.number("ord", "p") ?? 2
      return [
        try t.norm(x, order: order, axes: try call.integers("dim"), keeps: try call.flag("keepdim") ?? false)
      ]
    case "logsumexp":
      let x = try call.input()
      let axes = try call.integers("dim")
      let largest = try t.reduce(.maximum, x, axes: axes, keeps: true)
      let powers = try t.unary(.exponential, try t.binary(.subtract, x, largest))
      let sum = try t.unary(.logarithm, try t.reduce(.sum, powers, axes: axes, keeps: true))
      let result = try t.binary(.add, sum, largest)
      return [try call.flag("keepdim") ?? false ? result : try t.squeeze(result, axes)]
    case "cumsum":
      return [try t.cumulativeSum(try call.input(), axis: try call.integer("dim") ?? 0)]
    case "diff":
      let x = try call.input()
      let axis = try t.axis(try call.integer("dim") ?? -1, rank: try t.rank(x))
      var list: [Traced] = []
      for value in [try call.tensor("prepend"), x, try call.tensor("append")] {
        if case .absent = value { continue }
        list.append(value)
      }
      let whole = try t.concatenate(list, axis: axis)
      guard try call.integer("n") ?? 1 == 1 else { throw Refusal("only first differences are supported") }
      let after = try t.slice(whole, axis: axis, start: 1, end: .max / 2)
      let before = try t.slice(whole, axis: axis, start: 0, end: -1)
      return [try t.binary(.subtract, after, before)]
    case "argmax", "argmin", "topk", "sort", "multinomial", "bernoulli", "rand", "randn", "rand_like",
      "randn_like", "nonzero",
      "unique", "masked_select":
      if call.name == "randn_like" || call.name == "randn" || call.name.hasPrefix("rand")
        || call.name == "bernoulli"
      {
        throw Refusal("it draws random numbers; export the network with the noise as an input")
      }
      throw Refusal("its result is no smooth function of the data")
    default: return nil
    }
  }

  private static func variance(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let x = try call.input()
    let axes = try t.axes(try call.integers("dim"), rank: try t.rank(x))
    let sizes = try t.sizes(x)
    let isUnbiased = try call.flag("unbiased") ?? true
    let correction = try call.number("correction") ?? (isUnbiased ? 1 : 0)
    let centred = try t.binary(.subtract, x, try t.reduce(.mean, x, axes: axes, keeps: true))
    let keeps = try call.flag("keepdim") ?? false
    var result = try t.reduce(.mean, try t.unary(.square, centred), axes: axes, keeps: keeps)
    if correction != 0 {
      let count = Double(axes.reduce(1) { $0 * sizes[$1].constant })
      result = try t.scaled(result, by: count / max(count - correction, 0))
    }
    return call.name == "std" ? try t.unary(.squareRoot, result) : result
  }

  // MARK: Constants

  static func creation(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "sym_size":
      let x = try call.input()
      let sizes = try t.sizes(x)
      return [.constant(ConstantTensor(sizes[try t.axis(try call.integer("dim") ?? 0, rank: sizes.count)]))]
    case "sym_numel": return [.constant(ConstantTensor(try t.product(try t.sizes(try call.input()))))]
    case "arange": return [try range(call)]
    case "linspace":
      let count = try call.integer("steps") ?? 100
      let (start, end) = (try call.number("start") ?? 0, try call.number("end") ?? 1)
      guard (1...ConstantTensor.largestCount).contains(count) else { throw Refusal("it has no numbers") }
      let step = count > 1 ? (end - start) / Double(count - 1) : 0
      return [
        .constant(ConstantTensor(.float, (0..<count).map { start + Double($0) * step }, extents: [count]))
      ]
    case "zeros", "ones", "full", "empty", "zeros_like", "ones_like", "full_like", "empty_like", "new_zeros",
      "new_ones",
      "new_full", "new_empty", "scalar_tensor":
      return [try filled(call)]
    case "fill", "zero":
      let x = try call.input()
      guard let tensor = t.constant(x) else {
        guard call.isInPlace else { throw Refusal("data are replaced") }
        throw Refusal("data are changed in place")
      }
      let number = call.name == "zero" ? 0 : t.constant(try call.tensor(1))?.scalar
      guard let number else { throw Refusal("it fills with what is no number") }
      return [.constant(try tensor.mapped { _ in number })]
    case "tril", "triu":
      guard let tensor = t.constant(try call.input()), tensor.rank >= 2 else {
        throw Refusal("a triangle of data is not supported")
      }
      let diagonal = try call.integer("diagonal") ?? 0
      return [.constant(tensor.triangle(isLower: call.name == "tril", diagonal: diagonal))]
    case "eye":
      guard let n = try call.integer("n"), (0...1 << 13).contains(n) else {
        throw Refusal("it has no size")
      }
      return [
        .constant(ConstantTensor(.float, (0..<n * n).map { $0 / n == $0 % n ? 1 : 0 }, extents: [n, n]))
      ]
    case "meshgrid":
      let list = try call.list(0)
      let tensors = list.compactMap { t.constant($0) }
      guard tensors.count == list.count, call.text("indexing") != "xy" else {
        throw Refusal("it spans a grid of data")
      }
      let extents = tensors.map(\.count)
      return try tensors.enumerated().map { position, tensor throws(Refusal) in
        var own = Array(repeating: 1, count: extents.count)
        own[position] = tensor.count
        return .constant(
          try ConstantTensor(tensor.kind, tensor.numbers, extents: own).broadcast(to: extents))
      }
    case "bucketize", "isin", "_assert_async", "_assert_scalar", "sym_constrain_range_for_size",
      "sym_constrain_range":
      guard call.name.hasPrefix("_assert") || call.name.hasPrefix("sym_constrain") else {
        throw Refusal("its result is no smooth function of the data")
      }
      return []
    case "item", "_local_scalar_dense":
      guard let number = t.constant(try call.input()) else { throw Refusal("the program depends on data") }
      return [.constant(number)]
    case "_operator.getitem":
      guard case .list(let list) = try call.input(), let index = try t.integer(call["index", 1]),
        list.indices.contains(index)
      else { throw Refusal("there is no such part") }
      return [list[index]]
    default: return nil
    }
  }

  private static func range(_ call: TorchCall) throws(Refusal) -> Traced {
    let (start, step) = (try call.number("start") ?? 0, try call.number("step") ?? 1)
    if let end = try call.sizes("end")?.first, end.samples == 1, end.constant == 0, start == 0, step == 1 {
      return .constant(.samplePositions)
    }
    guard let end = try call.number("end") else { throw Refusal("a range has no end") }
    let count = ((end - start) / step).rounded(.up)
    guard count >= 0, count <= Double(ConstantTensor.largestCount) else {
      throw Refusal("a range is too long")
    }
    let numbers = (0..<Int(count)).map { start + Double($0) * step }
    let isWhole = numbers.allSatisfy { $0 == $0.rounded() }
    return .constant(
      ConstantTensor(call.kind() ?? (isWhole ? .integer : .float), numbers, extents: [Int(count)]))
  }

  private static func filled(_ call: TorchCall) throws(Refusal) -> Traced {
    let t = call.translation
    let sizes: [SymbolicInteger]
    var kind = call.kind()
    if call.name.hasSuffix("_like") {
      let x = try call.input()
      sizes = try t.sizes(x)
      kind = kind ?? t.constant(x)?.kind
    } else {
      sizes = call.name == "scalar_tensor" ? [] : try call.sizes("size") ?? []
    }
    let number: Double
    switch call.name {
    case "full", "full_like", "new_full": number = try call.number("fill_value") ?? 0
    case "scalar_tensor": number = try call.number("s") ?? 0
    default: number = call.name.contains("ones") ? 1 : 0
    }
    return try t.filled(number, sizes, kind: kind ?? .float)
  }

  // MARK: Truth

  static func comparisons(_ call: TorchCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    let relations: [String: Comparison.Function] = [
      "eq": .equal, "ne": .notEqual, "lt": .less, "le": .lessOrEqual, "gt": .greater, "ge": .greaterOrEqual,
      "_operator.eq": .equal, "_operator.ne": .notEqual, "_operator.lt": .less, "_operator.le": .lessOrEqual,
      "_operator.gt": .greater, "_operator.ge": .greaterOrEqual,
    ]
    if let relation = relations[call.name] {
      return [try t.compare(relation, try call.input(), try call.tensor(1))]
    }
    func logical(_ logic: Translation.Logic) throws(Refusal) -> [Traced] {
      [try t.logic(logic, try call.input(), try call.tensor(1))]
    }
    switch call.name {
    case "logical_and", "bitwise_and", "__and__", "_operator.and_": return try logical(.and)
    case "logical_or", "bitwise_or", "__or__", "_operator.or_": return try logical(.or)
    case "logical_xor", "bitwise_xor", "__xor__": return try logical(.exclusiveOr)
    case "logical_not", "bitwise_not": return [try t.negation(try call.input())]
    case "where":
      return [try t.select(try call.input(), try call.tensor(1), try call.tensor(2))]
    case "masked_fill":
      return [try t.maskedFill(try call.input(), mask: try call.tensor(1), try call.tensor(2))]
    case "isinf", "isfinite":
      throw Refusal("its result is no smooth function of the data")
    default: return nil
    }
  }
}

extension Translation {
  /// One number everywhere.
  func filled(_ number: Double, _ sizes: [SymbolicInteger], kind: ConstantTensor.Kind) throws(Refusal)
    -> Traced
  {
    let axis = sizes.firstIndex { $0.samples != 0 }
    let extents = sizes.map { $0.samples == 0 ? $0.constant : $0.samples }
    guard extents.allSatisfy({ $0 >= 0 }),
      extents.reduce(1.0, { $0 * Double($1) }) <= Double(ConstantTensor.largestCount),
      sizes.count(where: { $0.samples != 0 }) <= 1
    else { throw Refusal("a constant of \(sizes) is not supported") }
    return .constant(
      ConstantTensor(
        kind, Array(repeating: number, count: extents.reduce(1, *)), extents: extents, batchAxis: axis))
  }

  /// A reduced constant without axes.
  func scalarShaped(_ value: Traced) throws(Refusal) -> Traced {
    guard case .constant(let tensor) = value, tensor.count == 1 else { return value }
    return .constant(ConstantTensor(tensor.kind, tensor.numbers, extents: [], multiples: tensor.multiples))
  }

  /// A number where a mask is not 0.
  ///
  /// Where the mask is constant and the number is what a softmax ignores, it is added: the same after the softmax, and cheaper.
  func maskedFill(_ value: Traced, mask: Traced, _ number: Traced) throws(Refusal) -> Traced {
    guard let constantMask = constant(mask), let fill = constant(number)?.scalar else {
      return try select(mask, number, value)
    }
    if let tensor = constant(value) {
      return .constant(try .selected(constantMask, ConstantTensor(tensor.kind, [fill], extents: []), tensor))
    }
    if fill < -1e9 {
      return try binary(
        .add, value, .constant(try constantMask.mapped(kind: .float) { $0 == 0 ? 0 : -.infinity }))
    }
    return try select(mask, number, value)
  }

  /// The norm over axes.
  func norm(_ x: Traced, order: Double, axes: [Int]?, keeps: Bool) throws(Refusal) -> Traced {
    switch order {
    case 1: try reduce(.sum, try unary(.absolute, x), axes: axes, keeps: keeps)
    case 2: try unary(.squareRoot, try reduce(.sum, try unary(.square, x), axes: axes, keeps: keeps))
    case .infinity: try reduce(.maximum, try unary(.absolute, x), axes: axes, keeps: keeps)
    default: throw Refusal("a norm of order \(order) is not supported")
    }
  }

  /// Sums of all positions so far: a product with a triangle of ones.
  func cumulativeSum(_ x: Traced, axis index: Int, exclusive: Bool = false, reverse: Bool = false)
    throws(Refusal) -> Traced
  {
    let rank = try rank(x)
    let axis = try axis(index, rank: rank)
    guard rank > 0, let extent = try sizes(x)[axis].fixed else { throw Refusal("it sums over samples") }
    guard (1...1 << 13).contains(extent) else { throw Refusal("it sums over \(extent) positions") }
    let ones = ConstantTensor(.float, Array(repeating: 1, count: extent * extent), extents: [extent, extent])
    // Row i has ones where the sum for position i reads.
    let diagonal = exclusive ? (reverse ? 1 : -1) : 0
    var triangle = ones.triangle(isLower: !reverse, diagonal: diagonal)
    let moved = try transpose(x, axis, rank - 1)
    if let tensor = constant(moved) {
      triangle = triangle.applying(.permute([1, 0]))
      var product = try ConstantTensor.matrixProduct(
        ConstantTensor(.float, tensor.numbers, extents: [tensor.count / extent, extent]), triangle)
      product.kind = tensor.kind == .boolean ? .integer : tensor.kind
      product.extents = tensor.extents
      product.batchAxis = tensor.batchAxis
      return try transpose(.constant(product), axis, rank - 1)
    }
    return try transpose(try linear(moved, .constant(triangle)), axis, rank - 1)
  }
}

extension ConstantTensor {
  /// The numbers on one side of a diagonal, 0 on the other.
  func triangle(isLower: Bool, diagonal: Int) -> ConstantTensor {
    let (rows, columns) = (extents[rank - 2], extents[rank - 1])
    var result = self
    for index in numbers.indices {
      let (row, column) = (index / columns % rows, index % columns)
      if isLower ? column > row + diagonal : column < row + diagonal { result.numbers[index] = 0 }
    }
    return result
  }
}
