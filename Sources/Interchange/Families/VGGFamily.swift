/// VGG of torchvision and timm, with and without batch normalization, and its variants for CIFAR.
///
/// Simonyan and Zisserman 2015, "Very deep convolutional networks for large-scale image recognition" (arXiv:1409.1556). The last
/// layers differ: three dense ones in torchvision, two convolutions and a dense one in timm, a normalized dense one and another in the
/// networks of arXiv:1712.09913, a single one in other networks for CIFAR.
enum VGGFamily: NetworkFamily {
  static let title = "VGG"

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    guard let first = weights.shape("features.0.weight"), first.count == 4, first[2] == 3, first[3] == 3
    else {
      return false
    }
    return weights.has("pre_logits.fc1.weight", rank: 4)
      || ["classifier.0.weight", "classifier.weight", "fc.0.weight"].contains { weights.has($0, rank: 2) }
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let plan = try VGGPlan(builder)
    let (output, depth) =
      if builder.weights.has("pre_logits.fc1.weight") {
        (try convolutionalHead(plan, &builder), 3)
      } else if builder.weights.has("classifier.0.weight") {
        (try threeLayers(plan, &builder), 3)
      } else if builder.weights.has("fc.0.weight") {
        (try normalizedHead(plan, &builder), 2)
      } else {
        (try singleLayer(plan, &builder), 1)
      }
    return FamilyNetwork(
      title: "VGG-\(plan.layers.count + depth)" + (plan.isNormalized ? " with batch normalization" : ""),
      output: output)
  }

  /// What a dense layer reads: all pixels of the features, a square of so many.
  private static func side(
    _ module: String, _ plan: VGGPlan, _ builder: FamilyBuilder
  ) throws(FamilyMismatch) -> (side: Int, numbers: Int) {
    let inputs = try builder.shape("\(module).weight", rank: 2)[1]
    guard inputs % plan.outputs == 0, let side = PatchGrid.root(inputs / plan.outputs), side < 1 << 12 else {
      throw FamilyMismatch(
        "\(builder.weights.fileName(module)).weight reads \(inputs) numbers, which are no square of pixels of "
          + "\(plan.outputs) channels")
    }
    return (side, inputs)
  }

  /// The features as the numbers of a dense layer that has no pooling before it.
  private static func flattened(
    for module: String, _ plan: VGGPlan, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (x: FamilyBuilder.Value, numbers: Int) {
    let (side, numbers) = try side(module, plan, builder)
    let image = builder.image(channels: plan.channels, side: side << plan.poolings)
    let (x, height, width) = try plan.features(of: image, &builder)
    guard height == side, width == side else {
      let wanted = side << plan.poolings
      throw FamilyMismatch(
        "\(builder.weights.fileName(module)).weight needs images of \(wanted)×\(wanted) pixels")
    }
    return (builder.flatten(x, from: 1, in: ""), numbers)
  }

  /// torchvision's dense layers; dropout between them does nothing.
  private static func threeLayers(
    _ plan: VGGPlan, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let (side, inputs) = try side("classifier.0", plan, builder)
    let image = builder.image(channels: plan.channels, side: side << plan.poolings)
    var x = try plan.features(of: image, &builder).x
    x = builder.flatten(builder.averagePool(x, to: side, in: "avgpool"), from: 1, in: "")
    let first = try builder.shape("classifier.0.weight", rank: 2)[0]
    let second = try builder.shape("classifier.3.weight", rank: 2)[0]
    x = builder.relu(try builder.linear(x, "classifier.0", [first, inputs]), in: "classifier.1")
    x = builder.relu(try builder.linear(x, "classifier.3", [second, first]), in: "classifier.4")
    return try builder.head(x, "classifier.6", channels: second)
  }

  /// The dense layers of the networks in arXiv:1712.09913.
  private static func normalizedHead(
    _ plan: VGGPlan, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let features = try flattened(for: "fc.0", plan, &builder)
    let width = try builder.shape("fc.0.weight", rank: 2)[0]
    var x = try builder.linear(features.x, "fc.0", [width, features.numbers])
    x = builder.relu(try builder.batchNormalization(x, "fc.1", width), in: "fc.2")
    return try builder.head(x, "classifier", channels: width)
  }

  private static func singleLayer(
    _ plan: VGGPlan, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let features = try flattened(for: "classifier", plan, &builder)
    return try builder.head(features.x, "classifier", channels: features.numbers)
  }

  /// timm's two convolutions, which see the features as large as their kernel at least, and a dense layer of their means.
  private static func convolutionalHead(
    _ plan: VGGPlan, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> FamilyBuilder.Value {
    let first = try builder.shape("pre_logits.fc1.weight", rank: 4)
    let second = try builder.shape("pre_logits.fc2.weight", rank: 4)
    guard first[2] < 1 << 12 else { throw FamilyMismatch("pre_logits.fc1.weight has the shape \(first)") }
    let image = builder.image(channels: plan.channels, side: first[2] << plan.poolings)
    var (x, height, width) = try plan.features(of: image, &builder)
    if height < first[2] || width < first[2] {
      (height, width) = (max(height, first[2]), max(width, first[2]))
      x = builder.call(
        "aten.adaptive_avg_pool2d.default",
        ["self": x, "output_size": .list([.integer(height), .integer(width)])], in: "pre_logits")
    }
    x = try builder.convolution(x, "pre_logits.fc1", [first[0], plan.outputs, first[2], first[2]])
    x = builder.relu(x, in: "pre_logits.act1")
    x = try builder.convolution(x, "pre_logits.fc2", [second[0], first[0], 1, 1])
    x = builder.relu(x, in: "pre_logits.act2")
    x = builder.flatten(
      builder.averagePool(x, to: 1, in: "head.global_pool"), from: 1, in: "head.global_pool")
    return try builder.head(x, "head.fc", channels: second[0])
  }
}
