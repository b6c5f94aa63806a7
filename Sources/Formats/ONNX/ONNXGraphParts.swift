/// What a graph is made of, apart from its nodes, which are read later.
struct ONNXGraphParts {
  private(set) var nodes: [WireReader] = []
  private(set) var inputs: [ForeignGraph.Input] = []
  private(set) var outputs: [String] = []
  private(set) var stored: [String: ForeignGraph.Stored] = [:]
  private(set) var storedOrder: [String] = []
  private(set) var stated: [String: [ForeignGraph.Extent]] = [:]

  /// The values that are there before the first node runs.
  var given: [String] { inputs.map(\.name) + storedOrder }

  /// - Parameter depth: how many graphs are around this one.
  mutating func read(_ reader: WireReader, _ context: ONNXContext, depth: Int) throws(FormatError) {
    var reader = reader
    var infos: [ONNXValueInfo] = []
    while let field = try reader.next() {
      switch field.number {
      case 1: nodes.append(try reader.nested(field, "NodeProto"))
      case 5: try readInitializer(try reader.nested(field, "TensorProto"), context)
      case 11: infos.append(try ONNXValueInfo(try reader.nested(field, "ValueInfoProto")))
      case 12:
        let info = try ONNXValueInfo(try reader.nested(field, "ValueInfoProto"))
        outputs.append(info.name)
        state(info)
      case 13: state(try ONNXValueInfo(try reader.nested(field, "ValueInfoProto")))
      case 15:
        throw .unsupported(path: context.path, reason: "it has a sparse initializer, which is not read")
      default: break
      }
    }
    // Before version 4 of the format initializers had to be inputs; since then they are defaults of inputs.
    for info in infos where stored[info.name] == nil {
      inputs.append(try info.input(path: context.path, isOutermost: depth == 0))
    }
  }

  private mutating func readInitializer(_ reader: WireReader, _ context: ONNXContext) throws(FormatError) {
    let proto = try ONNXTensorProto(reader)
    guard !proto.name.isEmpty else { throw reader.corrupt("is an initializer without a name") }
    let tensor = try proto.tensor(context.files, owner: "an initializer")
    let value = ForeignGraph.Stored(name: proto.name, tensor: tensor, kind: .unknown)
    guard stored.updateValue(value, forKey: proto.name) == nil else {
      throw .corrupt(path: context.path, reason: "two initializers are named \(proto.name)")
    }
    storedOrder.append(proto.name)
  }

  private mutating func state(_ info: ONNXValueInfo) {
    if let extents = info.extents { stated[info.name] = extents }
  }
}
