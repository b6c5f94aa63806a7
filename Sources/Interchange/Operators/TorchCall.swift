import Formats
import Networks

/// One call of an ATen operator, with arguments by name.
struct TorchCall {
  let translation: Translation
  let node: ForeignGraph.Node
  /// The operator without overload and underscore, such as `add` for `aten.add_.Tensor`.
  let name: String
  /// Such as `Tensor` or `int`.
  let overload: String
  /// Whether the first argument is changed in place.
  let isInPlace: Bool

  init(_ node: ForeignGraph.Node, _ translation: Translation) {
    self.node = node
    self.translation = translation
    let parts = node.operation.split(separator: ".", omittingEmptySubsequences: false)
    let isNamespaced = parts.count > 1 && parts[0] != "_operator"
    let full = isNamespaced ? String(parts[1]) : node.operation
    isInPlace = full.hasSuffix("_") && !full.hasSuffix("__")
    name = isInPlace ? String(full.dropLast()) : full
    overload = parts.count > 2 ? String(parts[2]) : ""
  }

  /// An argument by name, or else by position.
  subscript(name: String, position: Int? = nil) -> ForeignGraph.Argument? {
    if let named = node.attributes[name] { return named }
    guard let position, node.inputs.indices.contains(position) else { return nil }
    return node.inputs[position]
  }

  /// The first argument.
  func input() throws(Refusal) -> Traced { try value(node.inputs.first) }

  /// A tensor argument by position.
  func tensor(_ position: Int) throws(Refusal) -> Traced {
    try value(node.inputs.indices.contains(position) ? node.inputs[position] : nil)
  }

  /// A tensor argument by name; absent where it is not given.
  func tensor(_ name: String) throws(Refusal) -> Traced { try value(node.attributes[name]) }

  private func value(_ argument: ForeignGraph.Argument?) throws(Refusal) -> Traced {
    try translation.value(argument)
  }

  /// The first argument that is given under one of some names.
  private func first(_ names: [String]) -> ForeignGraph.Argument? {
    names.lazy.compactMap { node.attributes[$0] }.first { if case .none = $0 { false } else { true } }
  }

  func integers(_ names: String...) throws(Refusal) -> [Int]? { try translation.fixedIntegers(first(names)) }

  func sizes(_ names: String...) throws(Refusal) -> [SymbolicInteger]? {
    try translation.integers(first(names))
  }

  func integer(_ names: String...) throws(Refusal) -> Int? { try translation.integer(first(names)) }

  func number(_ names: String...) throws(Refusal) -> Double? { try translation.number(first(names)) }

  func flag(_ name: String) throws(Refusal) -> Bool? { try translation.flag(node.attributes[name]) }

  func text(_ name: String) -> String? {
    if case .text(let text)? = node.attributes[name] { text } else { nil }
  }

  /// The kind of numbers that a `dtype` argument names; nil where it is not given.
  func kind(_ name: String = "dtype") -> ConstantTensor.Kind? {
    guard let text = text(name)?.lowercased() else { return nil }
    if text.contains("bool") { return .boolean }
    return text.contains("float") || text.contains("half") || text.contains("double") ? .float : .integer
  }

  /// A tensor list.
  func list(_ position: Int) throws(Refusal) -> [Traced] {
    if case .list(let list) = try tensor(position) { return list }
    throw Refusal("an argument is no list of tensors")
  }
}
