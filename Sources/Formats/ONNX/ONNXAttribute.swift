/// The message `AttributeProto`: a name and a value of one of several types, or of a function's attribute.
struct ONNXAttribute {
  enum Value {
    case argument(ForeignGraph.Argument)
    /// The attribute of this name that the function is called with.
    case reference(String)
  }

  /// The numbers of the types, `AttributeProto.AttributeType`.
  private enum Kind: Int {
    case float = 1
    case integer = 2
    case text = 3
    case tensor = 4
    case graph = 5
    case floats = 6
    case integers = 7
    case texts = 8
    case tensors = 9
    case graphs = 10
  }

  private(set) var name = ""
  private(set) var value = Value.argument(.none)
  /// The subgraphs in the value.
  private(set) var graphs: [ONNXGraph] = []

  private var float: Float?
  private var integer: Int?
  private var text: WireReader.Field?
  private var floats: [Float] = []
  private var integers: [Int] = []
  private var texts: [WireReader.Field] = []
  /// Messages by the number of their field.
  private var messages: [Int: [WireReader]] = [:]

  /// - Parameters:
  ///   - owner: the node, for errors.
  ///   - depth: how many graphs the node is in, less one; nil in a function, where subgraphs are refused.
  init(_ reader: WireReader, _ context: ONNXContext, owner: String, depth: Int?) throws(FormatError) {
    var type: Int?
    var reference = ""
    var reader = reader
    while let field = try reader.next() {
      switch field.number {
      case 1: name = try reader.text(field)
      case 2: float = try reader.float(field)
      case 3: integer = try reader.integer(field)
      case 4: text = field
      case 5, 10: messages[field.number, default: []].append(try reader.nested(field, "TensorProto"))
      case 6, 11: messages[field.number, default: []].append(try reader.nested(field, "GraphProto"))
      case 7: try reader.floats(field, into: &floats)
      case 8: try reader.integers(field, into: &integers)
      case 9: texts.append(field)
      case 14, 15: type = type ?? field.number - 1
      case 20: type = try reader.integer(field)
      case 21: reference = try reader.text(field)
      case 22, 23: type = type ?? field.number - 11
      default: break
      }
    }
    let label = "the attribute \(name) of \(owner)"
    guard reference.isEmpty else {
      value = .reference(reference)
      return
    }
    let code = type.flatMap { $0 == 0 ? nil : $0 } ?? presentType
    switch code {
    case 11, 12:
      throw .unsupported(path: context.path, reason: "\(label) is a sparse tensor, which is not read")
    case 13, 14: throw .unsupported(path: context.path, reason: "\(label) is a type, which is not read")
    default: break
    }
    guard let code, let kind = Kind(rawValue: code) else {
      throw .corrupt(path: context.path, reason: "\(label) is of no known type")
    }
    if kind == .graph || kind == .graphs {
      try readGraphs(kind, context, label: label, depth: depth)
    } else {
      value = .argument(try argument(kind, reader, context, label: label))
    }
  }

  /// The type by what is there, as in files of before there was a field for it.
  private var presentType: Int? {
    if float != nil { return Kind.float.rawValue }
    if integer != nil { return Kind.integer.rawValue }
    if text != nil { return Kind.text.rawValue }
    if !floats.isEmpty { return Kind.floats.rawValue }
    if !integers.isEmpty { return Kind.integers.rawValue }
    if !texts.isEmpty { return Kind.texts.rawValue }
    return messages.keys.min().map { $0 - 1 }
  }

  private func argument(
    _ kind: Kind, _ reader: WireReader, _ context: ONNXContext, label: String
  ) throws(FormatError) -> ForeignGraph.Argument {
    // A number that is not there has its type's default, as in all of protobuf.
    switch kind {
    case .float: return .number(Double(float ?? 0))
    case .integer: return .integer(integer ?? 0)
    case .floats: return .list(floats.map { .number(Double($0)) })
    case .integers: return .list(integers.map { .integer($0) })
    case .text:
      guard let text else { return .text("") }
      return .text(try string(text, reader, label))
    case .texts:
      var list: [ForeignGraph.Argument] = []
      for text in texts { list.append(.text(try string(text, reader, label))) }
      return .list(list)
    case .tensor:
      guard let tensor = messages[5], tensor.count == 1 else {
        throw .corrupt(path: context.path, reason: "\(label) holds not one tensor")
      }
      return .tensor(try ONNXTensorProto(tensor[0]).tensor(context.files, owner: label))
    case .tensors:
      var list: [ForeignGraph.Argument] = []
      for tensor in messages[10] ?? [] {
        list.append(.tensor(try ONNXTensorProto(tensor).tensor(context.files, owner: label)))
      }
      return .list(list)
    case .graph, .graphs: preconditionFailure("subgraphs are read on their own")
    }
  }

  /// Text, which ONNX keeps as bytes that may be anything.
  private func string(
    _ field: WireReader.Field, _ reader: WireReader, _ label: String
  ) throws(FormatError) -> String {
    guard let text = String(validating: reader.storage.bytes[try reader.bytes(field)], as: UTF8.self) else {
      throw .unsupported(path: reader.path, reason: "\(label) is text that is not UTF-8")
    }
    return text
  }

  private mutating func readGraphs(
    _ kind: Kind, _ context: ONNXContext, label: String, depth: Int?
  ) throws(FormatError) {
    guard let depth else {
      throw .unsupported(
        path: context.path,
        reason: "\(label) is a graph within a function, which is not read: inline it with onnx.inliner")
    }
    guard depth < ONNXGraph.deepest else {
      throw .unsupported(path: context.path, reason: "\(label) is nested more than \(ONNXGraph.deepest) deep")
    }
    let readers = messages[kind == .graph ? 6 : 11] ?? []
    guard kind == .graphs || readers.count == 1 else {
      throw .corrupt(path: context.path, reason: "\(label) holds not one graph")
    }
    for reader in readers { graphs.append(try ONNXGraph(reader, context, depth: depth + 1)) }
    let list = graphs.map { ForeignGraph.Argument.graph($0.graph) }
    value = .argument(kind == .graph ? list[0] : .list(list))
  }
}
