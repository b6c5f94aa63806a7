/// Stages of residual blocks as PyTorch's programs name them: `layer1.0.conv1`, `layer1.0.bn1`, … up to the last layer.
///
/// He et al. 2016, "Deep residual learning for image recognition" (arXiv:1512.03385), figure 5 and section 4.2.
struct ResidualNetwork {
  /// What a block adds where it changes the number of channels and has no weights for that.
  enum BareShortcut {
    /// Every second pixel, with zeros as the new channels (the paper's option A).
    case padded
    /// No block adds anything.
    case none
    /// A tensor is missing.
    case refused
  }

  /// Blocks of each stage.
  let counts: [Int]
  /// Whether blocks have three convolutions, 1×1, 3×3 and 1×1.
  let hasBottlenecks: Bool
  /// Such as `ResNet` or `ResNeXt`, by the shapes of the first block.
  private let kind: String
  /// What the modules on the shortcuts are called: `shortcut` or `downsample`.
  let shortcut: String

  init(_ builder: FamilyBuilder) throws(FamilyMismatch) {
    var counts: [Int] = []
    while true {
      let stage = counts.count + 1
      let count = try builder.blockCount { "layer\(stage).\($0).conv1.weight" }
      guard count > 0 else { break }
      counts.append(count)
      guard counts.reduce(0, +) <= FamilyBuilder.mostBlocks else {
        throw FamilyMismatch("it has more than \(FamilyBuilder.mostBlocks) blocks")
      }
    }
    self.counts = counts
    hasBottlenecks = builder.weights.has("layer1.0.conv3.weight")
    kind = Self.kind(builder.weights)
    let stages = counts.indices.map { "layer\($0 + 1).0" }
    shortcut = stages.contains { builder.weights.has("\($0).shortcut.0.weight") } ? "shortcut" : "downsample"
  }

  private static func kind(_ weights: FamilyWeights) -> String {
    guard let first = weights.shape("layer1.0.conv1.weight"),
      let second = weights.shape("layer1.0.conv2.weight"),
      let third = weights.shape("layer1.0.conv3.weight"), second.count == 4
    else { return "ResNet" }
    if second[1] < first[0] { return "ResNeXt" }
    return third[0] < 4 * first[0] ? "Wide ResNet" : "ResNet"
  }

  /// Whether a stage changes the number of channels, and whether weights do that.
  func hasBareShortcuts(_ weights: FamilyWeights) -> Bool {
    let changing = counts.indices.dropFirst().map { "layer\($0 + 1).0" }
    return !changing.isEmpty && !changing.contains { weights.has("\($0).\(shortcut).0.weight") }
  }

  /// The number of layers with weights, as published names count them.
  var depth: Int { counts.reduce(2) { $0 + $1 * (hasBottlenecks ? 3 : 2) } }

  /// The number of layers where the blocks are as in a published network, else the numbers of blocks.
  func name(published: [[Int]]) -> String {
    if published.contains(counts) { return "\(kind)-\(depth)" }
    let blocks = hasBottlenecks ? "bottlenecks" : "blocks"
    return "\(kind) of \(counts.map(String.init).joined(separator: ", ")) \(blocks)"
  }

  /// The stages' result, with its channels.
  func stages(
    _ x: FamilyBuilder.Value, channels: Int, bare: BareShortcut, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (x: FamilyBuilder.Value, channels: Int) {
    var (x, channels) = (x, channels)
    for (stage, count) in counts.enumerated() {
      for block in 0..<count {
        let stride = stage > 0 && block == 0 ? 2 : 1
        (x, channels) = try self.block(
          x, "layer\(stage + 1).\(block)", channels: channels, stride: stride, bare, &builder)
      }
    }
    return (x, channels)
  }

  private func block(
    _ x: FamilyBuilder.Value, _ name: String, channels: Int, stride: Int, _ bare: BareShortcut,
    _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (x: FamilyBuilder.Value, channels: Int) {
    let (branch, outputs) =
      try hasBottlenecks
      ? bottleneck(x, name, channels, stride, &builder) : plain(x, name, channels, stride, &builder)
    if case .none = bare {
      // The published networks without shortcuts have no ReLU after the last convolution of a bottleneck.
      return (hasBottlenecks ? branch : builder.relu(branch, in: name), outputs)
    }
    var other = x
    let module = "\(name).\(shortcut)"
    if builder.weights.has("\(module).0.weight") {
      other = try builder.convolution(x, "\(module).0", [outputs, channels, 1, 1], stride: stride)
      other = try builder.batchNormalization(other, "\(module).1", outputs)
    } else if stride > 1 || outputs != channels {
      guard case .padded = bare, !hasBottlenecks, stride == 2, outputs - channels == 2 * (outputs / 4) else {
        throw FamilyMismatch(
          "it has no \(builder.weights.fileName(module)).0.weight, and \(name) makes \(outputs) channels of \(channels)"
        )
      }
      other = padded(x, module, by: outputs / 4, &builder)
    }
    return (builder.relu(builder.add(branch, other, in: name), in: name), outputs)
  }

  private func plain(
    _ x: FamilyBuilder.Value, _ name: String, _ channels: Int, _ stride: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (FamilyBuilder.Value, Int) {
    let outputs = try builder.shape("\(name).conv1.weight", rank: 4)[0]
    var y = try builder.convolution(
      x, "\(name).conv1", [outputs, channels, 3, 3], stride: stride, padding: 1)
    y = try builder.batchNormalization(y, "\(name).bn1", outputs)
    y = builder.relu(y, in: name)
    y = try builder.convolution(y, "\(name).conv2", [outputs, outputs, 3, 3], padding: 1)
    return (try builder.batchNormalization(y, "\(name).bn2", outputs), outputs)
  }

  private func bottleneck(
    _ x: FamilyBuilder.Value, _ name: String, _ channels: Int, _ stride: Int, _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (FamilyBuilder.Value, Int) {
    let width = try builder.shape("\(name).conv1.weight", rank: 4)[0]
    let middle = try builder.shape("\(name).conv2.weight", rank: 4)
    let outputs = try builder.shape("\(name).conv3.weight", rank: 4)[0]
    // The shape of the weights says how many groups there are.
    guard width % middle[1] == 0, middle[0] % (width / middle[1]) == 0 else {
      throw FamilyMismatch(
        "\(builder.weights.fileName("\(name).conv2.weight")) has the shape \(middle), which does not divide \(width) channels"
      )
    }
    var y = try builder.convolution(x, "\(name).conv1", [width, channels, 1, 1])
    y = try builder.batchNormalization(y, "\(name).bn1", width)
    y = builder.relu(y, in: name)
    y = try builder.convolution(
      y, "\(name).conv2", [middle[0], middle[1], 3, 3], stride: stride, padding: 1, groups: width / middle[1])
    y = try builder.batchNormalization(y, "\(name).bn2", middle[0])
    y = builder.relu(y, in: name)
    y = try builder.convolution(y, "\(name).conv3", [outputs, middle[0], 1, 1])
    return (try builder.batchNormalization(y, "\(name).bn3", outputs), outputs)
  }

  /// Every second pixel, with as many channels of zeros on both sides.
  private func padded(
    _ x: FamilyBuilder.Value, _ module: String, by count: Int, _ builder: inout FamilyBuilder
  ) -> FamilyBuilder.Value {
    var result = x
    for axis in [2, 3] {
      result = builder.call(
        "aten.slice.Tensor",
        [
          "self": result, "dim": .integer(axis), "start": .integer(0), "end": .integer(.max),
          "step": .integer(2),
        ], in: module)
    }
    return builder.call(
      "aten.pad.default",
      [
        "self": result, "pad": .list([0, 0, 0, 0, count, count].map { .integer($0) }),
        "mode": .text("constant"), "value": .number(0),
      ], in: module)
  }
}
