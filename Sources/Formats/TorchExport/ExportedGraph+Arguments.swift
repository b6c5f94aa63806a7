extension ExportedGraph.Argument {
  /// One of the kinds of argument of PyTorch's schema.
  ///
  /// Types, layouts, memory formats and devices become texts such as `float32`, `strided`, `channels_last`, `cuda:0`.
  init(_ scanner: inout JSONScanner) throws(FormatError) {
    let kind = try scanner.beginChoice()
    if kind == "as_graph" {
      self = .graph(try Self.graph(&scanner))
    } else {
      self = .plain(try Self.value(kind, &scanner))
    }
    try scanner.endChoice()
  }

  private typealias Value = ForeignGraph.Argument

  private static func value(_ kind: String, _ scanner: inout JSONScanner) throws(FormatError) -> Value {
    switch kind {
    case "as_tensor": return try named(&scanner)
    case "as_none":
      try scanner.skip()
      return .none
    case "as_int": return .integer(try scanner.integer())
    case "as_float": return .number(try scanner.number())
    case "as_bool": return .flag(try scanner.flag())
    case "as_string", "as_operator": return .text(try scanner.text())
    case "as_sym_int", "as_sym_float", "as_sym_bool", "as_optional_tensor": return try choice(&scanner)
    case "as_scalar_type": return try code(&scanner, "element type", ExportedType.scalar)
    case "as_memory_format": return try code(&scanner, "memory format", ExportedType.memoryFormat)
    case "as_layout": return try code(&scanner, "layout", ExportedType.layout)
    case "as_device": return try device(&scanner)
    case "as_string_to_argument": return try dictionary(&scanner)
    case "as_custom_obj":
      throw unsupported("an object of a class of its own", scanner)
    case "as_complex": throw unsupported("complex numbers", scanner)
    default: return .list(try elements(kind, &scanner))
    }
  }

  private static func elements(_ kind: String, _ scanner: inout JSONScanner) throws(FormatError) -> [Value] {
    switch kind {
    case "as_tensors": try scanner.list(named)
    case "as_ints": try scanner.list(integer)
    case "as_floats": try scanner.list(number)
    case "as_bools": try scanner.list(flag)
    case "as_strings": try scanner.list(text)
    case "as_sym_ints", "as_sym_floats", "as_sym_bools", "as_optional_tensors": try scanner.list(choice)
    case "as_nested_tensors": try scanner.list { part throws(FormatError) in .list(try part.list(named)) }
    case "as_int_lists": try scanner.list { part throws(FormatError) in .list(try part.list(integer)) }
    case "as_float_lists": try scanner.list { part throws(FormatError) in .list(try part.list(number)) }
    default: throw scanner.corrupt("an argument of unknown kind \(kind)")
    }
  }

  private static func integer(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    .integer(try scanner.integer())
  }

  private static func number(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    .number(try scanner.number())
  }

  private static func flag(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    .flag(try scanner.flag())
  }

  private static func text(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    .text(try scanner.text())
  }

  /// A value by name: `TensorArgument`.
  private static func named(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    var name: String?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if key == "name" { name = try scanner.text() } else { try scanner.skip() }
    }
    guard let name else { throw scanner.corrupt("a tensor argument without a name") }
    return .value(name)
  }

  /// A value by name, a number, or nothing: `SymIntArgument` and its like, `OptionalTensorArgument`.
  private static func choice(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    let value: Value
    switch try scanner.beginChoice() {
    case "as_name": value = .value(try scanner.text())
    case let kind: value = try Self.value(kind, &scanner)
    }
    try scanner.endChoice()
    return value
  }

  private static func code(
    _ scanner: inout JSONScanner, _ what: String, _ name: (Int) -> String?
  ) throws(FormatError) -> Value {
    let code = try scanner.integer()
    guard let name = name(code) else { throw scanner.corrupt("the unknown \(what) \(code)") }
    return .text(name)
  }

  private static func device(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    var type = ""
    var index: Int?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "type": type = try scanner.text()
      case "index": index = scanner.takes("null") ? nil : try scanner.integer()
      default: try scanner.skip()
      }
    }
    return .text(index.map { "\(type):\($0)" } ?? type)
  }

  /// Pairs of a key and its argument.
  private static func dictionary(_ scanner: inout JSONScanner) throws(FormatError) -> Value {
    var pairs: [Value] = []
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      guard case .plain(let value) = try Self(&scanner) else {
        throw unsupported("a graph in a dictionary of arguments", scanner)
      }
      pairs.append(.list([.text(key), value]))
    }
    return .list(pairs)
  }

  private static func graph(_ scanner: inout JSONScanner) throws(FormatError) -> ExportedGraph {
    var graph: ExportedGraph?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if key == "graph" { graph = try ExportedGraph(&scanner) } else { try scanner.skip() }
    }
    guard let graph else { throw scanner.corrupt("a graph argument without a graph") }
    return graph
  }

  private static func unsupported(_ what: String, _ scanner: JSONScanner) -> FormatError {
    .unsupported(
      path: scanner.path,
      reason: "an operation takes \(what), which only PyTorch can compute with; "
        + "export a model without it")
  }
}
