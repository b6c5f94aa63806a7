/// The message `NodeProto`, before functions are replaced by their nodes.
struct ONNXNode {
  private(set) var name = ""
  private(set) var type = ""
  private(set) var domain = ""
  private(set) var overload = ""
  private(set) var inputs: [String] = []
  private(set) var outputs: [String] = []
  private(set) var attributes: [String: ONNXAttribute.Value] = [:]
  private(set) var scope: String?
  /// Rules of the exporter that made the node.
  private(set) var rules: String?
  /// Values from around the node that its subgraphs use, each with a node that does.
  private(set) var captured: [String: String] = [:]
  /// Values that its subgraphs make.
  private(set) var inner: Set<String> = []

  /// - Parameters:
  ///   - index: the node's place; part of the name of a node without one.
  ///   - depth: how many graphs the node is in, less one; nil in a function.
  init(_ reader: WireReader, _ context: ONNXContext, index: Int, depth: Int?) throws(FormatError) {
    var reader = reader
    var readers: [WireReader] = []
    var metadata: [String: String] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 1: inputs.append(try reader.text(field))
      case 2: outputs.append(try reader.text(field))
      case 3: name = try reader.text(field)
      case 4: type = try reader.text(field)
      case 5: readers.append(try reader.nested(field, "AttributeProto"))
      case 7: domain = ONNXFile.usualName(of: try reader.text(field))
      case 8: overload = try reader.text(field)
      case 9: try reader.entry(field, into: &metadata)
      default: break
      }
    }
    guard !type.isEmpty else { throw reader.corrupt("has no operation: node \(index) '\(name)'") }
    if name.isEmpty { name = "\(type)_\(index)" }
    scope = metadata["pkg.torch.onnx.name_scopes"].flatMap(ONNXScope.module)
    rules = metadata["pkg.onnxscript.rewriter.rule_name"]
    let label = label
    for reader in readers {
      let attribute = try ONNXAttribute(reader, context, owner: label, depth: depth)
      if case .reference = attribute.value, depth != nil {
        throw .corrupt(
          path: context.path,
          reason: "\(label) takes the attribute \(attribute.name) from a function, and is in none")
      }
      guard attributes.updateValue(attribute.value, forKey: attribute.name) == nil else {
        throw .corrupt(path: context.path, reason: "\(label) has two attributes \(attribute.name)")
      }
      for graph in attribute.graphs {
        captured.merge(graph.captured) { old, _ in old }
        inner.formUnion(graph.made)
      }
    }
  }

  var identifier: ONNXFunction.Identifier {
    ONNXFunction.Identifier(domain: domain, name: type, overload: overload)
  }

  /// The operation with its domain, unless that is the usual one.
  var operation: String { domain.isEmpty ? type : "\(domain).\(type)" }

  /// The node in words.
  var label: String { "the node \(name) (\(operation))" }
}
