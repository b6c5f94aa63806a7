/// The nodes of an exported graph in one list, each value with a name of its own, made before it is used.
struct FlatGraph {
  private(set) var nodes: [ForeignGraph.Node] = []
  /// Shapes that the file states, under the names here.
  private(set) var stated: [String: [ForeignGraph.Extent]] = [:]
  /// Values of symbolic integers.
  private(set) var integers: [String: ForeignGraph.Extent] = [:]
  /// Whether part of it was to be computed in half precision.
  private(set) var usesAutocast = false
  /// What the names of the outermost graph stand for.
  private(set) var names: Names = [:]

  private let path: String
  private var taken: Set<String>
  private var suffix = 0

  typealias Names = [String: ForeignGraph.Argument]

  /// Operations that compute nothing but their graph, with the number of arguments before it.
  private static let wrappers = [
    "higher_order.wrap_with_set_grad_enabled": 1, "higher_order.wrap_with_autocast": 4,
  ]

  /// Puts the nodes of wrappers' graphs in the wrappers' place.
  ///
  /// - Parameter path: names the file in errors.
  /// - Throws: `FormatError.corrupt`, for a value that is used before it is made, or made twice.
  init(_ graph: ExportedGraph, path: String) throws(FormatError) {
    self.path = path
    taken = Set(graph.inputNames)
    for node in graph.nodes where Self.wrappers[node.operation] == nil { taken.formUnion(node.resultNames) }
    var names: Names = [:]
    for name in graph.inputNames { try define(name, .value(name), &names) }
    try append(graph, &names, isOutermost: true)
    self.names = names
  }

  private mutating func append(
    _ graph: ExportedGraph, _ names: inout Names, isOutermost: Bool
  ) throws(FormatError) {
    for node in graph.nodes {
      guard Self.wrappers[node.operation] == nil else {
        try inline(node, &names)
        continue
      }
      let (inputs, attributes) = try arguments(node, names)
      var outputs: [String] = []
      for name in node.resultNames {
        let unique = isOutermost || name.isEmpty ? name : unused(name)
        if !name.isEmpty { try define(name, .value(unique), &names) }
        outputs.append(unique)
      }
      nodes.append(
        ForeignGraph.Node(
          name: node.name ?? "", operation: node.operation, inputs: inputs, attributes: attributes,
          outputs: outputs, scope: node.scope))
    }
    for (name, tensor) in graph.tensors {
      if case .value(let final)? = names[name] { stated[final] = tensor.extents }
    }
    for (name, integer) in graph.integers {
      guard case .value(let final)? = names[name] else { continue }
      stated[final] = []
      integers[final] = integer
    }
  }

  /// Adds the nodes of a wrapper's graph; the wrapper's results then stand for those of the graph.
  private mutating func inline(_ node: ExportedGraph.Node, _ names: inout Names) throws(FormatError) {
    let count = Self.wrappers[node.operation] ?? 0
    guard node.arguments.count > count, case .graph(let body) = node.arguments[count].value else {
      throw corrupt("\(node.label) has no graph")
    }
    if node.operation.hasSuffix("autocast"), case .plain(.flag(true)) = node.arguments[2].value {
      usesAutocast = true
    }
    let operands = node.arguments.dropFirst(count + 1)
    guard operands.count == body.inputs.count, node.resultNames.count <= body.outputs.count else {
      throw corrupt("\(node.label) has other inputs or outputs than its graph")
    }
    var inner: Names = [:]
    for (input, operand) in zip(body.inputs, operands) {
      let value = try resolved(operand.value, names, node)
      guard case .plain(.value(let name)) = input else { continue }
      // A list behind a name could hold lists of lists without end.
      if case .list = value { throw corrupt("\(node.label) gives its graph a list for one value") }
      try define(name, value, &inner)
    }
    try append(body, &inner, isOutermost: false)
    for (name, output) in zip(node.resultNames, body.outputs) where !name.isEmpty {
      try define(name, try resolved(output, inner, node), &names)
    }
  }

  private func arguments(
    _ node: ExportedGraph.Node, _ names: Names
  ) throws(FormatError) -> (inputs: [ForeignGraph.Argument], attributes: [String: ForeignGraph.Argument]) {
    var inputs: [ForeignGraph.Argument] = []
    var attributes: [String: ForeignGraph.Argument] = [:]
    for argument in node.arguments {
      let value = try resolved(argument.value, names, node)
      inputs.append(value)
      if !argument.name.isEmpty { attributes[argument.name] = value }
    }
    return (inputs, attributes)
  }

  /// An argument under the names here.
  private func resolved(
    _ argument: ExportedGraph.Argument, _ names: Names, _ node: ExportedGraph.Node
  ) throws(FormatError) -> ForeignGraph.Argument {
    switch argument {
    case .graph(let graph): return .graph(try graph.foreign(path: path))
    case .plain(let value):
      guard let value = value.renamed(names) else {
        throw corrupt("\(node.label) uses a value that no node before it makes")
      }
      return value
    }
  }

  private func define(
    _ name: String, _ value: ForeignGraph.Argument, _ names: inout Names
  ) throws(FormatError) {
    guard names.updateValue(value, forKey: name) == nil else { throw corrupt("two values are named \(name)") }
  }

  /// The name, or one made of it that no value has.
  private mutating func unused(_ name: String) -> String {
    var unique = name
    while !taken.insert(unique).inserted {
      suffix += 1
      unique = "\(name).\(suffix)"
    }
    return unique
  }

  private func corrupt(_ reason: String) -> FormatError { .corrupt(path: path, reason: reason) }
}

extension ExportedGraph {
  /// Names of what it is given, without numbers that the export fixed.
  fileprivate var inputNames: [String] {
    inputs.compactMap { input in
      guard case .plain(.value(let name)) = input else { return nil }
      return name
    }
  }

  /// The graph by itself, as the argument of an operation such as `cond`.
  fileprivate func foreign(path: String) throws(FormatError) -> ForeignGraph {
    let flat = try FlatGraph(self, path: path)
    var inputs: [ForeignGraph.Input] = []
    for name in inputNames { inputs.append(try input(name, path: path)) }
    var results: [String] = []
    for case .plain(let output) in outputs {
      guard let value = output.renamed(flat.names) else {
        throw .corrupt(path: path, reason: "the graph of an operation gives a value that no node makes")
      }
      results += value.names
    }
    return ForeignGraph(
      dialect: .torch, nodes: flat.nodes, inputs: inputs, stored: [:], storedOrder: [], outputs: results,
      stated: flat.stated)
  }
}

extension ExportedGraph.Node {
  /// The target without the name of PyTorch's table of operations.
  var operation: String { target.hasPrefix("torch.ops.") ? String(target.dropFirst(10)) : target }

  /// The node in errors.
  fileprivate var label: String { name.map { "the node \($0)" } ?? "a node of \(operation)" }

  /// All results in order, those of a list one by one; empty text for what is not given.
  fileprivate var resultNames: [String] {
    results.flatMap { result -> [String] in
      if case .plain(let value) = result { value.names } else { [""] }
    }
  }
}

extension ForeignGraph.Argument {
  /// Names of the values in it, in order; empty text for what is not one.
  var names: [String] {
    switch self {
    case .value(let name): [name]
    case .list(let elements): elements.flatMap(\.names)
    default: [""]
    }
  }

  /// The argument with its values under other names; nil when one is not known.
  func renamed(_ names: [String: Self]) -> Self? {
    switch self {
    case .value(let name): return names[name]
    case .list(let elements):
      var renamed: [Self] = []
      for element in elements {
        guard let element = element.renamed(names) else { return nil }
        renamed.append(element)
      }
      return .list(renamed)
    default: return self
    }
  }
}
