import Formats
import Networks
import Tensors

extension TorchGraphExport {
  /// Writes a layer that has weights; nil for other operations.
  func layer(_ operation: any OperationKind) throws(InterchangeError) -> String? {
    switch operation {
    case is Parameter: return stored(layout.indices(of: current)[0])
    case let layer as Convolution: return convolution(layer)
    case let layer as TransposedConvolution: return transposedConvolution(layer)
    case let layer as Dense: return dense(layer)
    case is Embedding:
      return add(
        "embedding.default", [("weight", .tensor(weights()[0])), ("indices", .tensor(value(inputs[0])))])
    case let layer as Recurrent: return try recurrent(layer)
    case let attention as Attention: return self.attention(attention)
    case is GlobalAveragePooling:
      return unary("adaptive_avg_pool2d.default", image(inputs[0]), ("output_size", .integers([1, 1])))
    default: return nil
    }
  }

  /// Weights and bias as arguments.
  private func named(_ weights: [String]) -> [(String, Argument)] {
    [("weight", .tensor(weights[0])), ("bias", weights.count > 1 ? .tensor(weights[1]) : .none)]
  }

  private func pair(_ extent: Extent2) -> Argument { .integers([extent.height, extent.width]) }

  /// Padding that is not the same on opposite sides is put around the image before.
  private func convolution(_ layer: Convolution) -> String {
    let weights = self.weights()
    var (source, padding) = (image(inputs[0]), layer.padding)
    if padding.top != padding.bottom || padding.left != padding.right {
      source =
        pad(
          source, ValueShape(shape(0).sample), before: [0, 0, padding.top, padding.left],
          after: [0, 0, padding.bottom, padding.right], part: "padded"
        ).name
      padding = 0
    }
    return add(
      "conv2d.default",
      [("input", .tensor(source))] + named(weights) + [
        ("stride", pair(layer.stride)), ("padding", .integers([padding.top, padding.left])),
        ("dilation", pair(layer.dilation)), ("groups", .integer(layer.groups)),
      ])
  }

  /// Writes a transposed convolution, whose weights are `[input channels, filters / groups, …]` there.
  ///
  /// What is cut off differently on opposite sides is cut off afterwards.
  private func transposedConvolution(_ layer: TransposedConvolution) -> String {
    let weights = self.weights(layer.stepsToForeignWeights(shape(0)))
    let padding = layer.padding
    let isEven = padding.top == padding.bottom && padding.left == padding.right
    let added = layer.outputPadding
    let outside =
      isEven
      ? added
      : Extent2(height: max(0, added.height - padding.bottom), width: max(0, added.width - padding.right))
    func side(_ count: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ added: Int) -> Int {
      (count - 1) * stride + dilation * (kernel - 1) + 1 + added
    }
    let (sample, result) = (shape(0).sample, resultShape.sample)
    let whole = ValueShape([
      1, layer.filters,
      side(sample.height, layer.kernel.height, layer.stride.height, layer.dilation.height, outside.height),
      side(sample.width, layer.kernel.width, layer.stride.width, layer.dilation.width, outside.width),
    ])
    let name = add(
      "conv_transpose2d.input",
      [("input", .tensor(image(inputs[0])))] + named(weights) + [
        ("stride", pair(layer.stride)),
        ("padding", .integers(isEven ? [padding.top, padding.left] : [0, 0])),
        ("output_padding", pair(outside)), ("groups", .integer(layer.groups)),
        ("dilation", pair(layer.dilation)),
      ], isEven ? resultShape : whole, part: isEven ? nil : "whole")
    guard !isEven else { return name }
    let rows = slice(name, whole, axis: 2, padding.top..<padding.top + result.height, part: "rows")
    return slice(rows.name, rows.shape, axis: 3, padding.left..<padding.left + result.width).name
  }

  private func dense(_ layer: Dense) -> String {
    var weights = self.weights()
    let source = shape(0).isVector ? vector(inputs[0]) : value(inputs[0])
    let features = shape(0).isVector ? shape(0).count : shape(0).extents[shape(0).rank - 1]
    weights[0] = affine(
      weights[0], scale: layer.dropConnect?.inferenceFactor ?? 1,
      ValueShape([layer.units, features], batchAxis: nil),
      part: "kept")
    return add("linear.default", [("input", .tensor(source))] + named(weights))
  }

  private func attention(_ attention: Attention) -> String {
    let (q, k) = (shape(0), shape(1))
    let isSquare = q.extents[2] == k.extents[2]
    var mask = inputs.count > 3 ? value(inputs[3]) : nil
    // PyTorch takes either a mask or the flag, whose corner is the first number of the first row.
    let usesFlag = attention.causal && mask == nil && isSquare
    if attention.causal, !usesFlag {
      let causal = causalMask(rows: q.extents[2], columns: k.extents[2])
      mask =
        mask.map { own in
          let shape = shape(3)
          return binary(
            "add.Tensor", own, causal, shape.with(shape.extents.prefix(2) + [q.extents[2], k.extents[2]]),
            part: "mask")
        } ?? causal
    }
    var options: [(String, Argument)] = [("scale", .number(Double(attention.scale)))]
    if q.extents[1] != k.extents[1] { options.append(("enable_gqa", .flag(true))) }
    return add(
      "scaled_dot_product_attention.default",
      [
        ("query", .tensor(value(inputs[0]))), ("key", .tensor(value(inputs[1]))),
        ("value", .tensor(value(inputs[2]))),
        ("attn_mask", mask.map { .tensor($0) } ?? .none), ("dropout_p", .number(0)),
        ("is_causal", .flag(usesFlag)),
      ], options: options)
  }

  /// - Throws: `InterchangeError.node` for the cell that PyTorch does not have.
  private func recurrent(_ layer: Recurrent) throws(InterchangeError) -> String {
    let target: String
    switch layer.cell {
    case .tanh: target = "rnn_tanh.input"
    case .relu: target = "rnn_relu.input"
    case .lstm: target = "lstm.input"
    case .gru: target = "gru.input"
    case .gruWithResetFirst:
      throw refusal("PyTorch has no GRU that resets the state before the product; export it as ONNX")
    }
    let weights = self.weights()
    guard shape(0).extents[0] == 1 else { throw refusal("it has several rows a sample; export it as ONNX") }
    let state = ValueShape([1, 1, layer.units], batchAxis: 1)
    let last = ValueShape([1, 1, layer.units], batchAxis: 1)
    _ = sampleCount()
    let zeros = add("zeros.default", [("size", .sizes([1, nil, layer.units]))], state, part: "start")
    var source = value(inputs[0])
    if layer.reverse {
      source = unary("flip.default", source, ("dims", .integers([1])), shape: shape(0), part: "reversed")
    }
    let name = graph.nodes[current].name
    let isLongShort = layer.cell == .lstm
    let states = identifier("\(name)_states")
    let ends = (0..<(isLongShort ? 2 : 1)).map { (name: identifier("\(name)_end_\($0)"), shape: last) }
    append(
      target,
      [
        ("input", .tensor(source)), ("hx", isLongShort ? .tensors([zeros, zeros]) : .tensor(zeros)),
        ("params", .tensors(weights)), ("has_biases", .flag(layer.bias)), ("num_layers", .integer(1)),
        ("dropout", .number(0)), ("train", .flag(false)), ("bidirectional", .flag(false)),
        ("batch_first", .flag(true)),
      ], [(states, resultShape)] + ends)
    return layer.reverse ? unary("flip.default", states, ("dims", .integers([1]))) : states
  }
}
