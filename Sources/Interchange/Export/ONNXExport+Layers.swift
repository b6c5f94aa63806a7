import Formats
import Models
import Networks
import Tensors

extension ONNXExport {
  /// Writes a layer that has weights, or one of pooling; nil for other operations.
  func layer(_ operation: any OperationKind) -> String? {
    switch operation {
    case is Parameter: return stored(layout.indices(of: current)[0])
    case let layer as Convolution:
      return add(
        "Conv", [image(inputs[0])] + weights(),
        windows(layer.kernel, layer.stride, layer.padding, layer.dilation, groups: layer.groups))
    case let layer as TransposedConvolution: return transposedConvolution(layer)
    case let layer as Dense: return dense(layer)
    case is Embedding: return add("Gather", [weights()[0], value(inputs[0])])
    case let layer as Recurrent: return recurrent(layer)
    case let attention as Attention: return self.attention(attention)
    case let pooling as Pooling: return self.pooling(pooling)
    case is GlobalAveragePooling: return add("GlobalAveragePool", [image(inputs[0])])
    default: return nil
    }
  }

  private func windows(
    _ kernel: Extent2, _ stride: Extent2, _ padding: Padding2, _ dilation: Extent2, groups: Int? = nil
  ) -> [String: ForeignGraph.Argument] {
    var result: [String: ForeignGraph.Argument] = [
      "kernel_shape": .integers([kernel.height, kernel.width]),
      "strides": .integers([stride.height, stride.width]),
      "pads": .integers([padding.top, padding.left, padding.bottom, padding.right]),
      "dilations": .integers([dilation.height, dilation.width]),
    ]
    if let groups { result["group"] = .integer(groups) }
    return result
  }

  /// Weights are `[input channels, filters / groups, …]` there.
  private func transposedConvolution(_ layer: TransposedConvolution) -> String {
    var attributes = windows(layer.kernel, layer.stride, layer.padding, layer.dilation, groups: layer.groups)
    attributes["output_padding"] = .integers([layer.outputPadding.height, layer.outputPadding.width])
    return add(
      "ConvTranspose", [image(inputs[0])] + weights(layer.stepsToForeignWeights(shape(0))), attributes)
  }

  private func dense(_ layer: Dense) -> String {
    let weights = self.weights()
    let factor = layer.dropConnect?.inferenceFactor ?? 1
    let shape = shape(0)
    // Rows of any other value are those of a matrix, when it is one.
    if shape.isVector || shape.rank == 2 && shape.batchAxis == 0 {
      var attributes: [String: ForeignGraph.Argument] = ["transB": .integer(1)]
      if factor != 1 { attributes["alpha"] = .number(Double(factor)) }
      return add("Gemm", [shape.isVector ? vector(inputs[0]) : value(inputs[0])] + weights, attributes)
    }
    var matrix = transpose(weights[0], [1, 0], part: "matrix")
    matrix = affine(matrix, scale: factor, part: "kept")
    let product = add("MatMul", [value(inputs[0]), matrix], part: layer.bias ? "product" : nil)
    return layer.bias ? add("Add", [product, weights[1]]) : product
  }

  private func pooling(_ pooling: Pooling) -> String {
    let (sample, result) = (shape(0).sample, graph.shapes[current])
    // What a last window needs beyond the image, so that none is rounded away.
    func after(
      _ given: Int, _ extent: Int, _ count: Int, _ kernel: Int, _ stride: Int, _ dilation: Int, _ before: Int
    ) -> Int {
      max(given, (count - 1) * stride + dilation * (kernel - 1) + 1 - extent - before)
    }
    let padding = Padding2(
      top: pooling.padding.top, left: pooling.padding.left,
      bottom: after(
        pooling.padding.bottom, sample.height, result.height, pooling.kernel.height, pooling.stride.height,
        pooling.dilation.height, pooling.padding.top),
      right: after(
        pooling.padding.right, sample.width, result.width, pooling.kernel.width, pooling.stride.width,
        pooling.dilation.width, pooling.padding.left))
    var attributes = windows(pooling.kernel, pooling.stride, padding, pooling.dilation)
    let isAverage = pooling.kind == .average
    if isAverage { attributes["count_include_pad"] = .integer(pooling.countsPadding ? 1 : 0) }
    return add(isAverage ? "AveragePool" : "MaxPool", [image(inputs[0])], attributes)
  }

  /// `softmax(scale·Q Kᵀ + mask) V`; heads of queries that share keys are rows of one matrix.
  private func attention(_ attention: Attention) -> String {
    let (q, k) = (shape(0), shape(1))
    let isGrouped = q.extents[1] != k.extents[1]
    let rows = q.extents[1] / k.extents[1] * q.extents[2]
    func regrouped(_ value: String, _ extents: [Int], _ part: String) -> String {
      isGrouped ? reshape(value, q.with([q.extents[0]] + extents), part: part, of: nil) : value
    }
    let queries = regrouped(value(inputs[0]), [k.extents[1], rows, q.extents[3]], "queries")
    let keys = transpose(value(inputs[1]), [0, 1, 3, 2], part: "keys")
    var scores = add("MatMul", [queries, keys], part: "products")
    scores = affine(scores, scale: attention.scale, part: "scores")
    scores = regrouped(scores, [q.extents[1], q.extents[2], k.extents[2]], "heads")
    if inputs.count > 3 { scores = add("Add", [scores, value(inputs[3])], part: "masked") }
    if attention.causal { scores = causal(scores, rows: q.extents[2], columns: k.extents[2]) }
    var weights = add("Softmax", [scores], ["axis": .integer(-1)], part: "weights")
    weights = regrouped(weights, [k.extents[1], rows, k.extents[2]], "groups")
    let sum = add("MatMul", [weights, value(inputs[2])], part: isGrouped ? "sum" : nil)
    return isGrouped ? reshape(sum, resultShape, part: nil, of: nil) : sum
  }

  /// The steps come first there, and gates in another order.
  private func recurrent(_ layer: Recurrent) -> String {
    let weights = self.weights()
    let (type, order): (String, [Int]) =
      switch layer.cell {
      case .tanh, .relu: ("RNN", [0])
      case .lstm: ("LSTM", [0, 3, 1, 2])
      case .gru, .gruWithResetFirst: ("GRU", [1, 0, 2])
      }
    func gates(_ weight: String, _ name: String) -> String {
      guard order.count > 1 else { return weight }
      let parts = order.indices.map { unique("\(graph.nodes[current].name)/\(name) \($0)") }
      append("Split", [weight], parts, ["axis": .integer(0), "num_outputs": .integer(order.count)])
      return add("Concat", order.map { parts[$0] }, ["axis": .integer(0)], part: name)
    }
    func directed(_ weight: String, _ name: String) -> String {
      add("Unsqueeze", [weight, integers([0])], part: "\(name) directed")
    }
    var arguments = [transpose(value(inputs[0]), [1, 0, 2], part: "steps")]
    arguments += zip(weights, ["W", "R"]).map { directed(gates($0, $1), $1) }
    if layer.bias {
      let biases = zip(weights.dropFirst(2), ["bias W", "bias R"]).map { gates($0, $1) }
      arguments.append(directed(add("Concat", biases, ["axis": .integer(0)], part: "B"), "B"))
    }
    var attributes: [String: ForeignGraph.Argument] = ["hidden_size": .integer(layer.units)]
    if layer.reverse { attributes["direction"] = .text("reverse") }
    if layer.cell == .relu { attributes["activations"] = .list([.text("Relu")]) }
    if layer.cell == .gru { attributes["linear_before_reset"] = .integer(1) }
    let states = add(type, arguments, attributes, part: "states")
    let direction = add("Squeeze", [states, integers([1])], part: "direction")
    return transpose(direction, [1, 0, 2])
  }
}

extension TransposedConvolution {
  /// What leads from our weights, `[filters, input channels / groups, …]`, to `[input channels, filters / groups, …]`.
  func stepsToForeignWeights(_ input: ValueShape) -> [ViewStep] {
    guard groups > 1 else { return [.permute([1, 0, 2, 3])] }
    let channels = input.sample.channels
    let window = [kernel.height, kernel.width]
    return [
      .reshape([groups, filters / groups, channels / groups] + window), .permute([0, 2, 1, 3, 4]),
      .reshape([channels, filters / groups] + window),
    ]
  }
}
