import Networks
import Tensors

extension Architecture {
  /// Dense layers `fc1`, `fc2`, … with an activation between them; the last one gives the logits.
  func multilayerPerceptron(input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var node = builder.add("flatten", .flatten, builder.input)
    for (index, width) in widths.enumerated() {
      node = add(
        Dense(units: width, bias: hasBias, dropConnect: dropConnect), to: &builder, after: node,
        name: "fc\(index + 1)", normalization: "\(normalization.prefix)\(index + 1)",
        activation: "\(activation.name)\(index + 1)")
      if let dropout { node = builder.add("dropout\(index + 1)", .dropout(dropout), node) }
    }
    let last = Dense(units: classes, dropConnect: widths.isEmpty ? dropConnect : nil)
    _ = builder.add("fc\(widths.count + 1)", .dense(last), node)
    return try builder.graph()
  }

  /// CIFAR-style residual network, or the plain one of the same depth.
  ///
  /// He et al. 2015, §4.2.
  func residual(depth: Int, skips: Bool, input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var channels = scaled(16)
    var node = add(
      convolution(filters: channels), to: &builder, after: builder.input, name: "conv1",
      normalization: "\(normalization.prefix)1", activation: "relu1")
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
    if let dropout { node = builder.add("dropout", .dropout(dropout), node) }
    _ = builder.add("fc", .dense(Dense(units: classes, dropConnect: dropConnect)), node)
    return try builder.graph()
  }

  private func addBlock(
    to builder: inout GraphBuilder, after source: Int, prefix: String, channels: Int, width: Int,
    stride: Int, skips: Bool
  ) -> Int {
    var shortcut = source
    if skips, stride > 1 || channels != width {
      switch self.shortcut {
      case .zeroPadding:
        let subsampling = Subsampling(stride: stride, channels: width)
        shortcut = builder.add("\(prefix).downsample", .subsampling(subsampling), source)
      case .projection:
        let projection = Convolution(
          filters: width, kernel: 1, stride: Extent2(stride), bias: normalization == .none)
        shortcut = builder.add("\(prefix).downsample.0", .convolution(projection), source)
        shortcut = normalize(shortcut, in: &builder, channels: width, name: "\(prefix).downsample.1")
      }
    }
    let norm = "\(prefix).\(normalization.prefix)"
    var node = add(
      convolution(filters: width, stride: stride), to: &builder, after: source, name: "\(prefix).conv1",
      normalization: "\(norm)1", activation: "\(prefix).relu1")
    node = builder.add("\(prefix).conv2", .convolution(convolution(filters: width)), node)
    if placement == .beforeActivation {
      node = normalize(node, in: &builder, channels: width, name: "\(norm)2")
    }
    if skips { node = builder.add("\(prefix).add", .add, node, shortcut) }
    node = builder.add("\(prefix).relu2", .activation(activation), node)
    guard placement == .afterActivation else { return node }
    return normalize(node, in: &builder, channels: width, name: "\(norm)2")
  }

  /// Six 3×3 convolutions with four max-poolings between them, and three dense layers.
  func vgg9(input: SampleShape, classes: Int) throws(GraphError) -> Graph {
    var builder = GraphBuilder(input: input)
    var node = builder.input
    var layer = 0
    for stage in [[64], [128], [256, 256], [512, 512]] {
      for channels in stage {
        layer += 1
        node = add(
          convolution(filters: scaled(channels)), to: &builder, after: node, name: "conv\(layer)",
          normalization: "\(normalization.prefix)\(layer)", activation: "relu\(layer)")
      }
      node = builder.add("pool\(layer)", .pooling(Pooling(kind: .maximum, kernel: 2, stride: 2)), node)
    }
    node = builder.add("flatten", .flatten, node)
    for index in 1...2 {
      let dense = Dense(units: scaled(512), dropConnect: dropConnect)
      node = builder.add("fc\(index)", .dense(dense), node)
      node = builder.add("relu\(layer + index)", .activation(activation), node)
      if let dropout { node = builder.add("dropout\(index)", .dropout(dropout), node) }
    }
    _ = builder.add("fc3", .dense(Dense(units: classes)), node)
    return try builder.graph()
  }
}

extension Architecture {
  /// Whether layers have biases: not where normalization, which would remove them, comes next.
  private var hasBias: Bool { normalization == .none || placement == .afterActivation }

  private func convolution(filters: Int, stride: Int = 1) -> Convolution {
    Convolution(filters: filters, kernel: 3, stride: Extent2(stride), padding: 1, bias: hasBias)
  }

  private func normalize(
    _ source: Int, in builder: inout GraphBuilder, channels: Int, name: String
  ) -> Int {
    let operation = normalization.operation(
      channels: channels, epsilon: Float(normalizationEpsilon), momentum: Float(normalizationMomentum))
    guard let operation else { return source }
    return builder.add(name, operation, source)
  }

  /// A layer, its activation, and normalization before or after that.
  private func add(
    _ layer: Convolution, to builder: inout GraphBuilder, after source: Int, name: String,
    normalization: String, activation: String
  ) -> Int {
    let node = builder.add(name, .convolution(layer), source)
    return finish(node, in: &builder, channels: layer.filters, normalization, activation)
  }

  private func add(
    _ layer: Dense, to builder: inout GraphBuilder, after source: Int, name: String, normalization: String,
    activation: String
  ) -> Int {
    let node = builder.add(name, .dense(layer), source)
    return finish(node, in: &builder, channels: layer.units, normalization, activation)
  }

  private func finish(
    _ layer: Int, in builder: inout GraphBuilder, channels: Int, _ normalization: String, _ name: String
  ) -> Int {
    var node = layer
    if placement == .beforeActivation {
      node = normalize(node, in: &builder, channels: channels, name: normalization)
    }
    node = builder.add(name, .activation(activation), node)
    guard placement == .afterActivation else { return node }
    return normalize(node, in: &builder, channels: channels, name: normalization)
  }
}
