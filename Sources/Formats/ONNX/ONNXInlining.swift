/// Puts nodes into a graph, and the nodes of a function in the place of a node that calls it.
///
/// Values that a function makes within are named `call:number/value`, its nodes `call/node`.
/// Source: ONNX, `IR.md`, "Functions".
struct ONNXInlining {
  /// How deep calls may be nested.
  static let deepest = 16

  /// A node whose inputs and attributes are those of the graph that it is put into.
  private struct Call {
    let node: ONNXNode
    let name: String
    let inputs: [ForeignGraph.Argument]
    let attributes: [String: ForeignGraph.Argument]
    let outputs: [String]
    let scope: String?
  }

  private let context: ONNXContext

  /// Adds a node, or the nodes of the function that it calls.
  ///
  /// - Throws: `FormatError`.
  static func place(
    _ node: ONNXNode, _ context: ONNXContext, into order: inout ONNXNodeOrder
  ) throws(FormatError) {
    let attributes = node.attributes.compactMapValues { value -> ForeignGraph.Argument? in
      if case .argument(let argument) = value { argument } else { nil }
    }
    let call = Call(
      node: node, name: node.name, inputs: node.inputs.map { $0.isEmpty ? .none : .value($0) },
      attributes: attributes, outputs: node.outputs, scope: node.scope)
    try ONNXInlining(context: context).place(call, depth: 0, into: &order)
  }

  private func place(_ call: Call, depth: Int, into order: inout ONNXNodeOrder) throws(FormatError) {
    if let function = context.function(for: call.node) {
      return try inline(function, call, depth: depth, into: &order)
    }
    order.append(
      ForeignGraph.Node(
        name: call.name, operation: call.node.operation, inputs: call.inputs, attributes: call.attributes,
        outputs: call.outputs, scope: call.scope, rules: call.node.rules),
      captured: call.node.captured, inner: call.node.inner)
  }

  private func inline(
    _ function: ONNXFunction, _ call: Call, depth: Int, into order: inout ONNXNodeOrder
  ) throws(FormatError) {
    let label = "the call \(call.name) of the function \(function.identifier.name)"
    guard depth < Self.deepest else {
      throw .unsupported(path: context.path, reason: "\(label) is nested more than \(Self.deepest) deep")
    }
    guard call.inputs.count <= function.inputs.count, call.outputs.count <= function.outputs.count else {
      throw .corrupt(path: context.path, reason: "\(label) has more inputs or outputs than the function")
    }
    guard call.node.captured.isEmpty, call.node.inner.isEmpty else {
      throw .unsupported(path: context.path, reason: "\(label) hands it a graph, which is not read")
    }
    let body = try context.body(of: function)
    try context.charge(body.cost + (1 + body.nodes.count) * (32 + 3 * call.name.utf8.count), function)

    let prefix = "\(call.name):\(context.nextCall())/"
    var arguments: [String: ForeignGraph.Argument] = [:]
    for (index, name) in function.inputs.enumerated() {
      arguments[name] = index < call.inputs.count ? call.inputs[index] : ForeignGraph.Argument.none
    }
    var results: [String: String] = [:]
    for (name, result) in zip(function.outputs, call.outputs) where !result.isEmpty && results[name] == nil {
      results[name] = result
    }
    for node in body.nodes {
      var attributes: [String: ForeignGraph.Argument] = [:]
      for (name, value) in node.attributes {
        switch value {
        case .argument(let argument): attributes[name] = argument
        case .reference(let source): attributes[name] = call.attributes[source] ?? body.defaults[source]
        }
      }
      if let name = node.outputs.first(where: { arguments[$0] != nil && !$0.isEmpty }) {
        throw .corrupt(path: context.path, reason: "\(label) makes its own input \(name)")
      }
      let inner = Call(
        node: node, name: "\(call.name)/\(node.name)",
        inputs: node.inputs.map { name in
          name.isEmpty ? .none : arguments[name] ?? .value(results[name] ?? prefix + name)
        },
        attributes: attributes,
        outputs: node.outputs.map { $0.isEmpty ? "" : results[$0] ?? prefix + $0 },
        scope: node.scope ?? call.scope)
      try place(inner, depth: depth + 1, into: &order)
    }
    passThrough(function, call, arguments, results, into: &order)
  }

  /// Results that are inputs of the function, or another result once more.
  private func passThrough(
    _ function: ONNXFunction, _ call: Call, _ arguments: [String: ForeignGraph.Argument],
    _ results: [String: String], into order: inout ONNXNodeOrder
  ) {
    for (name, result) in zip(function.outputs, call.outputs) where !result.isEmpty {
      let source: ForeignGraph.Argument
      if let argument = arguments[name] {
        source = argument
      } else if let first = results[name], first != result {
        source = .value(first)
      } else {
        continue
      }
      order.append(
        ForeignGraph.Node(
          name: "\(call.name)/\(result)", operation: "Identity", inputs: [source], outputs: [result],
          scope: call.scope))
    }
  }
}
