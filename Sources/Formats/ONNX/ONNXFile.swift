/// A model in the format of ONNX: the message `ModelProto`, with the files beside it that hold its tensors.
///
/// Tensors are views of the files. Read are the versions 3 to 13 of the format and 7 to 27 of the usual operators;
/// nodes of other domains are kept as they are. Functions of the model are replaced by their nodes. Source: ONNX,
/// `onnx.proto` and `IR.md`.
package struct ONNXFile: Sendable {
  /// The network.
  ///
  /// Its dialect is `.onnx`; initializers are stored as `.unknown`, and one that is listed as an input as well is no
  /// input.
  package let graph: ForeignGraph
  /// The version of the format.
  package let irVersion: Int
  /// The program that wrote the file and its version, such as `pytorch 2.13.0`.
  package let producer: String?
  /// The texts of `metadata_props`.
  package let metadata: [String: String]

  /// Versions of the format that are read.
  package static let irVersions = 3...13
  /// Versions of the usual operators that are read.
  package static let opsets = 7...27

  /// Reads a model.
  ///
  /// - Throws: `FormatError`: `storage` for a file that cannot be read, `corrupt` for one that breaks ONNX's rules,
  ///   `unsupported` for what is not read.
  package init(reading path: String) throws(FormatError) {
    try self.init(parsing: try ByteStorage(reading: path), path: path)
  }

  /// Reads a model from bytes; the path names it in errors, and its folder is where external data lies.
  ///
  /// - Throws: `FormatError`, as above.
  package init(parsing storage: ByteStorage, path: String) throws(FormatError) {
    var reader = WireReader(storage, path: path, message: "ModelProto")
    var irVersion: Int?
    var opsets: [String: Int] = [:]
    var producer = ""
    var version = ""
    var graphs: [WireReader] = []
    var functions: [WireReader] = []
    var metadata: [String: String] = [:]
    while let field = try reader.next() {
      switch field.number {
      case 1: irVersion = try reader.integer(field)
      case 2: producer = try reader.text(field)
      case 3: version = try reader.text(field)
      case 7: graphs.append(try reader.nested(field, "GraphProto"))
      case 8: try Self.readOpset(try reader.nested(field, "OperatorSetIdProto"), into: &opsets)
      case 14: try reader.entry(field, into: &metadata)
      case 25: functions.append(try reader.nested(field, "FunctionProto"))
      default: break
      }
    }
    guard let irVersion, graphs.count == 1 else {
      throw .corrupt(path: path, reason: "it is no ONNX model: it has no version or not one graph")
    }
    let context = ONNXContext(path: path)
    context.producer = [producer, version].filter { !$0.isEmpty }.joined(separator: " ")
    context.opsets = opsets
    for function in functions { try context.add(ONNXFunction(function)) }
    try Self.check(irVersion: irVersion, opsets: context.opsets, path: path)
    graph = try ONNXGraph(graphs[0], context, depth: 0).graph
    self.irVersion = irVersion
    self.producer = graph.producer
    self.metadata = metadata
  }

  /// Reads the message `OperatorSetIdProto`: a domain and the version of its operators.
  static func readOpset(_ reader: WireReader, into opsets: inout [String: Int]) throws(FormatError) {
    var reader = reader
    var domain = ""
    var version = 0
    while let field = try reader.next() {
      switch field.number {
      case 1: domain = usualName(of: try reader.text(field))
      case 2: version = try reader.integer(field)
      default: break
      }
    }
    guard opsets[domain] == nil || opsets[domain] == version else {
      throw reader.corrupt("gives the domain '\(domain)' a second version")
    }
    opsets[domain] = version
  }

  /// The name of a domain; the usual one has two, of which the empty text is taken.
  static func usualName(of domain: String) -> String { domain == "ai.onnx" ? "" : domain }

  private static func check(irVersion: Int, opsets: [String: Int], path: String) throws(FormatError) {
    guard irVersions.contains(irVersion) else {
      throw .unsupported(
        path: path,
        reason: "it is written in version \(irVersion) of the format; "
          + "\(irVersions.lowerBound) to \(irVersions.upperBound) are read")
    }
    if opsets.isEmpty {
      throw .corrupt(path: path, reason: "it does not say which operators it is written for")
    }
    if let opset = opsets[""], !Self.opsets.contains(opset) {
      throw .unsupported(
        path: path,
        reason:
          "it is written for opset \(opset); \(Self.opsets.lowerBound) to \(Self.opsets.upperBound) are "
          + "read: convert it with onnx.version_converter")
    }
  }
}
