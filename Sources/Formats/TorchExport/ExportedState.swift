/// The tensors of an exported network and their names.
struct ExportedState {
  /// By the names of the graph's values.
  private(set) var stored: [String: ForeignGraph.Stored] = [:]
  /// Names of the values: those of the `state_dict` in its order, then other buffers and constants.
  private(set) var storedOrder: [String] = []
  let parameterNames: [String]
  let stateNames: [String]

  private typealias Payloads = [String: ExportArchive.Payload]

  /// - Throws: `FormatError`, for a tensor that the archive does not have or has with another shape.
  init(_ archive: ExportArchive, _ program: ExportedProgram) throws(FormatError) {
    let path = archive.path
    let weights = try archive.weights()
    let state = try Self.byName(weights, path)
    let constants = try Self.byName(archive.constants(), path)

    var known: Set<String> = []
    var values: [(value: String, name: String)] = []
    for input in program.signature.inputs {
      let (value, name, kind): (String, String, ForeignGraph.Stored.Kind)
      switch input {
      case .parameter(let owner, let original): (value, name, kind) = (owner, original, .parameter)
      case .buffer(let owner, let original, _): (value, name, kind) = (owner, original, .buffer)
      case .constant(let owner, let original): (value, name, kind) = (owner, original, .constant)
      case .user(.plain(let argument)):
        known.formUnion(argument.names)
        continue
      case .user, .fixed: continue
      }
      guard let payload = kind == .constant ? constants[name] ?? state[name] : state[name] ?? constants[name]
      else { throw .corrupt(path: path, reason: "\(name) is not among the tensors of the archive") }
      guard program.graph.accepts(payload.tensor, as: value) else {
        throw .corrupt(
          path: path, reason: "\(name) has another shape or type in the graph than in the archive")
      }
      guard known.insert(value).inserted else {
        throw .corrupt(path: path, reason: "two inputs of the graph are named \(value)")
      }
      stored[value] = ForeignGraph.Stored(name: name, tensor: payload.tensor, kind: kind)
      values.append((value, name))
    }
    for case .plain(.value(let name)) in program.graph.inputs where !known.contains(name) {
      throw .corrupt(path: path, reason: "the input \(name) of the graph is in no signature")
    }

    var names = ExportedNames(order: values.map(\.name))
    let listed = Self.ofModules(weights, inOrderOf: values.map(\.name))
    let order = names.sorted(listed)
    stateNames = order.map { listed[$0].name }
    parameterNames = order.filter { listed[$0].isParameter }.map { listed[$0].name }
    let rank = Dictionary(uniqueKeysWithValues: stateNames.enumerated().map { ($1, $0) })
    storedOrder = values.enumerated()
      .sorted { (rank[$0.element.name] ?? .max, $0.offset) < (rank[$1.element.name] ?? .max, $1.offset) }
      .map(\.element.value)
  }

  /// The names of the archive: those in the graph in its order, then the others.
  ///
  /// The archive has names of one storage side by side; the graph has them where the network has them.
  private static func ofModules(
    _ weights: [ExportArchive.Payload], inOrderOf names: [String]
  ) -> [(name: String, isParameter: Bool)] {
    var place: [String: Int] = [:]
    for (index, name) in names.enumerated() where place[name] == nil { place[name] = index }
    return weights.enumerated()
      .sorted { (place[$0.element.name] ?? .max, $0.offset) < (place[$1.element.name] ?? .max, $1.offset) }
      .map { ($0.element.name, $0.element.isParameter) }
  }

  private static func byName(
    _ payloads: [ExportArchive.Payload], _ path: String
  ) throws(FormatError) -> Payloads {
    var named: Payloads = [:]
    for payload in payloads where named.updateValue(payload, forKey: payload.name) != nil {
      throw .corrupt(path: path, reason: "two tensors are named \(payload.name)")
    }
    return named
  }
}

extension ExportedGraph {
  /// Whether a stored tensor is what the graph says of its input.
  fileprivate func accepts(_ tensor: ForeignTensor, as value: String) -> Bool {
    guard let stated = tensors[value] else { return false }
    return ExportedType.element(stated.type) == tensor.element
      && stated.extents == tensor.extents.map { .fixed($0) }
  }
}
