extension GraphBuilder {
  /// Convolution, batch normalization or bias, and an activation unless that is left to the caller.
  mutating func convolve(
    _ source: Int, _ convolution: Convolution, name: String, normalization: String?,
    activation: (name: String, function: Activation)?
  ) -> Int {
    let layer = Convolution(
      filters: convolution.filters, kernel: convolution.kernel, stride: convolution.stride,
      padding: convolution.padding, bias: normalization == nil)
    var node = add(name, .convolution(layer), source)
    if let normalization { node = add(normalization, .batchNormalization(BatchNormalization()), node) }
    if let activation { node = add(activation.name, .activation(activation.function), node) }
    return node
  }
}

extension Architecture {
  /// Dense layers `fc1`, `fc2`, … with an activation between them; the last one gives the logits.
  func multilayerPerceptron(input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var node = builder.add("flatten", .flatten, builder.input)
    for (index, width) in widths.enumerated() {
      node = builder.add("fc\(index + 1)", .dense(Dense(units: width)), node)
      node = builder.add("\(activation.name)\(index + 1)", .activation(activation), node)
    }
    _ = builder.add("fc\(widths.count + 1)", .dense(Dense(units: classes)), node)
    return try builder.graph()
  }

  /// CIFAR-style residual network, or the plain one of the same depth.
  ///
  /// He et al. 2015, §4.2.
  func residual(depth: Int, skips: Bool, input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var channels = scaled(16)
    var node = builder.convolve(
      builder.input, Convolution(filters: channels, kernel: 3, padding: 1), name: "conv1",
      normalization: normalized ? "bn1" : nil, activation: ("relu1", activation))
    for stage in 1...3 {
      let width = scaled(8 << stage)
      for block in 0..<(depth - 2) / 6 {
        let stride = stage > 1 && block == 0 ? 2 : 1
        node = addBlock(
          to: &builder, after: node, prefix: "layer\(stage).\(block)", channels: channels, width: width,
          stride: stride, skips: skips)
        channels = width
      }
    }
    node = builder.add("avgpool", .globalAveragePooling, node)
    _ = builder.add("fc", .dense(Dense(units: classes)), node)
    return try builder.graph()
  }

  private func addBlock(
    to builder: inout GraphBuilder, after source: Int, prefix: String, channels: Int, width: Int,
    stride: Int, skips: Bool
  ) -> Int {
    var shortcut = source
    if skips, stride > 1 || channels != width {
      switch self.shortcut(width: width, stride: stride) {
      case .subsampling(let operation):
        shortcut = builder.add("\(prefix).downsample", .subsampling(operation), source)
      case .projection(let convolution):
        shortcut = builder.convolve(
          source, convolution, name: "\(prefix).downsample.0",
          normalization: normalized ? "\(prefix).downsample.1" : nil, activation: nil)
      }
    }
    var node = builder.convolve(
      source, Convolution(filters: width, kernel: 3, stride: stride, padding: 1), name: "\(prefix).conv1",
      normalization: normalized ? "\(prefix).bn1" : nil, activation: ("\(prefix).relu1", activation))
    node = builder.convolve(
      node, Convolution(filters: width, kernel: 3, padding: 1), name: "\(prefix).conv2",
      normalization: normalized ? "\(prefix).bn2" : nil, activation: nil)
    if skips { node = builder.add("\(prefix).add", .add, node, shortcut) }
    return builder.add("\(prefix).relu2", .activation(activation), node)
  }

  private enum ShortcutOperation {
    case subsampling(Subsampling)
    case projection(Convolution)
  }

  private func shortcut(width: Int, stride: Int) -> ShortcutOperation {
    switch shortcut {
    case .zeroPadding: .subsampling(Subsampling(stride: stride, channels: width))
    case .projection: .projection(Convolution(filters: width, kernel: 1, stride: stride))
    }
  }

  /// Six 3×3 convolutions with four max-poolings between them, and three dense layers.
  func vgg9(input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var node = builder.input
    var layer = 0
    for stage in [[64], [128], [256, 256], [512, 512]] {
      for channels in stage {
        layer += 1
        node = builder.convolve(
          node, Convolution(filters: scaled(channels), kernel: 3, padding: 1), name: "conv\(layer)",
          normalization: normalized ? "bn\(layer)" : nil, activation: ("relu\(layer)", activation))
      }
      node = builder.add("pool\(layer)", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), node)
    }
    node = builder.add("flatten", .flatten, node)
    for index in 1...2 {
      node = builder.add("fc\(index)", .dense(Dense(units: scaled(512))), node)
      node = builder.add("relu\(layer + index)", .activation(activation), node)
    }
    _ = builder.add("fc3", .dense(Dense(units: classes)), node)
    return try builder.graph()
  }
}
