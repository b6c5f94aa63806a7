/// What the graph's inputs and outputs are for: `GraphSignature` in PyTorch's schema.
struct ExportedSignature {
  /// An input of the graph.
  enum Input {
    case user(ExportedGraph.Argument)
    case parameter(value: String, name: String)
    case buffer(value: String, name: String, isPersistent: Bool)
    case constant(value: String, name: String)
    /// A number, text or nothing that the export fixed.
    case fixed
  }

  /// An output of the graph.
  enum Output {
    case user(ExportedGraph.Argument)
    /// The new content of something that the network was given or owns; not a result.
    case sideEffect
  }

  var inputs: [Input] = []
  var outputs: [Output] = []

  init(_ scanner: inout JSONScanner) throws(FormatError) {
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "input_specs": inputs = try scanner.list(Self.input)
      case "output_specs": outputs = try scanner.list(Self.output)
      default: try scanner.skip()
      }
    }
  }

  private static func input(_ scanner: inout JSONScanner) throws(FormatError) -> Input {
    let input: Input
    let kind = try scanner.beginChoice()
    switch kind {
    case "user_input": input = .user(try userArgument(&scanner))
    case "parameter", "buffer", "tensor_constant": input = try tensor(kind, &scanner)
    case "constant_input":
      try scanner.skip()
      input = .fixed
    case "custom_obj", "token":
      throw .unsupported(
        path: scanner.path,
        reason: "the network uses an object of a class of its own or an operation with side effects, which "
          + "only PyTorch can run; export a model without them")
    default: throw scanner.corrupt("an input of unknown kind \(kind)")
    }
    try scanner.endChoice()
    return input
  }

  private static func output(_ scanner: inout JSONScanner) throws(FormatError) -> Output {
    let output: Output
    switch try scanner.beginChoice() {
    case "user_output": output = .user(try userArgument(&scanner))
    case "loss_output":
      guard let name = try members(&scanner).value else { throw scanner.corrupt("a loss without a name") }
      output = .user(.plain(.value(name)))
    default:
      try scanner.skip()
      output = .sideEffect
    }
    try scanner.endChoice()
    return output
  }

  private static func userArgument(_ scanner: inout JSONScanner) throws(FormatError) -> ExportedGraph.Argument
  {
    var argument: ExportedGraph.Argument?
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      if key == "arg" { argument = try ExportedGraph.Argument(&scanner) } else { try scanner.skip() }
    }
    guard let argument else { throw scanner.corrupt("an input or output without an argument") }
    return argument
  }

  private static func tensor(_ kind: String, _ scanner: inout JSONScanner) throws(FormatError) -> Input {
    let members = try members(&scanner)
    guard let value = members.value, let name = members.name else {
      throw scanner.corrupt("a stored input without a name")
    }
    switch kind {
    case "parameter": return .parameter(value: value, name: name)
    case "buffer": return .buffer(value: value, name: name, isPersistent: members.isPersistent)
    default: return .constant(value: value, name: name)
    }
  }

  private static func members(
    _ scanner: inout JSONScanner
  ) throws(FormatError) -> (value: String?, name: String?, isPersistent: Bool) {
    var value: String?
    var name: String?
    var isPersistent = true
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "arg":
        try scanner.beginObject()
        while let key = try scanner.nextKey() {
          if key == "name" { value = try scanner.text() } else { try scanner.skip() }
        }
      case "parameter_name", "buffer_name", "tensor_constant_name": name = try scanner.text()
      case "persistent": isPersistent = try scanner.flag()
      default: try scanner.skip()
      }
    }
    return (value, name, isPersistent)
  }
}
