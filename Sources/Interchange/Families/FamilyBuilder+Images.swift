import Formats

/// Inputs of networks for images.
extension FamilyBuilder {
  /// The network's input: of the data's extents where they have its channels, else of the published ones.
  ///
  /// - Parameter side: height and width of the family's images.
  /// - Returns: The input with its height and width.
  mutating func image(channels: Int, side: Int) -> (x: Value, height: Int, width: Int) {
    var (height, width) = (side, side)
    if let extents, extents.count == 3, extents[0] == channels {
      (height, width) = (extents[1], extents[2])
    } else if let extents, extents.count == 2, channels == 1 {
      (height, width) = (extents[0], extents[1])
    } else if let size = configuration.inputSize, size.count == 3, size[0] == channels {
      (height, width) = (size[1], size[2])
      assume("input \(channels)×\(height)×\(width) of config.json")
    } else {
      assume("input \(channels)×\(height)×\(width)")
    }
    return (input("x", [channels, height, width], .float32), height, width)
  }
}
