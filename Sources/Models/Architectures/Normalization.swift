import Networks

/// What an architecture's layers are normalized by.
///
/// As text it is its name, for groups with a colon and their number: `group:8`.
package enum Normalization: Hashable, Sendable {
  case none
  /// Each channel over the batch and all pixels.
  case batch
  /// Each sample over all channels and pixels, with scale and shift per channel.
  case layer
  /// Each channel of each sample over its pixels.
  case instance
  /// Each sample over that many groups of channels and all pixels.
  case group(Int)

  /// Where a layer is normalized.
  package enum Placement: String, CaseIterable, Codable, Hashable, Sendable {
    /// Between the layer and its activation, as published; the layer then has no bias, which the mean would remove.
    case beforeActivation = "before-activation"
    /// After the activation; the layer keeps its bias.
    case afterActivation = "after-activation"
  }

  /// The operation on a value with so many channels; nil for none.
  func operation(channels: Int, epsilon: Float, momentum: Float) -> Operation? {
    switch self {
    case .none: nil
    case .batch: .batchNormalization(BatchNormalization(epsilon: epsilon, momentum: momentum))
    case .layer: .groupNormalization(GroupNormalization(groups: 1, epsilon: epsilon))
    case .instance: .groupNormalization(GroupNormalization(groups: channels, epsilon: epsilon))
    case .group(let count): .groupNormalization(GroupNormalization(groups: count, epsilon: epsilon))
    }
  }

  /// First part of the names of its nodes.
  var prefix: String {
    switch self {
    case .none, .batch: "bn"
    case .layer: "ln"
    case .instance: "in"
    case .group: "gn"
    }
  }
}

extension Normalization: CaseIterable {
  /// All kinds, with eight groups.
  package static let allCases: [Normalization] = [.none, .batch, .layer, .instance, .group(8)]
}

extension Normalization: RawRepresentable, Codable {
  /// The normalization of that name; nil for an unknown name, or groups that are no positive number.
  ///
  /// `group` alone makes eight groups.
  package init?(rawValue: String) {
    guard let text = NamedNumber(text: rawValue) else { return nil }
    switch (text.name, text.number) {
    case ("none", nil): self = .none
    case ("batch", nil): self = .batch
    case ("layer", nil): self = .layer
    case ("instance", nil): self = .instance
    case ("group", let number):
      guard let count = Int(exactly: number ?? 8), count > 0 else { return nil }
      self = .group(count)
    default: return nil
    }
  }

  package var rawValue: String {
    switch self {
    case .none: "none"
    case .batch: "batch"
    case .layer: "layer"
    case .instance: "instance"
    case .group(let count): NamedNumber("group", Double(count)).text
    }
  }
}
