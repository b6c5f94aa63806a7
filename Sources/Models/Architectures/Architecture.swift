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
  /// What is normalized: every convolution, and the hidden layers of `mlp`; `gpt` has layer normalization.
  package let normalization: Normalization
  package let placement: Normalization.Placement
  /// Weight of a new batch in the running statistics of batch normalization, above 0 and at most 1.
  package let normalizationMomentum: Double
  /// What is added to variances, above 0.
  package let normalizationEpsilon: Double
  /// Dropped units; none when nil.
  ///
  /// After the activation of each hidden dense layer of `mlp` and `vgg9`, and before the only dense layer of `plain` and
  /// `resnet`; of `gpt` the sum of its tables and the branches of its blocks.
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
    /// A language model of that many blocks, with four heads of 16 channels, after GPT-2 (Radford et al. 2019).
    case gpt(blocks: Int)
  }

  /// The shortcut of a residual block that changes shape.
  package enum Shortcut: String, CaseIterable, Codable, Hashable, Sendable {
    /// Option A of He et al. 2015: subsample, fill new channels with zeros; no parameters.
    case zeroPadding = "zero-padding"
    /// Option B: a strided 1×1 convolution.
    case projection
  }

  /// Names to choose from; `N` stands for a depth of `6n + 2`, for `gpt` for a number of blocks.
  package static let names = ["mlp", "plain-N", "resnet-N", "vgg9", "gpt-N"]

  /// The architecture of that name: `mlp`, `vgg9`, `plain-20`, `resnet-56`, `gpt-3`, ….
  ///
  /// - Parameters:
  ///   - activation: when nil GELU for `gpt`, ReLU for all others.
  ///   - normalized: batch normalization where `normalization` does not say what; not for `mlp`.
  ///   - normalization: what to normalize by; when nil `normalized` decides.
  /// - Throws: `ArchitectureError` for an unknown name, a depth that is not `6n + 2`, blocks out of range, or widths or rates out of range.
  package init(
    name: String, widths: [Int] = [128, 128], widthFactor: Double = 1, shortcut: Shortcut = .zeroPadding,
    normalized: Bool = true, activation: Activation? = nil, normalization: Normalization? = nil,
    placement: Normalization.Placement = .beforeActivation,
    normalizationMomentum: Double = Architecture.usualMomentum,
    normalizationEpsilon: Double = Architecture.usualEpsilon, dropout: Dropout? = nil,
    dropConnect: Dropout? = nil
  ) throws(ArchitectureError) {
    family = try Family(name: name)
    self.widths = widths
    self.widthFactor = widthFactor
    self.shortcut = shortcut
    self.activation = activation ?? (family.isOfText ? .gelu : .relu)
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
    case .gpt(let blocks):
      guard Family.blocks.contains(blocks) else { throw .invalidBlocks(name: name, blocks: blocks) }
      guard activation != .prelu else { throw .unsuitableActivation(architecture: name, activation) }
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
    if family.isOfText { return .layer }
    return normalized && family != .mlp ? .batch : .none
  }

  /// How weights are drawn where a run does not say: of a language model from N(0, 0.02²), as GPT-2's, whose tables of
  /// positions begin at 0 here; else as is published for the activation.
  package var usualInitialization: Initialization {
    family.isOfText ? .normal(deviation: 0.02) : .published(for: activation)
  }

  /// The name, with the depth where it is a choice, such as `resnet-20`.
  package var name: String {
    switch family {
    case .mlp: "mlp"
    case .plain(let depth): "plain-\(depth)"
    case .resnet(let depth): "resnet-\(depth)"
    case .vgg9: "vgg9"
    case .gpt(let blocks): "gpt-\(blocks)"
    }
  }

  /// The network for samples of that shape and that many classes.
  ///
  /// - Parameter text: whether samples are indices of that many classes, of which each position predicts the next.
  /// - Throws: `ArchitectureError` when the samples are too small for the network's downsampling; points and rows of a
  ///   table, which have no extent at all, are too small for every residual network. Also when the network reads text and the
  ///   samples are none, or the other way round.
  package func graph(
    input: SampleShape, classes: Int, text: Bool = false
  ) throws(ArchitectureError) -> Graph {
    guard text == family.isOfText else { throw .unsuitableSamples(architecture: name, text: text) }
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
      case .gpt(let blocks): try languageModel(blocks: blocks, input: input, classes: classes)
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
  /// A language model has 1 to 64 blocks.
  case invalidBlocks(name: String, blocks: Int)
  /// A language model's values have no channels, each of which PReLU has a slope for.
  case unsuitableActivation(architecture: String, Activation)
  case invalidWidths([Int])
  case invalidWidthFactor(Double)
  /// Rates of dropout and DropConnect are from 0 up to but not including 1.
  case invalidDropout(Double)
  /// The momentum of batch normalization is above 0 and at most 1.
  case invalidMomentum(Double)
  /// What is added to variances is above 0 and at most a million.
  case invalidEpsilon(Double)
  case unsuitableInput(architecture: String, input: SampleShape, reason: GraphError)
  /// The samples are text and the network reads numbers, or the other way round.
  case unsuitableSamples(architecture: String, text: Bool)
}

extension Architecture.Family {
  /// The depths of plain and residual networks: `6n + 2` of them, `1 ≤ n ≤ 200`.
  package static let depths = 8...1202

  /// Blocks of a language model.
  package static let blocks = 1...64

  /// Whether the network reads text.
  package var isOfText: Bool {
    if case .gpt = self { true } else { false }
  }

  fileprivate static func isDepth(_ depth: Int) -> Bool { depths.contains(depth) && depth % 6 == 2 }

  init(name: String) throws(ArchitectureError) {
    switch name {
    case "mlp": self = .mlp
    case "vgg9": self = .vgg9
    default:
      let parts = name.split(separator: "-", omittingEmptySubsequences: false)
      guard parts.count == 2, let depth = Int(parts[1]), ["plain", "resnet", "gpt"].contains(parts[0]) else {
        throw .unknownName(name)
      }
      if parts[0] == "gpt" {
        guard Self.blocks.contains(depth) else { throw .invalidBlocks(name: name, blocks: depth) }
        self = .gpt(blocks: depth)
        return
      }
      guard Self.isDepth(depth) else { throw .invalidDepth(name: name, depth: depth) }
      self = parts[0] == "plain" ? .plain(depth: depth) : .resnet(depth: depth)
    }
  }
}
