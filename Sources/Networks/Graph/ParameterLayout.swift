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
  /// The slope of a PReLU, one per channel.
  case activationSlope
  /// A learned tensor that is added to values, such as positions or a class token.
  case offset
  /// Numbers that belong to the network and stay as they are, such as masks and tables of positions.
  case constant

  /// True for everything that gradient descent changes; running statistics are estimated, and constants stay.
  package var isTrainable: Bool { !isStatistic && self != .constant }

  /// True for what is estimated from batches.
  package var isStatistic: Bool { self == .runningMean || self == .runningVariance }

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
    case .offset: "offset"
    case .constant: "constant"
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
  /// Indices of the blocks of each node that owns any.
  private let owned: [Int: [Int]]

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
    owned = Dictionary(grouping: blocks.indices) { blocks[$0].node }
  }

  /// The layout that a graph defines.
  package init(_ graph: Graph) {
    var blocks: [ParameterBlock] = []
    var start = 0
    for (index, node) in graph.nodes.enumerated() {
      for block in node.operation.base.parameters(of: node.inputs.map { graph.values[$0] }) {
        let count = block.shape.reduce(1, *)
        blocks.append(
          ParameterBlock(
            name: block.suffix.isEmpty ? node.name : "\(node.name).\(block.suffix)", shape: block.shape,
            range: start..<start + count, role: block.role, node: index))
        start += count
      }
    }
    self.init(blocks: blocks)
  }

  /// The block of that name, if there is one.
  package subscript(name: String) -> ParameterBlock? { blocks.first { $0.name == name } }

  /// Blocks that belong to one node, in the order of `OperationKind.parameters(of:)`.
  package func blocks(of node: Int) -> [ParameterBlock] { indices(of: node).map { blocks[$0] } }

  /// Indices of the blocks that belong to one node.
  package func indices(of node: Int) -> [Int] { owned[node] ?? [] }

  /// Parameters that training changes.
  package var trainableCount: Int {
    blocks.reduce(0) { $0 + ($1.role.isTrainable ? $1.range.count : 0) }
  }
}

/// A block without its position in the parameter vector: what an operation asks for.
package struct ParameterSpecification {
  /// Last part of the name, such as `weight`; empty where the node's name is that of the block.
  let suffix: String
  let shape: [Int]
  let role: ParameterRole
}
