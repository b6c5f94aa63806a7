/// VGG of torchvision, with and without batch normalization, and its variants for CIFAR.
///
/// Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition" (arXiv:1409.1556). The
/// numbers in the names `features.0`, `features.2`, … say where a ReLU or a pooling stands between two convolutions.
enum VGGFamily: NetworkFamily {
  static let title = "VGG"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    guard let first = weights.shape("features.0.weight"), first.count == 4, first[2] == 3, first[3] == 3
    else {
      return false
    }
    return ["classifier.0.weight", "classifier.weight", "fc.0.weight"].contains { weights.has($0, rank: 2) }
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let plan = try Plan(builder)
    let last = plan.layers.last?.channels ?? 0
    // The first dense layer reads all pixels of what the pooling leaves.
    let isAdaptive = builder.weights.has("classifier.0.weight")
    let isPublished = builder.weights.has("fc.0.weight")
    let dense = isAdaptive ? "classifier.0" : isPublished ? "fc.0" : "classifier"
    let inputs = try builder.shape("\(dense).weight", rank: 2)[1]
    let side = Int((Double(inputs / last).squareRoot()).rounded())
    guard side > 0, inputs == last * side * side else {
      throw FamilyMismatch(
        "\(builder.weights.fileName(dense)).weight reads \(inputs) numbers, which are no square of pixels of \(last) channels"
      )
    }
    let pools = plan.layers.count { $0.isPooled }
    guard pools < 16, side < 1 << 12 else { throw FamilyMismatch("it has \(pools) poolings") }
    var (x, height, width) = builder.image(channels: plan.channels, side: side << pools)
    for layer in plan.layers {
      x = try builder.convolution(x, layer.module, [layer.channels, layer.inputs, 3, 3], padding: 1)
      var next = layer.index + 1
      if plan.isNormalized {
        x = try builder.batchNormalization(x, "features.\(next)", layer.channels)
        next += 1
      }
      x = builder.relu(x, in: "features.\(next)")
      if layer.isPooled {
        x = builder.maximumPool(x, kernel: 2, stride: 2, in: "features.\(next + 1)")
        (height, width) = (height / 2, width / 2)
      }
    }
    if isAdaptive {
      x = builder.averagePool(x, to: side, in: "avgpool")
    } else if height != side || width != side {
      throw FamilyMismatch(
        "\(builder.weights.fileName(dense)).weight needs images of \(side << pools)×\(side << pools) pixels")
    }
    x = builder.flatten(x, from: 1, in: "")
    let output =
      isAdaptive
      ? try threeLayers(x, inputs, &builder)
      : isPublished
        ? try normalizedHead(x, inputs, &builder) : try builder.head(x, "classifier", channels: inputs)
    builder.assume("a pooling after the last convolution")
    return FamilyNetwork(
      title: "VGG-\(plan.layers.count + (isAdaptive ? 3 : isPublished ? 2 : 1))"
        + (plan.isNormalized ? " with batch normalization" : ""), output: output)
  }

  /// torchvision's dense layers; dropout between them does nothing.
  private static func threeLayers(
    _ x: FamilyBuilder.Value, _ inputs: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let (first, second) = (
      try builder.shape("classifier.0.weight", rank: 2)[0],
      try builder.shape("classifier.3.weight", rank: 2)[0]
    )
    var y = try builder.linear(x, "classifier.0", [first, inputs])
    y = builder.relu(y, in: "classifier.1")
    y = try builder.linear(y, "classifier.3", [second, first])
    y = builder.relu(y, in: "classifier.4")
    return try builder.head(y, "classifier.6", channels: second)
  }

  /// The dense layers of the networks in arXiv:1712.09913.
  private static func normalizedHead(
    _ x: FamilyBuilder.Value, _ inputs: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let width = try builder.shape("fc.0.weight", rank: 2)[0]
    var y = try builder.linear(x, "fc.0", [width, inputs])
    y = try builder.batchNormalization(y, "fc.1", width)
    y = builder.relu(y, in: "fc.2")
    return try builder.head(y, "classifier", channels: width)
  }
}

extension VGGFamily {
  /// The convolutions, from the numbers in their names.
  private struct Plan {
    struct Layer {
      let index: Int
      let inputs: Int
      let channels: Int
      let isPooled: Bool

      var module: String { "features.\(index)" }
    }

    let layers: [Layer]
    let isNormalized: Bool
    /// Channels of the images.
    let channels: Int

    init(_ builder: FamilyBuilder) throws(FamilyMismatch) {
      let weights = builder.weights
      isNormalized = weights.has("features.1.weight", rank: 1)
      let step = isNormalized ? 3 : 2
      channels = try builder.shape("features.0.weight", rank: 4)[1]
      var layers: [Layer] = []
      var (index, inputs) = (0, channels)
      while true {
        let outputs = try builder.shape("features.\(index).weight", rank: 4)[0]
        let follows = weights.has("features.\(index + step).weight", rank: 4)
        let followsPooling = weights.has("features.\(index + step + 1).weight", rank: 4)
        layers.append(
          Layer(index: index, inputs: inputs, channels: outputs, isPooled: !follows))
        guard layers.count <= FamilyBuilder.mostBlocks else {
          throw FamilyMismatch("it has more than \(FamilyBuilder.mostBlocks) convolutions")
        }
        guard follows || followsPooling else { break }
        index += follows ? step : step + 1
        inputs = outputs
      }
      self.layers = layers
    }
  }
}
