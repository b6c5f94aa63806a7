import Formats
import Networks

extension ONNXExport {
  /// Writes the current node, of any kind; returns the name of its value.
  func result(of operation: Operation) throws(InterchangeError) -> String {
    if let layer = layer(operation.base) { return layer }
    if let normalized = normalization(operation.base) { return normalized }
    if let view = view(operation.base) { return view }
    if let number = function(operation.base) { return number }
    switch operation.base {
    case let resize as Resize: return try self.resize(resize)
    default: throw refusal("ONNX has no operation for it; save the weights alone as .safetensors")
    }
  }

  // MARK: Frequent nodes

  func transpose(_ value: String, _ axes: [Int], part: String? = nil) -> String {
    add("Transpose", [value], ["perm": .integers(axes)], part: part)
  }

  /// `scale·x + shift`, without what changes nothing.
  func affine(_ value: String, scale: Float, shift: Float = 0, part: String? = nil) -> String {
    var result = value
    if scale != 1 {
      result = add("Mul", [result, constant([scale], part: "factor")], part: shift == 0 ? part : "scaled")
    }
    if shift != 0 { result = add("Add", [result, constant([shift], part: "shift")], part: part) }
    return result
  }

  /// Part of one axis.
  func slice(_ value: String, axis: Int, _ range: Range<Int>, part: String? = nil) -> String {
    add(
      "Slice", [value, integers([range.lowerBound]), integers([range.upperBound]), integers([axis])],
      part: part)
  }

  /// Scores of which every row sees only its first numbers; see `SoftmaxOperation`.
  func causal(_ scores: String, rows: Int, columns: Int) -> String {
    let infinity = ForeignTensor([-.infinity], extents: [1])
    let all = add(
      "ConstantOfShape", [integers([rows, columns])], ["value": .tensor(infinity)], part: "excluded")
    let mask = add("Trilu", [all, integer(columns - rows + 1)], ["upper": .integer(1)], part: "mask")
    return add("Add", [scores, mask], part: "causal")
  }
}

extension ForeignGraph.Argument {
  static func integers(_ list: [Int]) -> ForeignGraph.Argument { .list(list.map { .integer($0) }) }
}
