import Formats
import Networks

extension TorchGraphExport {
  /// Writes the current node, of any kind; returns the name of its value.
  func result(of operation: Operation) throws(InterchangeError) -> String {
    if let layer = try layer(operation.base) { return layer }
    if let normalized = normalization(operation.base) { return normalized }
    if let view = view(operation.base) { return view }
    if let number = function(operation.base) { return number }
    switch operation.base {
    case let pooling as Pooling: return try self.pooling(pooling)
    case let resize as Resize: return try self.resize(resize)
    default: throw refusal("PyTorch has no operation for it; export it as ONNX")
    }
  }

  /// An operator whose only tensor is called `self`.
  func unary(
    _ target: String, _ value: String, _ more: (String, Argument)..., shape: ValueShape? = nil,
    part: String? = nil
  ) -> String {
    add(target, [("self", .tensor(value))] + more, shape, part: part)
  }

  /// An operator on two tensors.
  func binary(_ target: String, _ a: String, _ b: String, _ shape: ValueShape? = nil, part: String? = nil)
    -> String
  {
    add(target, [("self", .tensor(a)), ("other", .tensor(b))], shape, part: part)
  }

  /// `scale·x + shift`, without what changes nothing.
  func affine(
    _ value: String, scale: Float, shift: Float = 0, _ shape: ValueShape? = nil, part: String? = nil
  ) -> String {
    var result = value
    if scale != 1 {
      result = unary(
        "mul.Tensor", result, ("other", .number(Double(scale))), shape: shape,
        part: shift == 0 ? part : "scaled")
    }
    if shift != 0 {
      result = unary("add.Tensor", result, ("other", .number(Double(shift))), shape: shape, part: part)
    }
    return result
  }

  /// Part of one axis.
  func slice(
    _ value: String, _ shape: ValueShape, axis: Int, _ range: Range<Int>, step: Int = 1, part: String? = nil
  ) -> (name: String, shape: ValueShape) {
    var extents = shape.extents
    extents[axis] = (range.count + step - 1) / step
    let result = shape.with(extents)
    let name = unary(
      "slice.Tensor", value, ("dim", .integer(axis)), ("start", .integer(range.lowerBound)),
      ("end", .integer(range.upperBound)), ("step", .integer(step)), shape: result, part: part)
    return (name, result)
  }

  /// A number before and after those of each axis.
  func pad(
    _ value: String, _ shape: ValueShape, before: [Int], after: [Int], with number: Double = 0,
    part: String? = nil
  ) -> (name: String, shape: ValueShape) {
    let result = shape.with(zip(zip(before, after), shape.extents).map { $0.0 + $0.1 + $1 })
    // The last axis comes first.
    let margins = zip(before, after).reversed().flatMap { [$0, $1] }
    let name = unary(
      "constant_pad_nd.default", value, ("pad", .integers(margins)), ("value", .number(number)),
      shape: result, part: part)
    return (name, result)
  }

  /// 1 where a condition holds, else 0.
  func number(of condition: String, _ shape: ValueShape? = nil) -> String {
    add(
      "where.Scalar", [("condition", .tensor(condition)), ("self", .number(1)), ("other", .number(0))], shape)
  }

  /// What is added to scores of which every row sees only its first numbers; see `SoftmaxOperation`.
  func causalMask(rows: Int, columns: Int) -> String {
    let numbers = (0..<rows).flatMap { row in
      (0..<columns).map { $0 > row + columns - rows ? -Float.greatestFiniteMagnitude : 0 }
    }
    return constant(numbers, [rows, columns])
  }
}
