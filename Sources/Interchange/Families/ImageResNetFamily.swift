/// ResNet, ResNeXt and Wide ResNet of torchvision and timm: a 7×7 convolution and a pooling first.
///
/// The strides are in the 3×3 convolutions of bottlenecks, as in both libraries. Groups and widths are those of the shapes.
enum ImageResNetFamily: NetworkFamily {
  static let title = "torchvision and timm ResNet"

  /// Numbers of blocks with a published name.
  static let published = [[2, 2, 2, 2], [3, 4, 6, 3], [3, 4, 23, 3], [3, 8, 36, 3]]

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    guard let first = weights.shape("conv1.weight"), weights.has("layer1.0.conv1.weight") else {
      return false
    }
    return first.count == 4 && first[2] == 7 && weights.has("bn1.weight")
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let first = try builder.shape("conv1.weight", rank: 4)
    let network = try ResidualNetwork(builder)
    var (x, _, _) = builder.image(channels: first[1], side: 224)
    x = try builder.convolution(x, "conv1", [first[0], first[1], 7, 7], stride: 2, padding: 3)
    x = try builder.batchNormalization(x, "bn1", first[0])
    x = builder.relu(x, in: "relu")
    x = builder.maximumPool(x, kernel: 3, stride: 2, padding: 1, in: "maxpool")
    var channels: Int
    (x, channels) = try network.stages(x, channels: first[0], bare: .refused, &builder)
    x = builder.averagePool(x, to: 1, in: "avgpool")
    x = builder.flatten(x, from: 1, in: "")
    if network.hasBottlenecks { builder.assume("strides in the 3×3 convolutions of bottlenecks") }
    return FamilyNetwork(
      title: "torchvision \(network.name(published: published))",
      output: try builder.head(x, "fc", channels: channels))
  }
}
