import Numerics

/// A network as a directed acyclic graph of operations on samples.
///
/// Nodes are stored in an order in which every node comes after its inputs; node 0 is the only input and the
/// last node is the output. A graph carries no parameters: it says what they are (`ParameterLayout`), and the
/// network is then a pure function of one flat vector. `Codable`, so that a checkpoint can be reopened without
/// the code that built it; decoding checks everything that `init(nodes:)` checks.
package struct Graph: Hashable, Sendable {
  package struct Node: Hashable, Sendable {
    /// Unique; prefix of the node's parameter names, such as `layer1.0.conv1`.
    package let name: String
    package let operation: Operation
    /// Indices of the nodes whose values this one reads.
    package let inputs: [Int]

    package init(name: String, operation: Operation, inputs: [Int]) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
    }
  }

  package let nodes: [Node]
  /// Shape of each node's value for one sample, by node index.
  package let shapes: [SampleShape]

  /// Parameters beyond which a description is no network that anyone could store.
  package static let largestParameterCount = 1 << 40

  /// Checks order, arity, names, shapes and sizes.
  ///
  /// - Throws: `GraphError` naming the first node that does not fit.
  package init(nodes: [Node]) throws(GraphError) {
    guard case .input? = nodes.first?.operation else { throw .noInput }
    var shapes: [SampleShape] = []
    var names: Set<String> = []
    var parameterCount = 0
    for (index, node) in nodes.enumerated() {
      guard names.insert(node.name).inserted else { throw .duplicateName(node.name) }
      if let source = node.inputs.first(where: { $0 >= index || $0 < 0 }) {
        throw .cycle(node: node.name, input: source)
      }
      if case .input = node.operation, index > 0 { throw .secondInput(node.name) }
      guard node.inputs.count == node.operation.arity else {
        throw .wrongArity(node: node.name, expected: node.operation.arity, found: node.inputs.count)
      }
      let inputs = node.inputs.map { shapes[$0] }
      if case .groupNormalization(let normalization) = node.operation, !normalization.suits(inputs[0]) {
        throw .unsuitableGroups(node: node.name, groups: normalization.groups, input: inputs[0])
      }
      guard let shape = node.operation.outputShape(of: inputs), shape.isReasonable else {
        throw .mismatchedShapes(node: node.name, inputs: inputs)
      }
      let blocks = node.operation.parameters(input: inputs.first)
        .map { $0.shape.checkedProduct(limit: Self.largestParameterCount) }
      guard !blocks.contains(nil),
        let count = ([parameterCount] + blocks.compactMap(\.self))
          .checkedSum(limit: Self.largestParameterCount)
      else { throw .tooManyParameters(node: node.name) }
      parameterCount = count
      shapes.append(shape)
    }
    self.nodes = nodes
    self.shapes = shapes
  }

  /// Shape of one sample.
  package var inputShape: SampleShape { shapes[0] }
  /// Shape of the network's output; for a classifier, one number (logit) per class.
  package var outputShape: SampleShape { shapes[shapes.count - 1] }

  /// For each node, the nodes that read its value, in order.
  package var consumers: [[Int]] {
    var result = Array(repeating: [Int](), count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { result[input].append(index) }
    }
    return result
  }

  /// Multiply–adds of convolutions and dense layers for one sample, padding counted; `Int.max` when there are more.
  package var multiplyAdds: Int {
    let terms = nodes.indices.map { index -> Int? in
      guard let source = nodes[index].inputs.first else { return 0 }
      return switch nodes[index].operation {
      case .convolution(let convolution):
        [shapes[index].count, shapes[source].channels, convolution.kernel, convolution.kernel]
          .checkedProduct()
      case .dense(let dense): [dense.units, shapes[source].count].checkedProduct()
      default: 0
      }
    }
    return terms.contains(nil) ? .max : terms.compactMap(\.self).checkedSum() ?? .max
  }
}

/// Why a list of nodes is not a network.
package enum GraphError: Error, Hashable, Sendable {
  case noInput
  case secondInput(String)
  case duplicateName(String)
  /// The node reads a node that does not come before it.
  case cycle(node: String, input: Int)
  case wrongArity(node: String, expected: Int, found: Int)
  case mismatchedShapes(node: String, inputs: [SampleShape])
  /// The channels cannot be divided into so many groups of equal size, of more than one number each.
  case unsuitableGroups(node: String, groups: Int, input: SampleShape)
  /// With this node the network has more than `Graph.largestParameterCount`.
  case tooManyParameters(node: String)
}

extension Graph: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    try self.init(nodes: container.decode([Node].self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(nodes)
  }
}

extension Operation {
  /// Values that the operation reads.
  var arity: Int {
    switch self {
    case .input: 0
    case .add: 2
    default: 1
    }
  }

  /// Shape of the result for inputs of these shapes, nil when they do not fit.
  func outputShape(of inputs: [SampleShape]) -> SampleShape? {
    switch self {
    case .input(let shape): return shape
    case .add: return inputs[0] == inputs[1] ? inputs[0] : nil
    case .batchNormalization(let normalization): return normalization.isReasonable ? inputs[0] : nil
    case .groupNormalization, .activation: return inputs[0]
    case .dropout(let dropout): return dropout.isReasonable ? inputs[0] : nil
    case .globalAveragePooling: return SampleShape(channels: inputs[0].channels)
    case .flatten: return SampleShape(channels: inputs[0].count)
    case .dense(let dense):
      guard dense.dropConnect?.isReasonable ?? true else { return nil }
      return inputs[0].area == 1 ? SampleShape(channels: dense.units) : nil
    case .subsampling(let subsampling):
      let stride = subsampling.stride
      guard (1...Self.largestWindow).contains(stride), subsampling.channels >= inputs[0].channels else {
        return nil
      }
      return SampleShape(
        channels: subsampling.channels, height: (inputs[0].height + stride - 1) / stride,
        width: (inputs[0].width + stride - 1) / stride)
    case .convolution(let c):
      return window(inputs[0], channels: c.filters, kernel: c.kernel, stride: c.stride, padding: c.padding)
    case .pooling(let p):
      guard p.padding < p.kernel else { return nil }
      return window(
        inputs[0], channels: inputs[0].channels, kernel: p.kernel, stride: p.stride, padding: p.padding)
    }
  }

  /// Largest side, stride and padding of a window.
  private static let largestWindow = 1 << 12

  private func window(
    _ input: SampleShape, channels: Int, kernel: Int, stride: Int, padding: Int
  ) -> SampleShape? {
    let limit = Self.largestWindow
    guard (1...limit).contains(kernel), (1...limit).contains(stride), (0...limit).contains(padding),
      input.height + 2 * padding >= kernel, input.width + 2 * padding >= kernel
    else { return nil }
    return SampleShape(
      channels: channels, height: (input.height + 2 * padding - kernel) / stride + 1,
      width: (input.width + 2 * padding - kernel) / stride + 1)
  }
}

extension Graph.Node: Codable {
  private enum CodingKeys: CodingKey {
    case name
    case inputs
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name), operation: try Operation(from: decoder),
      inputs: try container.decodeIfPresent([Int].self, forKey: .inputs) ?? [])
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try operation.encode(to: encoder)
    try container.encode(inputs, forKey: .inputs)
  }
}
