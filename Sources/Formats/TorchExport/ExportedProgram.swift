/// The JSON of an exported network: `ExportedProgram` in PyTorch's schema.
struct ExportedProgram {
  /// The only major version of the schema that is known.
  static let schema = 8

  let graph: ExportedGraph
  let signature: ExportedSignature
  /// Such as `2.13.0+cpu`, where the file says it.
  let torchVersion: String?

  /// Goes through the text twice: its last members say whether the first can be understood.
  ///
  /// - Throws: `FormatError`.
  init(_ scanner: JSONScanner) throws(FormatError) {
    torchVersion = try Self.checkVersion(scanner)
    var scanner = scanner
    var graph: ExportedGraph?
    var signature: ExportedSignature?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      guard key == "graph_module" else {
        try scanner.skip()
        continue
      }
      try scanner.beginObject()
      while let key = try scanner.nextKey() {
        switch key {
        case "graph": graph = try ExportedGraph(&scanner)
        case "signature": signature = try ExportedSignature(&scanner)
        default: try scanner.skip()
        }
      }
    }
    guard let graph, let signature else { throw scanner.corrupt("no graph or no signature") }
    self.graph = graph
    self.signature = signature
  }

  private static func checkVersion(_ scanner: JSONScanner) throws(FormatError) -> String? {
    var scanner = scanner
    var torchVersion: String?
    var major: Int?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "torch_version": torchVersion = try scanner.optionalText()
      case "schema_version":
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
          if key == "major" { major = try scanner.integer() } else { try scanner.skip() }
        }
      default: try scanner.skip()
      }
    }
    try scanner.finish()
    guard let major else { throw scanner.corrupt("no schema version") }
    guard major == schema else {
      throw .unsupported(
        path: scanner.path,
        reason:
          "its graph has schema version \(major), and only \(schema) is known; export the network again with a "
          + "PyTorch that writes \(schema), such as 2.13")
    }
    return torchVersion
  }
}
