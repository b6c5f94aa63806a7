/// A graph as the JSON has it, before wrappers are taken apart and names are checked: `Graph` in PyTorch's schema.
struct ExportedGraph {
  /// An argument or result of a node, or of the graph.
  enum Argument {
    case plain(ForeignGraph.Argument)
    /// The body of a higher-order operation.
    case graph(ExportedGraph)
  }

  struct Node {
    var name: String?
    /// Such as `torch.ops.aten.conv2d.default`.
    var target = ""
    /// With the names of the operation's schema, empty where there are none.
    var arguments: [(name: String, value: Argument)] = []
    var results: [Argument] = []
    /// Path of the innermost module, empty for the outermost one.
    var scope: String?
  }

  var inputs: [Argument] = []
  var outputs: [Argument] = []
  var nodes: [Node] = []
  var tensors: [String: ExportedTensor] = [:]
  /// Values of the symbolic integers.
  var integers: [String: ForeignGraph.Extent] = [:]

  init(_ scanner: inout JSONScanner) throws(FormatError) {
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "inputs": inputs = try scanner.list(Argument.init)
      case "outputs": outputs = try scanner.list(Argument.init)
      case "nodes": nodes = try scanner.list(Node.init)
      case "tensor_values":
        try scanner.beginObject()
        while let name = try scanner.nextKey() {
          tensors[name] = try ExportedTensor(&scanner, hasView: false)
        }
      case "sym_int_values":
        try scanner.beginObject()
        while let name = try scanner.nextKey() { integers[name] = try ExportedTensor.extent(&scanner) }
      default: try scanner.skip()
      }
    }
  }
}

extension ExportedGraph.Node {
  init(_ scanner: inout JSONScanner) throws(FormatError) {
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "name": name = try scanner.optionalText()
      case "target": target = try scanner.text()
      case "inputs": arguments = try scanner.list(Self.argument)
      case "outputs": results = try scanner.list(ExportedGraph.Argument.init)
      case "metadata":
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
          if key == "nn_module_stack" {
            scope = Self.innermost(try scanner.text())
          } else {
            try scanner.skip()
          }
        }
      default: try scanner.skip()
      }
    }
    guard !target.isEmpty else { throw scanner.corrupt("a node without an operation") }
  }

  private static func argument(
    _ scanner: inout JSONScanner
  ) throws(FormatError) -> (name: String, value: ExportedGraph.Argument) {
    var name = ""
    var value: ExportedGraph.Argument?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "name": name = try scanner.text()
      case "arg": value = try ExportedGraph.Argument(&scanner)
      default: try scanner.skip()
      }
    }
    guard let value else { throw scanner.corrupt("an argument without a value") }
    return (name, value)
  }

  /// The path of the last module of a stack written as `key,path,class;key,path,class`.
  ///
  /// A path is that of the `state_dict`. TorchDynamo may begin it with an expression for the outermost module, and have
  /// indices in brackets.
  static func innermost(_ stack: String) -> String? {
    let module = stack.utf8.split(separator: UInt8(ascii: ";")).last ?? stack.utf8[...]
    let fields = module.split(separator: UInt8(ascii: ","), maxSplits: 2, omittingEmptySubsequences: false)
    guard fields.count == 3, let path = String(fields[1]), !path.hasPrefix("_empty_nn_module_stack") else {
      return nil
    }
    for root in ["L['self']", "L__self__"] where path.hasPrefix(root) {
      return plain(String(path.dropFirst(root.count)))
    }
    return plain(path)
  }

  /// A path with dots between its parts only, and without the `@1` of a module's second call.
  private static func plain(_ path: String) -> String {
    var parts: [String] = []
    for part in path.split(whereSeparator: { ".[]".contains($0) }) {
      parts.append(part.filter { $0 != "'" && $0 != "\"" })
    }
    if let last = parts.last, let sign = last.lastIndex(of: "@") {
      parts[parts.count - 1] = String(last[..<sign])
    }
    return parts.joined(separator: ".")
  }
}
