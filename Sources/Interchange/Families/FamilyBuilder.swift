import Formats

/// Writes the graph of a recognized network, call by call, as `torch.export` does.
///
/// Every tensor is taken by its name with the shape that the network needs; `graph` refuses what nobody took, because a tensor
/// that is left over stands for a layer that the family does not know.
struct FamilyBuilder {
  /// A value of the graph, or no value.
  typealias Value = ForeignGraph.Argument

  let weights: FamilyWeights
  /// What stands in the `config.json` beside the file.
  let configuration: ModelConfiguration
  /// The file's path, for what publishers say in names of files.
  let path: String
  /// Extents for one sample of the data, where they are known.
  let extents: [Int]?
  /// What the weights do not say, as clauses for a user.
  private(set) var assumptions: [String] = []
  private var nodes: [ForeignGraph.Node] = []
  private var inputs: [ForeignGraph.Input] = []
  private var kinds: [String: ForeignGraph.Stored.Kind] = [:]
  private var replaced: [String: ForeignTensor] = [:]
  private var lastNumber = 0

  /// Blocks of a network at most: published ones have a tenth of them.
  static let mostBlocks = 2_000

  init(_ weights: FamilyWeights, configuration: ModelConfiguration, path: String, extents: [Int]?) {
    self.weights = weights
    self.configuration = configuration
    self.path = path
    self.extents = extents
  }

  /// Notes what a user should know.
  mutating func assume(_ clause: String) {
    if !assumptions.contains(clause) { assumptions.append(clause) }
  }

  // MARK: Tensors

  /// A trained tensor.
  ///
  /// - Throws: `FamilyMismatch` where it is missing, has no fractions, or is of another shape.
  mutating func parameter(_ name: String, _ shape: [Int]) throws(FamilyMismatch) -> Value {
    try take(name, shape, .parameter)
    return .value(Self.key(weights.fileName(name)))
  }

  /// A trained tensor that some networks of the family do not have.
  mutating func parameterIfAny(_ name: String, _ shape: [Int]) throws(FamilyMismatch) -> Value {
    weights.has(name) ? try parameter(name, shape) : .none
  }

  /// State that is not trained.
  mutating func buffer(_ name: String, _ shape: [Int]) throws(FamilyMismatch) -> Value {
    try take(name, shape, .buffer)
    return .value(Self.key(weights.fileName(name)))
  }

  /// Marks a buffer that the result does not depend on, such as the number of batches that statistics come from.
  mutating func ignore(_ name: String) {
    if weights.has(name) { kinds[weights.fileName(name)] = .buffer }
  }

  /// Makes a tensor the same parameter as another one, where it is not there or holds the same numbers.
  ///
  /// - Returns: Whether the two are one.
  mutating func ties(_ name: String, to other: String) throws(FamilyMismatch) -> Bool {
    guard let own = weights[name] else { return true }
    guard let first = weights[other], own.extents == first.extents,
      own.isSame(as: first) || own.floats() == first.floats()
    else { return false }
    try take(name, first.extents, .parameter)
    replaced[weights.fileName(name)] = first
    return true
  }

  /// The extents of a tensor with so many axes.
  func shape(_ name: String, rank: Int) throws(FamilyMismatch) -> [Int] {
    guard let tensor = weights[name] else { throw FamilyMismatch("it has no \(weights.fileName(name))") }
    guard tensor.extents.count == rank, tensor.count > 0 else {
      throw FamilyMismatch(
        "\(weights.fileName(name)) has the shape \(tensor.extents) where \(rank) axes are needed")
    }
    return tensor.extents
  }

  /// How many blocks there are: the first number whose block has no such tensor.
  func blockCount(_ name: (Int) -> String) throws(FamilyMismatch) -> Int {
    var count = 0
    while weights.has(name(count)) {
      count += 1
      guard count <= Self.mostBlocks else {
        throw FamilyMismatch("it has more than \(Self.mostBlocks) blocks")
      }
    }
    return count
  }

  private mutating func take(
    _ name: String, _ shape: [Int], _ kind: ForeignGraph.Stored.Kind
  ) throws(FamilyMismatch) {
    let fileName = weights.fileName(name)
    guard let tensor = weights[name] else { throw FamilyMismatch("it has no \(fileName)") }
    guard tensor.extents == shape, tensor.count > 0 else {
      throw FamilyMismatch("\(fileName) has the shape \(tensor.extents) where \(shape) is needed")
    }
    guard tensor.element.isFloat else {
      throw FamilyMismatch("\(fileName) holds \(tensor.element.rawValue), which no layer is trained with")
    }
    kinds[fileName] = kind
  }

  /// Values are named otherwise than tensors.
  private static func key(_ name: String) -> String { "p/\(name)" }

  // MARK: Calls

  /// An input of numbers or of integers that are looked up; the samples come first.
  mutating func input(_ name: String, _ extents: [Int], _ element: ForeignTensor.Element) -> Value {
    inputs.append(
      ForeignGraph.Input(
        name: name, element: element, extents: [.symbol("n")] + extents.map { .fixed($0) }))
    return .value(name)
  }

  /// A call of an operator, with the module that it belongs to.
  mutating func call(
    _ operation: String, _ arguments: KeyValuePairs<String, Value>, in scope: String
  ) -> Value {
    call(operation, arguments, results: 1, in: scope)[0]
  }

  /// A call of an operator that returns several values.
  mutating func call(
    _ operation: String, _ arguments: KeyValuePairs<String, Value>, results: Int, in scope: String
  ) -> [Value] {
    lastNumber += 1
    let names = (0..<results).map { "v\(lastNumber)" + (results > 1 ? ".\($0)" : "") }
    nodes.append(
      ForeignGraph.Node(
        name: "v\(lastNumber)", operation: operation, inputs: arguments.map(\.value),
        attributes: Dictionary(arguments.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first }),
        outputs: names, scope: weights.prefix + scope))
    return names.map { .value($0) }
  }

  /// The finished graph.
  ///
  /// - Throws: `FamilyMismatch` for a tensor that the network does not have.
  func graph(output: Value) throws(FamilyMismatch) -> ForeignGraph {
    var stored: [String: ForeignGraph.Stored] = [:]
    for name in weights.order {
      let own = String(name.dropFirst(weights.prefix.count))
      guard let tensor = weights[own] else { continue }
      guard let kind = kinds[name] else { throw FamilyMismatch("it has \(name) besides") }
      stored[Self.key(name)] = ForeignGraph.Stored(name: name, tensor: replaced[name] ?? tensor, kind: kind)
    }
    guard case .value(let result) = output else { throw FamilyMismatch("it has no output") }
    return ForeignGraph(
      dialect: .torch, nodes: nodes, inputs: inputs, stored: stored,
      storedOrder: weights.order.map(Self.key), outputs: [result])
  }
}
