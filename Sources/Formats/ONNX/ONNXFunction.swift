/// The message `FunctionProto`: a function of the model, whose calls are replaced by its nodes.
struct ONNXFunction {
  /// What a node names a function by.
  struct Identifier: Hashable {
    let domain: String
    let name: String
    let overload: String
  }

  /// What is read when a function is called.
  struct Body {
    let nodes: [ONNXNode]
    /// Values of attributes that a call may leave out.
    let defaults: [String: ForeignGraph.Argument]
    /// What one call adds to a graph, in bytes, roughly.
    let cost: Int
  }

  let identifier: Identifier
  let opsets: [String: Int]
  let inputs: [String]
  let outputs: [String]
  fileprivate let nodes: [WireReader]
  fileprivate let defaults: [WireReader]

  init(_ reader: WireReader) throws(FormatError) {
    var reader = reader
    var name = ""
    var domain = ""
    var overload = ""
    var opsets: [String: Int] = [:]
    var inputs: [String] = []
    var outputs: [String] = []
    var nodes: [WireReader] = []
    var defaults: [WireReader] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 4: inputs.append(try reader.text(field))
      case 5: outputs.append(try reader.text(field))
      case 7: nodes.append(try reader.nested(field, "NodeProto"))
      case 9: try ONNXFile.readOpset(try reader.nested(field, "OperatorSetIdProto"), into: &opsets)
      case 10: domain = ONNXFile.usualName(of: try reader.text(field))
      case 11: defaults.append(try reader.nested(field, "AttributeProto"))
      case 13: overload = try reader.text(field)
      default: break
      }
    }
    identifier = Identifier(domain: domain, name: name, overload: overload)
    self.opsets = opsets
    self.inputs = inputs
    self.outputs = outputs
    self.nodes = nodes
    self.defaults = defaults
  }
}

extension ONNXFunction.Body {
  init(_ function: ONNXFunction, _ context: ONNXContext) throws(FormatError) {
    let owner = "the function \(function.identifier.name)"
    for (domain, version) in function.opsets where context.opsets[domain] != version {
      throw .unsupported(
        path: context.path,
        reason: "\(owner) is written for another version of the operators of '\(domain)' than the model: "
          + "inline it with onnx.inliner")
    }
    var nodes: [ONNXNode] = []
    for (index, node) in function.nodes.enumerated() {
      nodes.append(try ONNXNode(node, context, index: index, depth: nil))
    }
    var defaults: [String: ForeignGraph.Argument] = [:]
    for reader in function.defaults {
      let attribute = try ONNXAttribute(reader, context, owner: owner, depth: nil)
      if case .argument(let argument) = attribute.value { defaults[attribute.name] = argument }
    }
    self.nodes = nodes
    self.defaults = defaults
    cost = nodes.reduce(64 * (function.inputs.count + function.outputs.count)) { sum, node in
      let names = node.inputs + node.outputs
      return sum + 128 + node.name.utf8.count + 64 * (names.count + node.attributes.count)
        + names.reduce(0) { $0 + $1.utf8.count }
    }
  }
}
