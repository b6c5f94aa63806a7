import Formats
import Models
import Networks
import Numerics
import Tensors

/// Collects the nodes of the network that a foreign graph is translated to.
///
/// A node knows its shape as soon as it is recorded, so that the translation of the next one can rely on it. Stored tensors
/// become parameter nodes when something reads them; `finished` decides what each parameter is for.
final class GraphRecorder {
  struct Node {
    var name: String
    var operation: Operation
    var inputs: [Int]
    var shape: ValueShape
    /// What a parameter node holds, or a layer's own blocks in their order.
    var sources: [ParameterSource] = []
  }

  /// Where the numbers of a block come from.
  enum ParameterSource: Sendable {
    case stored(ParameterView)
    case numbers([Float])

    /// The stored tensor, unless the numbers are of the program.
    var view: ParameterView? {
      if case .stored(let view) = self { view } else { nil }
    }
  }

  let graph: ForeignGraph
  private(set) var nodes: [Node] = []
  private var names: Set<String> = []
  /// The last number after each name that was there before.
  private var lastNumbers: [String: Int] = [:]
  /// Parameter nodes by the key of the tensor.
  private var placed: [String: [(view: ParameterView, node: Int)]] = [:]
  /// Nodes that do the same as an earlier one.
  private var known: [Signature: Int] = [:]
  /// Where names come from while a node is translated.
  var scope = ""

  /// Numbers of a value for one sample at most, as for a network's.
  private static let largestCount = 1 << 32

  private struct Signature: Hashable {
    let operation: Operation
    let inputs: [Int]
  }

  /// How many arguments name each stored tensor.
  private let readerCounts: [String: Int]

  init(_ graph: ForeignGraph) {
    self.graph = graph
    var counts: [String: Int] = [:]
    for node in graph.nodes {
      for case .value(let name) in node.inputs where graph.stored[name] != nil {
        counts[name, default: 0] += 1
      }
    }
    readerCounts = counts
  }

  func shape(_ node: Int) -> ValueShape { nodes[node].shape }

  /// The node whose numbers a node has, in another form.
  func origin(_ node: Int) -> Int {
    switch nodes[node].operation.base {
    case is Reshape, is Permutation, is Slice, is Gather: origin(nodes[node].inputs[0])
    default: node
    }
  }

  // MARK: Recording

  /// Adds a node; one that moves nothing is its input, and one that was recorded before is not recorded again.
  ///
  /// - Throws: `Refusal` where the inputs' shapes do not fit the operation.
  func record(
    _ operation: Operation, _ inputs: [Int], name: String? = nil, owning sources: [ParameterSource] = []
  ) throws(Refusal) -> Int {
    let shapes = inputs.map { nodes[$0].shape }
    do throws(GraphError) {
      try operation.base.check(shapes, node: name ?? scope)
    } catch {
      throw Refusal("its input of \(shapes[0]) has other groups than it needs")
    }
    guard let shape = operation.base.outputShape(of: shapes) else {
      let text = shapes.map(Self.text).joined(separator: " and ")
      throw Refusal("inputs of shape \(text) are not supported for \(operation.name)")
    }
    guard shape.extents.checkedProduct(limit: Self.largestCount) != nil, shape.rank <= 8 else {
      throw Refusal("a value of \(Self.text(shape)) is too large")
    }
    if let simple = simplified(operation, inputs, shape) { return simple }
    let signature = Signature(operation: operation, inputs: inputs)
    if sources.isEmpty, !inputs.isEmpty, let same = known[signature] { return same }
    nodes.append(
      Node(
        name: unique(name ?? (scope.isEmpty ? operation.name : scope)), operation: operation, inputs: inputs,
        shape: shape, sources: sources))
    if sources.isEmpty, !inputs.isEmpty { known[signature] = nodes.count - 1 }
    return nodes.count - 1
  }

  /// The shape with the samples' axis marked.
  static func text(_ shape: ValueShape) -> String {
    let extents = shape.extents.enumerated().map { axis, extent in
      axis == shape.batchAxis ? extent == 1 ? "n" : "\(extent)n" : "\(extent)"
    }
    return "[\(extents.joined(separator: ", "))]"
  }

  /// A node that already has the value.
  private func simplified(_ operation: Operation, _ inputs: [Int], _ shape: ValueShape) -> Int? {
    guard let input = inputs.first else { return nil }
    let before = nodes[input]
    switch operation.base {
    case is Reshape where shape == before.shape: return input
    case let permutation as Permutation where permutation.axes == Array(permutation.axes.indices):
      return input
    case let slice as Slice where slice.count == before.shape.extents[slice.axis]: return input
    case let affine as Affine where affine.scale == 1 && affine.shift == 0: return input
    case is Concatenation where inputs.count == 1: return input
    case is Reshape where before.operation.as(Reshape.self) != nil:
      return try? record(operation, [before.inputs[0]])
    case let permutation as Permutation:
      guard let first = before.operation.as(Permutation.self) else { return nil }
      return try? record(
        Operation(Permutation(permutation.axes.map { first.axes[$0] })), [before.inputs[0]])
    default: return nil
    }
  }

  private func unique(_ name: String) -> String {
    var result = name
    while !names.insert(result).inserted {
      let number = lastNumbers[name, default: 1] + 1
      lastNumbers[name] = number
      result = "\(name)_\(number)"
    }
    return result
  }

  // MARK: Parameters

  /// The node that holds a stored tensor in this form.
  ///
  /// A tensor becomes one parameter, in the form in which it is read first: whoever reads it later sees it through steps.
  func place(_ view: ParameterView) throws(Refusal) -> Int {
    guard let stored = graph.stored[view.key] else {
      throw Refusal("the tensor \(view.key) is not in the file")
    }
    if isTie(stored), let first = placed[view.key]?.first {
      var node = first.node
      for step in first.view.steps(to: view) { node = try record(step.operation, [node]) }
      return node
    }
    let node = try placeParameter(.stored(view), name: stored.name, extents: view.extents)
    placed[view.key, default: []].append((view, node))
    return node
  }

  /// Whether a tensor that has several readers is one parameter.
  ///
  /// Vectors of one number over and over, which ONNX's exporters share because they happen to be equal, are not.
  private func isTie(_ stored: ForeignGraph.Stored) -> Bool {
    if stored.kind != .unknown || stored.tensor.extents.count(where: { $0 > 1 }) > 1 { return true }
    let numbers = stored.tensor.floats()
    return numbers.contains { $0 != numbers[0] }
  }

  /// Whether several nodes read a stored tensor as one parameter.
  func isShared(_ key: String) -> Bool {
    guard readerCounts[key, default: 0] > 1, let stored = graph.stored[key] else { return false }
    return isTie(stored)
  }

  /// A parameter node with numbers of the program.
  func place(_ constant: ConstantTensor, as name: String? = nil) throws(Refusal) -> Int {
    guard constant.multiples == nil else {
      throw Refusal("a size that depends on the number of samples is used as a number")
    }
    guard constant.count > 0 else { throw Refusal("a tensor has no numbers") }
    guard !constant.varies else { throw Refusal("a constant differs from sample to sample") }
    // What a mask excludes: minus infinity, or the smallest number of some precision.
    let numbers = constant.numbers.map { Float(max(min($0, 1e30), -1e30)) }
    guard !numbers.contains(where: { $0.isNaN }) else { throw Refusal("a constant is not a number") }
    return try placeParameter(
      .numbers(numbers), name: name ?? (scope.isEmpty ? "constant" : "\(scope).constant"),
      extents: constant.extents.isEmpty ? [1] : constant.extents)
  }

  private func placeParameter(
    _ source: ParameterSource, name: String, extents: [Int]
  ) throws(Refusal) -> Int {
    // Its reader decides its role when all readers are known.
    let parameter = Parameter(shape: extents.isEmpty ? [1] : extents, role: .offset)
    return try record(.parameter(parameter), [], name: name, owning: [source])
  }

  /// A parameter node for what is no data: the value of a weight or bias slot.
  func weight(_ value: Traced) throws(Refusal) -> Int {
    switch value {
    case .constant(let tensor): try place(tensor)
    case .parameter(let view): try place(view)
    case .node(let node): node
    case .rows: throw Refusal("it mixes samples with steps")
    case .list, .absent: throw Refusal("a tensor is missing")
    }
  }
}

extension ViewStep {
  /// The operation that does the step to a value without samples.
  var operation: Operation {
    switch self {
    case .permute(let axes): Operation(Permutation(axes))
    case .reshape(let extents): .reshape(extents)
    case .reorder(let axis, let order): .gather(axis: axis, order)
    }
  }
}
