/// One kind of operation: its shape rule, its parameters, its rules and its file form.
///
/// Each kind is a type in a file of its own under `Operations/` and a line of `OperationRegistry`. In files an operation
/// is one flat object: its `kind` beside the fields that the type codes.
package protocol OperationKind: Codable, Hashable, Sendable {
  /// The name in files and listings, such as `batch-normalization`; never changes.
  static var kind: String { get }

  /// How many values a node reads.
  var arity: ClosedRange<Int> { get }

  /// The shape of the result for inputs of these shapes; nil when they do not fit or a setting is out of its range.
  func outputShape(of inputs: [ValueShape]) -> ValueShape?

  /// Why the operation cannot take these inputs, where there is more to say than that shapes do not fit.
  func check(_ inputs: [ValueShape], node: String) throws(GraphError)

  /// The blocks that a node with this operation owns, in the order in which they are laid out.
  ///
  /// A layer that reads its weights from another node owns no block for them.
  func parameters(of inputs: [ValueShape]) -> [ParameterSpecification]

  /// Multiply–adds for one sample; nil when there are too many to count.
  func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int?

  /// The steps of a node with this operation, for one plan.
  func rules(node: Int, inputs: [Int]) -> any NodeRules

  /// The same computation in plainer operations, nil for an operation whose rules include its derivatives.
  ///
  /// Plans with derivatives replace the operation by its expansion; inference runs its forward rule.
  func expansion(of inputs: [ValueShape]) -> Expansion?

  /// Whether the operation can read values in any order of memory, such as a transposed view.
  var acceptsStrides: Bool { get }
}

extension OperationKind {
  package var arity: ClosedRange<Int> { 1...1 }
  package func check(_ inputs: [ValueShape], node: String) throws(GraphError) {}
  package func parameters(of inputs: [ValueShape]) -> [ParameterSpecification] { [] }
  package func multiplyAdds(_ inputs: [ValueShape], _ output: ValueShape) -> Int? { 0 }
  package func expansion(of inputs: [ValueShape]) -> Expansion? { nil }
  package var acceptsStrides: Bool { false }
}

/// What a node of a graph computes from its inputs: an operation of any kind.
package struct Operation: Sendable {
  package let base: any OperationKind

  package init(_ base: some OperationKind) { self.base = base }

  /// The operation as one of a certain kind; nil when it is of another.
  package func `as`<Kind: OperationKind>(_: Kind.Type) -> Kind? { base as? Kind }

  /// The kind's name in files and listings.
  package var name: String { type(of: base).kind }
}

extension Operation: Hashable {
  package static func == (left: Operation, right: Operation) -> Bool {
    func isEqual<Kind: OperationKind>(_ base: Kind) -> Bool { base == right.base as? Kind }
    return isEqual(left.base)
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(base)
  }
}

extension Operation: Codable {
  private enum CodingKeys: CodingKey {
    case kind
  }

  /// Reads the kind, then its fields.
  ///
  /// - Throws: `DecodingError` for a kind that this version does not know, or missing fields.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let name = try container.decode(String.self, forKey: .kind)
    guard let kind = OperationRegistry.kinds[name] else {
      throw DecodingError.dataCorruptedError(
        forKey: .kind, in: container, debugDescription: "no operation is called \(name)")
    }
    self.init(try kind.init(from: decoder))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .kind)
    try base.encode(to: encoder)
  }
}
