import Formats
import Networks

extension ONNXExport {
  /// Writes a normalization or a softmax; nil for other operations.
  func normalization(_ operation: any OperationKind) -> String? {
    switch operation {
    case let layer as BatchNormalization:
      return add(
        "BatchNormalization", [value(inputs[0])] + weights(),
        // The weight of what was before there, and of the new batch here.
        ["epsilon": .number(Double(layer.epsilon)), "momentum": .number(1 - Double(layer.momentum))])
    case let layer as GroupNormalization: return groups(layer)
    case let layer as LayerNormalization:
      let width = shape(0).extents[shape(0).rank - 1]
      return add(
        "LayerNormalization", [value(inputs[0])] + (layer.affine ? weights() : [ones(width)]),
        ["axis": .integer(-1), "epsilon": .number(Double(layer.epsilon))])
    case let layer as RootMeanSquareNormalization: return rootMeanSquare(layer)
    case let layer as SoftmaxOperation:
      var source = value(inputs[0])
      let extents = shape(0).extents
      if layer.causal {
        source = causal(source, rows: extents[extents.count - 2], columns: extents[extents.count - 1])
      }
      return add("Softmax", [source], ["axis": .integer(-1)])
    case is LogSoftmax: return add("LogSoftmax", [value(inputs[0])], ["axis": .integer(-1)])
    default: return nil
    }
  }

  private func ones(_ count: Int) -> String {
    constant(Array(repeating: 1, count: count), [count], part: "ones")
  }

  private func groups(_ layer: GroupNormalization) -> String {
    let shape = shape(0)
    let channels = shape.sample.channels
    let parameters =
      layer.affine
      ? weights()
      : [ones(channels), constant(Array(repeating: 0, count: channels), [channels], part: "zeros")]
    let epsilon = ForeignGraph.Argument.number(Double(layer.epsilon))
    if layer.groups == channels, shape.isImage {
      return add("InstanceNormalization", [value(inputs[0])] + parameters, ["epsilon": epsilon])
    }
    return add(
      "GroupNormalization", [value(inputs[0])] + parameters,
      ["epsilon": epsilon, "num_groups": .integer(layer.groups)])
  }

  /// ONNX has it as one node from opset 23 on.
  private func rootMeanSquare(_ layer: RootMeanSquareNormalization) -> String {
    let source = value(inputs[0])
    let squares = add("Mul", [source, source], part: "squares")
    let mean = add("ReduceMean", [squares, integers([-1])], part: "mean")
    let root = add("Sqrt", [affine(mean, scale: 1, shift: layer.epsilon, part: "shifted")], part: "root")
    let normal = add("Div", [source, root], part: layer.affine ? "normal" : nil)
    return layer.affine ? add("Mul", [normal, weights()[0]]) : normal
  }
}
