/// The convolutions of a VGG, from the numbers in their names.
///
/// Between `features.0` and the next convolution stand a batch normalization where `features.1` is one, a ReLU, and a pooling where
/// one number more is left out.
struct VGGPlan {
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
  /// Channels of the last convolution.
  let outputs: Int
  /// How often height and width are halved.
  let poolings: Int

  /// - Throws: `FamilyMismatch` for more poolings than images have room for.
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
      layers.append(Layer(index: index, inputs: inputs, channels: outputs, isPooled: !follows))
      guard layers.count <= FamilyBuilder.mostBlocks else {
        throw FamilyMismatch("it has more than \(FamilyBuilder.mostBlocks) convolutions")
      }
      inputs = outputs
      guard follows || followsPooling else { break }
      index += follows ? step : step + 1
    }
    self.layers = layers
    outputs = inputs
    poolings = layers.count { $0.isPooled }
    guard poolings < 16 else { throw FamilyMismatch("it has \(poolings) poolings") }
  }

  /// The features of images, with their height and width.
  func features(
    of image: (x: FamilyBuilder.Value, height: Int, width: Int), _ builder: inout FamilyBuilder
  ) throws(FamilyMismatch) -> (x: FamilyBuilder.Value, height: Int, width: Int) {
    var (x, height, width) = image
    for layer in layers {
      x = try builder.convolution(x, layer.module, [layer.channels, layer.inputs, 3, 3], padding: 1)
      var next = layer.index + 1
      if isNormalized {
        x = try builder.batchNormalization(x, "features.\(next)", layer.channels)
        next += 1
      }
      x = builder.relu(x, in: "features.\(next)")
      if layer.isPooled {
        x = builder.maximumPool(x, kernel: 2, stride: 2, in: "features.\(next + 1)")
        (height, width) = (height / 2, width / 2)
      }
    }
    builder.assume("a pooling after the last convolution")
    return (x, height, width)
  }
}
