import Formats
import Networks

/// Operators that reduce axes or make constants.
extension ONNXOperators {
  // MARK: Reductions

  static func reductions(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    guard call.name.hasPrefix("Reduce") else { return nil }
    let t = call.translation
    let x = try call.tensor(0)
    let axes = try call.fixedIntegers("axes", orInput: 1)
    let keeps = try call.integer("keepdims") ?? 1 == 1
    if axes?.isEmpty ?? true, try call.integer("noop_with_empty_axes") == 1 {
      return [try pointwise(call, x)]
    }
    switch call.name {
    case "ReduceMean": return [try t.reduce(.mean, x, axes: axes, keeps: keeps)]
    case "ReduceSum": return [try t.reduce(.sum, x, axes: axes, keeps: keeps)]
    case "ReduceMax": return [try t.reduce(.maximum, x, axes: axes, keeps: keeps)]
    case "ReduceMin": return [try t.reduce(.minimum, x, axes: axes, keeps: keeps)]
    case "ReduceProd": return [try t.reduce(.product, x, axes: axes, keeps: keeps)]
    case "ReduceL1": return [try t.norm(x, order: 1, axes: axes, keeps: keeps)]
    case "ReduceL2": return [try t.norm(x, order: 2, axes: axes, keeps: keeps)]
    case "ReduceSumSquare":
      return [try t.reduce(.sum, try t.unary(.square, x), axes: axes, keeps: keeps)]
    case "ReduceLogSum":
      return [try t.unary(.logarithm, try t.reduce(.sum, x, axes: axes, keeps: keeps))]
    case "ReduceLogSumExp":
      let largest = try t.reduce(.maximum, x, axes: axes, keeps: true)
      let powers = try t.unary(.exponential, try t.binary(.subtract, x, largest))
      let sum = try t.unary(.logarithm, try t.reduce(.sum, powers, axes: axes, keeps: true))
      let result = try t.binary(.add, sum, largest)
      let rank = try t.rank(x)
      return [keeps ? result : try t.squeeze(result, try t.axes(axes, rank: rank))]
    default: return nil
    }
  }

  /// A reduction over no axis.
  private static func pointwise(_ call: ONNXCall, _ x: Traced) throws(Refusal) -> Traced {
    let t = call.translation
    switch call.name {
    case "ReduceL1", "ReduceL2": return try t.unary(.absolute, x)
    case "ReduceSumSquare": return try t.unary(.square, x)
    case "ReduceLogSum": return try t.unary(.logarithm, x)
    default: return x
    }
  }

  // MARK: Constants

  static func constants(_ call: ONNXCall) throws(Refusal) -> [Traced]? {
    let t = call.translation
    switch call.name {
    case "Constant":
      for name in ["value", "value_float", "value_int"] {
        if let argument = call.node.attributes[name] { return [try t.value(argument)] }
      }
      if case .list(let list)? = call.node.attributes["value_floats"] ?? call.node.attributes["value_ints"] {
        let isFloat = call.node.attributes["value_floats"] != nil
        var numbers: [Double] = []
        for element in list { numbers.append(try t.number(element) ?? 0) }
        return [.constant(ConstantTensor(isFloat ? .float : .integer, numbers, extents: [numbers.count]))]
      }
      throw Refusal("a constant of text is not supported")
    case "Shape":
      let sizes = try t.sizes(try call.tensor(0))
      func bound(_ index: Int) -> Int { max(0, min(sizes.count, index < 0 ? index + sizes.count : index)) }
      let (start, end) = (
        bound(try call.integer("start") ?? 0), bound(try call.integer("end") ?? sizes.count)
      )
      return [.constant(ConstantTensor(start < end ? Array(sizes[start..<end]) : []))]
    case "Size": return [.constant(ConstantTensor(try t.product(try t.sizes(try call.tensor(0)))))]
    case "ConstantOfShape":
      let sizes = try t.integers(call.argument(0)) ?? []
      guard case .tensor(let tensor)? = call.node.attributes["value"] else {
        return [try t.filled(0, sizes, kind: .float)]
      }
      let value = ConstantTensor(tensor)
      return [try t.filled(value.numbers.first ?? 0, sizes, kind: value.kind)]
    case "Range":
      let numbers = [try call.tensor(0), try call.tensor(1), try call.tensor(2)].map { t.constant($0) }
      if let end = numbers[1], end.count == 1, end.integers[0] == SymbolicInteger(0, samples: 1),
        numbers[0]?.scalar == 0,
        numbers[2]?.scalar == 1
      {
        return [.constant(.samplePositions)]
      }
      guard let start = numbers[0]?.scalar, let end = numbers[1]?.scalar, let step = numbers[2]?.scalar,
        step != 0
      else {
        throw Refusal("a range depends on data or on the number of samples")
      }
      let count = max(0, ((end - start) / step).rounded(.up))
      guard count <= Double(ConstantTensor.largestCount) else { throw Refusal("a range is too long") }
      return [
        .constant(
          ConstantTensor(
            numbers[0]?.kind ?? .integer, (0..<Int(count)).map { start + Double($0) * step },
            extents: [Int(count)]))
      ]
    case "EyeLike":
      guard let extents = Translation.fixed(try t.sizes(try call.tensor(0))), extents.count == 2 else {
        throw Refusal("it has no size")
      }
      let diagonal = try call.integer("k") ?? 0
      var kind = t.constant(try call.tensor(0))?.kind ?? .float
      if let code = try call.integer("dtype") {
        guard let element = ForeignTensor.Element(onnx: code) else {
          throw Refusal("numbers of type \(code) are not supported")
        }
        kind = element == .bool ? .boolean : element.isFloat ? .float : .integer
      }
      return [
        .constant(
          ConstantTensor(
            kind, (0..<extents[0] * extents[1]).map { $0 % extents[1] - $0 / extents[1] == diagonal ? 1 : 0 },
            extents: extents))
      ]
    default: return nil
    }
  }
}
