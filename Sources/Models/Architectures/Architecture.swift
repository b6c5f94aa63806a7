import Networks

/// The description of a family of networks by name and options; `graph(input:classes:)` builds one.
package struct Architecture: Hashable, Sendable {
  package let family: Family
  /// Units of the hidden layers; `mlp` only.
  package let widths: [Int]
  /// Factor on all channel counts; not for `mlp`, whose widths are given.
  package let widthFactor: Double
  /// How residual networks match shapes where they downsample.
  package let shortcut: Shortcut
  /// Whether convolutions are normalized, by batch normalization unless `normalization` says otherwise.
  package let normalized: Bool
  package let activation: Activation
  /// What is normalized: every convolution, and the hidden layers of `mlp`.
  package let normalization: Normalization
  package let placement: Normalization.Placement
  /// Weight of a new batch in the running statistics of batch normalization, above 0 and at most 1.
  package let normalizationMomentum: Double
  /// What is added to variances, above 0.
  package let normalizationEpsilon: Double
  /// Dropped units; none when nil.
  ///
  /// After the activation of each hidden dense layer of `mlp` and `vgg9`, and before the only dense layer of `plain` and
  /// `resnet`.
  package let dropout: Dropout?
  /// Dropped weights, of each hidden dense layer of `mlp` and `vgg9`, and of the only dense layer of `plain` and
  /// `resnet` (and of an `mlp` without hidden layers); none when nil.
  package let dropConnect: Dropout?

  /// What kind of network, with its depth where that is a choice.
  package enum Family: Codable, Hashable, Sendable {
    case mlp
    /// The residual network of the same depth without its additions.
    case plain(depth: Int)
    /// He et al. 2015 (arXiv:1512.03385), §4.2: `6n + 2` layers in three stages of 16, 32 and 64 channels.
    case resnet(depth: Int)
    /// Six convolutions and three dense layers, after Simonyan & Zisserman 2014 (arXiv:1409.1556).
    case vgg9
  }

  /// The shortcut of a residual block that changes shape.
  package enum Shortcut: String, CaseIterable, Codable, Hashable, Sendable {
    /// Option A of He et al. 2015: subsample, fill new channels with zeros; no parameters.
    case zeroPadding = "zero-padding"
    /// Option B: a strided 1×1 convolution.
    case projection
  }

  /// Names to choose from; `N` stands for a depth of `6n + 2`.
  package static let names = ["mlp", "plain-N", "resnet-N", "vgg9"]

  /// The architecture of that name: `mlp`, `vgg9`, `plain-20`, `resnet-56`, ….
  ///
  /// - Parameters:
  ///   - normalized: batch normalization where `normalization` does not say what; not for `mlp`.
  ///   - normalization: what to normalize by; when nil `normalized` decides.
  /// - Throws: `ArchitectureError` for an unknown name, a depth that is not `6n + 2`, or widths or rates out of range.
  package init(
    name: String, widths: [Int] = [128, 128], widthFactor: Double = 1, shortcut: Shortcut = .zeroPadding,
    normalized: Bool = true, activation: Activation = .relu, normalization: Normalization? = nil,
    placement: Normalization.Placement = .beforeActivation,
    normalizationMomentum: Double = Architecture.usualMomentum,
    normalizationEpsilon: Double = Architecture.usualEpsilon, dropout: Dropout? = nil,
    dropConnect: Dropout? = nil
  ) throws(ArchitectureError) {
    family = try Family(name: name)
    self.widths = widths
    self.widthFactor = widthFactor
    self.shortcut = shortcut
    self.activation = activation
    let usual = Self.normalization(of: family, normalized: normalized)
    self.normalization = normalization ?? usual
    // One network has one description, whichever of the two options was used.
    let isUsual = normalization == nil || normalization == usual && family == .mlp
    self.normalized = isUsual ? normalized : normalization != Normalization.none
    self.placement = placement
    self.normalizationMomentum = normalizationMomentum
    self.normalizationEpsilon = normalizationEpsilon
    self.dropout = dropout
    self.dropConnect = dropConnect
    try validate()
  }

  /// Checks every number against its range.
  ///
  /// - Throws: `ArchitectureError`.
  func validate() throws(ArchitectureError) {
    switch family {
    case .mlp, .vgg9: break
    case .plain(let depth), .resnet(let depth):
      guard Family.isDepth(depth) else { throw .invalidDepth(name: name, depth: depth) }
    }
    for dropped in [dropout, dropConnect].compactMap(\.self) where !dropped.isWithinLimits {
      throw .invalidDropout(dropped.rate)
    }
    guard widths.allSatisfy({ (1...65536).contains($0) }) else { throw .invalidWidths(widths) }
    guard widthFactor > 0, widthFactor <= 64 else { throw .invalidWidthFactor(widthFactor) }
    guard normalizationMomentum > 0, normalizationMomentum <= 1 else {
      throw .invalidMomentum(normalizationMomentum)
    }
    guard Float(normalizationEpsilon) > 0, normalizationEpsilon <= 1e6 else {
      throw .invalidEpsilon(normalizationEpsilon)
    }
  }

  /// PyTorch's momentum of batch normalization.
  package static let usualMomentum = 0.1
  /// PyTorch's ε of every normalization.
  package static let usualEpsilon = 1e-5

  /// The default normalization of a family.
  static func normalization(of family: Family, normalized: Bool) -> Normalization {
    normalized && family != .mlp ? .batch : .none
  }

  /// The name, with the depth where it is a choice, such as `resnet-20`.
  package var name: String {
    switch family {
    case .mlp: "mlp"
    case .plain(let depth): "plain-\(depth)"
    case .resnet(let depth): "resnet-\(depth)"
    case .vgg9: "vgg9"
    }
  }

  /// The network for samples of that shape and that many classes.
  ///
  /// - Throws: `ArchitectureError` when the samples are too small for the network's downsampling; points and rows of a
  ///   table, which have no extent at all, are too small for every residual network.
  package func graph(input: SampleShape, classes: Int) throws(ArchitectureError) -> Graph {
    if case .resnet = family, input.height == 1, input.width == 1 {
      throw .unsuitableInput(
        architecture: name, input: input,
        reason: .mismatchedShapes(node: "conv1", inputs: [ValueShape(input)]))
    }
    do throws(GraphError) {
      return switch family {
      case .mlp: try multilayerPerceptron(input: input, classes: classes)
      case .plain(let depth): try residual(depth: depth, skips: false, input: input, classes: classes)
      case .resnet(let depth): try residual(depth: depth, skips: true, input: input, classes: classes)
      case .vgg9: try vgg9(input: input, classes: classes)
      }
    } catch {
      throw .unsuitableInput(architecture: name, input: input, reason: error)
    }
  }

  /// A channel count times the width factor, at least one.
  func scaled(_ channels: Int) -> Int {
    max(1, Int((Double(channels) * widthFactor).rounded()))
  }
}

/// Why there is no network of that description.
package enum ArchitectureError: Error, Hashable, Sendable {
  case unknownName(String)
  /// Plain and residual networks have `6n + 2` layers, `1 ≤ n ≤ 200`.
  case invalidDepth(name: String, depth: Int)
  case invalidWidths([Int])
  case invalidWidthFactor(Double)
  /// Rates of dropout and DropConnect are from 0 up to but not including 1.
  case invalidDropout(Double)
  /// The momentum of batch normalization is above 0 and at most 1.
  case invalidMomentum(Double)
  /// What is added to variances is above 0 and at most a million.
  case invalidEpsilon(Double)
  case unsuitableInput(architecture: String, input: SampleShape, reason: GraphError)
}

extension Architecture.Family {
  /// The depths of plain and residual networks: `6n + 2` of them, `1 ≤ n ≤ 200`.
  package static let depths = 8...1202

  fileprivate static func isDepth(_ depth: Int) -> Bool { depths.contains(depth) && depth % 6 == 2 }

  init(name: String) throws(ArchitectureError) {
    switch name {
    case "mlp": self = .mlp
    case "vgg9": self = .vgg9
    default:
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let depth = Int(parts[1]), parts[0] == "plain" || parts[0] == "resnet" else {
        throw .unknownName(name)
      }
      guard Self.isDepth(depth) else { throw .invalidDepth(name: name, depth: depth) }
      self = parts[0] == "plain" ? .plain(depth: depth) : .resnet(depth: depth)
    }
  }
}
