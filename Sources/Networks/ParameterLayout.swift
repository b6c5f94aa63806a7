/// What a block of parameters is for; normalization of directions and weight decay go by it, never by rank.
package enum ParameterRole: Codable, Hashable, Sendable {
  /// Weights of `filters` equal, contiguous filters: output channels of a convolution, output units (rows)
  /// of a dense layer.
  case weight(filters: Int)
  case bias
  case normalizationScale
  case normalizationShift
  case runningMean
  case runningVariance
  /// The slope of a PReLU, one a channel.
  case activationSlope

  /// True for everything that gradient descent changes; running statistics are estimated, not trained.
  package var isTrainable: Bool {
    switch self {
    case .runningMean, .runningVariance: false
    default: true
    }
  }

  /// True for weights of a layer, and not for biases, scales, shifts and slopes.
  package var isWeight: Bool {
    if case .weight = self { true } else { false }
  }

  /// The role's name in listings, such as `weight` or `normalization scale`.
  package var name: String {
    switch self {
    case .weight: "weight"
    case .bias: "bias"
    case .normalizationScale: "normalization scale"
    case .normalizationShift: "normalization shift"
    case .runningMean: "running mean"
    case .runningVariance: "running variance"
    case .activationSlope: "activation slope"
    }
  }
}

/// A named range of the flat parameter vector.
package struct ParameterBlock: Hashable, Sendable {
  /// PyTorch-style, such as `layer1.0.conv1.weight` or `layer1.0.bn1.running_mean`.
  package let name: String
  /// Extents, slowest first: `[filters, in, kh, kw]` for a convolution, `[units, in]` for a dense layer.
  package let shape: [Int]
  /// Where the block lies in the flat vector, in row-major order of `shape`.
  package let range: Range<Int>
  package let role: ParameterRole
  /// Index of the node that owns the block.
  package let node: Int

  package init(name: String, shape: [Int], range: Range<Int>, role: ParameterRole, node: Int) {
    self.name = name
    self.shape = shape
    self.range = range
    self.role = role
    self.node = node
  }
}

/// The order of a network's parameters in one flat vector of `Float`.
///
/// Blocks are in graph order and cover `0..<count` without gaps, running statistics included.
package struct ParameterLayout: Hashable, Sendable {
  package let blocks: [ParameterBlock]
  /// Length of the flat vector.
  package let count: Int

  /// A layout of blocks that follow one another from 0.
  package init(blocks: [ParameterBlock]) {
    var end = 0
    for block in blocks {
      precondition(block.range.lowerBound == end, "block \(block.name) does not start at \(end)")
      precondition(block.shape.reduce(1, *) == block.range.count, "block \(block.name) is not \(block.shape)")
      end = block.range.upperBound
    }
    self.blocks = blocks
    count = end
  }

  /// The layout that a graph defines.
  package init(_ graph: Graph) {
    var blocks: [ParameterBlock] = []
    var start = 0
    for (index, node) in graph.nodes.enumerated() {
      let input = node.inputs.first.map { graph.shapes[$0] }
      for spec in node.operation.parameters(input: input) {
        let count = spec.shape.reduce(1, *)
        blocks.append(
          ParameterBlock(
            name: "\(node.name).\(spec.suffix)", shape: spec.shape, range: start..<start + count,
            role: spec.role, node: index))
        start += count
      }
    }
    self.init(blocks: blocks)
  }

  /// The block of that name, if there is one.
  package subscript(name: String) -> ParameterBlock? { blocks.first { $0.name == name } }

  /// Blocks that belong to one node, in the order of `Operation.parameters(input:)`.
  package func blocks(of node: Int) -> [ParameterBlock] { blocks.filter { $0.node == node } }

  /// Parameters that training changes.
  package var trainableCount: Int {
    blocks.reduce(0) { $0 + ($1.role.isTrainable ? $1.range.count : 0) }
  }
}

/// A block before it has a place: what an operation asks for.
struct ParameterSpecification {
  let suffix: String
  let shape: [Int]
  let role: ParameterRole
}

extension Operation {
  /// The blocks that a node with this operation owns, in the order in which they are laid out.
  func parameters(input: SampleShape?) -> [ParameterSpecification] {
    guard let input else { return [] }
    switch self {
    case .convolution(let convolution):
      let shape = [convolution.filters, input.channels, convolution.kernel, convolution.kernel]
      let weight = ParameterSpecification(
        suffix: "weight", shape: shape, role: .weight(filters: convolution.filters))
      let bias = ParameterSpecification(suffix: "bias", shape: [convolution.filters], role: .bias)
      return convolution.bias ? [weight, bias] : [weight]
    case .dense(let dense):
      let weight = ParameterSpecification(
        suffix: "weight", shape: [dense.units, input.count], role: .weight(filters: dense.units))
      let bias = ParameterSpecification(suffix: "bias", shape: [dense.units], role: .bias)
      return dense.bias ? [weight, bias] : [weight]
    case .batchNormalization:
      let shape = [input.channels]
      return [
        ParameterSpecification(suffix: "weight", shape: shape, role: .normalizationScale),
        ParameterSpecification(suffix: "bias", shape: shape, role: .normalizationShift),
        ParameterSpecification(suffix: "running_mean", shape: shape, role: .runningMean),
        ParameterSpecification(suffix: "running_var", shape: shape, role: .runningVariance),
      ]
    case .groupNormalization:
      let shape = [input.channels]
      return [
        ParameterSpecification(suffix: "weight", shape: shape, role: .normalizationScale),
        ParameterSpecification(suffix: "bias", shape: shape, role: .normalizationShift),
      ]
    case .activation(.prelu):
      return [ParameterSpecification(suffix: "weight", shape: [input.channels], role: .activationSlope)]
    case .input, .activation, .add, .pooling, .globalAveragePooling, .flatten, .subsampling, .dropout:
      return []
    }
  }
}
