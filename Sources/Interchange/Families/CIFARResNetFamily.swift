/// ResNets for images of 32×32 pixels: a 3×3 convolution first, no pooling after it.
///
/// These are the networks of Li et al. 2018, "Visualizing the loss landscape of neural nets" (arXiv:1712.09913), and the usual
/// ones for CIFAR-10, with last layers called `linear` or `fc` and shortcuts called `shortcut` or `downsample`.
enum CIFARResNetFamily: NetworkFamily {
  static let title = "CIFAR ResNet"

  /// Numbers of blocks with a published name.
  private static let published =
    [3, 5, 7, 9, 18, 200].map { [$0, $0, $0] } + ImageResNetFamily.published

  static func isNamed(_ weights: FamilyWeights) -> Bool {
    guard let first = weights.shape("conv1.weight"), weights.has("layer1.0.conv1.weight") else {
      return false
    }
    return first.count == 4 && first[2] == 3 && weights.has("bn1.weight")
  }

  static func build(_ builder: inout FamilyBuilder) throws(FamilyMismatch) -> FamilyNetwork {
    let first = try builder.shape("conv1.weight", rank: 4)
    let network = try ResidualNetwork(builder)
    let bare = Self.bareShortcut(network, &builder)
    var (x, _, _) = builder.image(channels: first[1], side: 32)
    x = try builder.convolution(x, "conv1", [first[0], first[1], 3, 3], padding: 1)
    x = try builder.batchNormalization(x, "bn1", first[0])
    x = builder.relu(x, in: "")
    var channels: Int
    (x, channels) = try network.stages(x, channels: first[0], bare: bare, &builder)
    x = builder.averagePool(x, to: 1, in: "")
    x = builder.flatten(x, from: 1, in: "")
    let output = try builder.head(
      x, builder.weights.has("linear.weight") ? "linear" : "fc", channels: channels)
    if network.counts.count > 3, network.shortcut == "downsample" {
      builder.assume("no pooling after the first convolution")
    }
    var title = "CIFAR \(network.name(published: published))"
    if case .none = bare { title += " without shortcuts" }
    return FamilyNetwork(title: title, output: output)
  }

  /// What stands for the weights that a network without any on its shortcuts lacks.
  ///
  /// Weights cannot tell a network of option A from one without shortcuts; publishers say `noshort` in the names of files.
  /// Networks with bottlenecks, and those of four stages, are published without shortcuts only.
  private static func bareShortcut(
    _ network: ResidualNetwork, _ builder: inout FamilyBuilder
  ) -> ResidualNetwork.BareShortcut {
    guard network.hasBareShortcuts(builder.weights) else { return .refused }
    let parts = builder.path.split(separator: "/").suffix(2)
    if parts.contains(where: { $0.lowercased().contains("noshort") }) {
      builder.assume("no shortcuts, as 'noshort' in the file's name says")
      return .none
    }
    if network.counts.count > 3 || network.hasBottlenecks {
      builder.assume("no shortcuts, as there are no weights for them")
      return .none
    }
    builder.assume(
      "shortcuts of option A, zeros for new channels; for a network without shortcuts have 'noshort' in the file's name"
    )
    return .padded
  }
}
