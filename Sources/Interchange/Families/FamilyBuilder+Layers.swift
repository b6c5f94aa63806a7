import Formats

/// Layers of PyTorch, named by their modules.
extension FamilyBuilder {
  /// A convolution without dilation; its bias where there is one.
  mutating func convolution(
    _ x: Value, _ module: String, _ shape: [Int], stride: Int = 1, padding: Int = 0, groups: Int = 1
  ) throws(FamilyMismatch) -> Value {
    call(
      "aten.conv2d.default",
      [
        "input": x, "weight": try parameter("\(module).weight", shape),
        "bias": try parameterIfAny("\(module).bias", [shape[0]]),
        "stride": .pair(stride), "padding": .pair(padding), "dilation": .pair(1), "groups": .integer(groups),
      ], in: module)
  }

  /// A dense layer; its bias where there is one.
  mutating func linear(_ x: Value, _ module: String, _ shape: [Int]) throws(FamilyMismatch) -> Value {
    try linear(x, module, weight: "\(module).weight", bias: "\(module).bias", shape)
  }

  /// A dense layer whose tensors have names of their own.
  mutating func linear(
    _ x: Value, _ module: String, weight: String, bias: String, _ shape: [Int]
  ) throws(FamilyMismatch) -> Value {
    call(
      "aten.linear.default",
      ["input": x, "weight": try parameter(weight, shape), "bias": try parameterIfAny(bias, [shape[0]])],
      in: module)
  }

  /// The last layer, from its own shape, after a layer of so many channels.
  mutating func head(_ x: Value, _ module: String, channels: Int) throws(FamilyMismatch) -> Value {
    let outputs = try shape("\(module).weight", rank: 2)[0]
    return try linear(x, module, [outputs, channels])
  }

  /// Batch normalization by running statistics, with PyTorch's usual numbers.
  mutating func batchNormalization(
    _ x: Value, _ module: String, _ channels: Int
  ) throws(FamilyMismatch) -> Value {
    ignore("\(module).num_batches_tracked")
    return call(
      "aten.batch_norm.default",
      [
        "input": x, "weight": try parameter("\(module).weight", [channels]),
        "bias": try parameter("\(module).bias", [channels]),
        "running_mean": try buffer("\(module).running_mean", [channels]),
        "running_var": try buffer("\(module).running_var", [channels]),
        "training": .flag(false), "momentum": .number(0.1), "eps": .number(1e-5),
      ], in: module)
  }

  /// Layer normalization over the last axis; its shift where there is one.
  mutating func layerNormalization(
    _ x: Value, _ module: String, _ width: Int, epsilon: Double
  ) throws(FamilyMismatch) -> Value {
    // The first BERT had TensorFlow's names.
    let isOld = weights.has("\(module).gamma")
    return call(
      "aten.layer_norm.default",
      [
        "input": x, "normalized_shape": .list([.integer(width)]),
        "weight": try parameter("\(module).\(isOld ? "gamma" : "weight")", [width]),
        "bias": try parameterIfAny("\(module).\(isOld ? "beta" : "bias")", [width]), "eps": .number(epsilon),
      ], in: module)
  }

  mutating func relu(_ x: Value, in scope: String) -> Value {
    call("aten.relu.default", ["self": x], in: scope)
  }

  mutating func add(_ a: Value, _ b: Value, in scope: String) -> Value {
    call("aten.add.Tensor", ["self": a, "other": b], in: scope)
  }

  mutating func maximumPool(
    _ x: Value, kernel: Int, stride: Int, padding: Int = 0, in scope: String
  ) -> Value {
    call(
      "aten.max_pool2d.default",
      ["self": x, "kernel_size": .pair(kernel), "stride": .pair(stride), "padding": .pair(padding)], in: scope
    )
  }

  mutating func averagePool(_ x: Value, to size: Int, in scope: String) -> Value {
    call("aten.adaptive_avg_pool2d.default", ["self": x, "output_size": .pair(size)], in: scope)
  }

  mutating func flatten(_ x: Value, from axis: Int, to last: Int = -1, in scope: String) -> Value {
    call(
      "aten.flatten.using_ints", ["self": x, "start_dim": .integer(axis), "end_dim": .integer(last)],
      in: scope)
  }

  mutating func transpose(_ x: Value, _ first: Int, _ second: Int, in scope: String) -> Value {
    call("aten.transpose.int", ["self": x, "dim0": .integer(first), "dim1": .integer(second)], in: scope)
  }

  mutating func select(_ x: Value, axis: Int, at position: Int, in scope: String) -> Value {
    call("aten.select.int", ["self": x, "dim": .integer(axis), "index": .integer(position)], in: scope)
  }

  mutating func concatenate(_ parts: [Value], axis: Int, in scope: String) -> Value {
    call("aten.cat.default", ["tensors": .list(parts), "dim": .integer(axis)], in: scope)
  }

  /// The last axis as two.
  mutating func unflatten(_ x: Value, _ sizes: [Int], in scope: String) -> Value {
    call(
      "aten.unflatten.int", ["self": x, "dim": .integer(-1), "sizes": .list(sizes.map { .integer($0) })],
      in: scope)
  }
}

extension ForeignGraph.Argument {
  /// A setting that is the same in both directions of an image.
  static func pair(_ number: Int) -> ForeignGraph.Argument { .list([.integer(number), .integer(number)]) }
}
