import Numerics

/// A network as a directed acyclic graph of operations on tensors.
///
/// Nodes are stored in an order in which every node comes after its inputs; the first node is the samples' input, and the
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
  /// Shape of each node's value, by node index.
  package let values: [ValueShape]
  /// Shape of each node's value for one sample as channels and pixels, by node index; see `ValueShape.sample`.
  package let shapes: [SampleShape]

  /// Parameters beyond which a description is no network that anyone could store.
  package static let largestParameterCount = 1 << 40

  /// Checks order, arity, names, shapes and sizes.
  ///
  /// - Throws: `GraphError` naming the first node that does not fit.
  package init(nodes: [Node]) throws(GraphError) {
    guard let first = nodes.first, first.operation.as(Input.self) != nil else { throw .noInput }
    var values: [ValueShape] = []
    var names: Set<String> = []
    var parameterCount = 0
    for (index, node) in nodes.enumerated() {
      guard names.insert(node.name).inserted else { throw .duplicateName(node.name) }
      if let source = node.inputs.first(where: { $0 >= index || $0 < 0 }) {
        throw .cycle(node: node.name, input: source)
      }
      let operation = node.operation.base
      guard operation.arity.contains(node.inputs.count) else {
        throw .wrongArity(node: node.name, expected: operation.arity, found: node.inputs.count)
      }
      let inputs = node.inputs.map { values[$0] }
      try operation.check(inputs, node: node.name)
      guard let shape = operation.outputShape(of: inputs), shape.isWithinLimits else {
        throw .mismatchedShapes(node: node.name, inputs: inputs)
      }
      let blocks = operation.parameters(of: inputs)
        .map { $0.shape.checkedProduct(limit: Self.largestParameterCount) }
      guard !blocks.contains(nil),
        let count = ([parameterCount] + blocks.compactMap(\.self))
          .checkedSum(limit: Self.largestParameterCount)
      else { throw .tooManyParameters(node: node.name) }
      parameterCount = count
      values.append(shape)
    }
    guard let output = values.last, output.batchAxis == 0, output.element == .float32 else {
      throw .unsuitableOutput(nodes[nodes.count - 1].name)
    }
    self.nodes = nodes
    self.values = values
    shapes = values.map(\.sample)
  }

  /// Shape of one sample, as the first input takes it.
  package var inputShape: SampleShape { shapes[0] }
  /// Extents of one sample, as the first input takes it.
  package var firstInputExtents: [Int] { Array(values[0].extents.dropFirst()) }
  /// Shape of the network's output; for a classifier, one number (logit) per class.
  package var outputShape: SampleShape { shapes[shapes.count - 1] }

  /// The nodes that are filled from outside, in order; the first one is node 0.
  package var inputNodes: [Int] { nodes.indices.filter { nodes[$0].operation.as(Input.self) != nil } }

  /// For each node, the nodes that read its value, in order.
  package var consumers: [[Int]] {
    var result = Array(repeating: [Int](), count: nodes.count)
    for (index, node) in nodes.enumerated() {
      for input in node.inputs { result[input].append(index) }
    }
    return result
  }

  /// Multiply–adds of convolutions, dense layers and matrix products for one sample, padding counted; `Int.max` when there
  /// are more.
  package var multiplyAdds: Int {
    let terms = nodes.indices.map { index in
      nodes[index].operation.base.multiplyAdds(nodes[index].inputs.map { values[$0] }, values[index])
    }
    return terms.contains(nil) ? .max : terms.compactMap(\.self).checkedSum() ?? .max
  }
}

/// Why a list of nodes is not a network.
package enum GraphError: Error, Hashable, Sendable {
  /// The first node is not an input.
  case noInput
  case duplicateName(String)
  /// The node reads a node that does not come before it.
  case cycle(node: String, input: Int)
  case wrongArity(node: String, expected: ClosedRange<Int>, found: Int)
  case mismatchedShapes(node: String, inputs: [ValueShape])
  /// The channels cannot be divided into so many groups of equal size, of more than one number each.
  case unsuitableGroups(node: String, groups: Int, input: SampleShape)
  /// With this node the network has more than `Graph.largestParameterCount`.
  case tooManyParameters(node: String)
  /// The last node's value has no batch as its first axis, or does not consist of floats.
  case unsuitableOutput(String)
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
