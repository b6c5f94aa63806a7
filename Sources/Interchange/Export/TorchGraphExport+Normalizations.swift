import Formats
import Networks

extension TorchGraphExport {
  /// Writes a normalization or a softmax; nil for other operations.
  func normalization(_ operation: any OperationKind) -> String? {
    let source: Argument = inputs.isEmpty ? .none : .tensor(value(inputs[0]))
    switch operation {
    case let layer as BatchNormalization:
      let names = ["weight", "bias", "running_mean", "running_var"]
      return add(
        "batch_norm.default",
        [("input", source)] + zip(names, weights()).map { ($0, .tensor($1)) } + [
          ("training", .flag(false)), ("momentum", .number(Double(layer.momentum))),
          ("eps", .number(Double(layer.epsilon))), ("cudnn_enabled", .flag(false)),
        ])
    case let layer as GroupNormalization:
      return add(
        "group_norm.default",
        [("input", source), ("num_groups", .integer(layer.groups))] + scaleAndShift(weights()) + [
          ("eps", .number(Double(layer.epsilon))), ("cudnn_enabled", .flag(false)),
        ])
    case let layer as LayerNormalization:
      return add(
        "layer_norm.default",
        [("input", source), ("normalized_shape", .integers([width]))] + scaleAndShift(weights()) + [
          ("eps", .number(Double(layer.epsilon))), ("cudnn_enable", .flag(false)),
        ])
    case let layer as RootMeanSquareNormalization:
      return add(
        "rms_norm.default",
        [
          ("input", source), ("normalized_shape", .integers([width])), scaleAndShift(weights())[0],
          ("eps", .number(Double(layer.epsilon))),
        ])
    case let layer as SoftmaxOperation:
      var scores = value(inputs[0])
      if layer.causal {
        let extents = shape(0).extents
        let mask = causalMask(rows: extents[extents.count - 2], columns: width)
        scores = binary("add.Tensor", scores, mask, shape(0), part: "causal")
      }
      return unary("softmax.int", scores, ("dim", .integer(-1)))
    case is LogSoftmax: return unary("log_softmax.int", value(inputs[0]), ("dim", .integer(-1)))
    default: return nil
    }
  }

  /// Numbers along the last axis.
  private var width: Int { shape(0).extents[shape(0).rank - 1] }

  private func scaleAndShift(_ weights: [String]) -> [(String, Argument)] {
    [
      ("weight", weights.isEmpty ? .none : .tensor(weights[0])),
      ("bias", weights.count > 1 ? .tensor(weights[1]) : .none),
    ]
  }
}
