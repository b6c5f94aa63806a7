import Formats
import Networks

/// One call of an ONNX operator.
struct ONNXCall {
  let translation: Translation
  let node: ForeignGraph.Node
  /// The operator without its domain.
  let name: String
  /// The version of the operators of the usual domain.
  let opset: Int

  init(_ node: ForeignGraph.Node, _ translation: Translation) {
    self.node = node
    self.translation = translation
    if case .onnx(let opsets) = translation.graph.dialect {
      opset = opsets[""] ?? opsets["ai.onnx"] ?? 20
    } else {
      opset = 20
    }
    name = node.operation.split(separator: ".").last.map(String.init) ?? node.operation
  }

  /// The name of an input; nil where it is not given.
  func argument(_ position: Int) -> ForeignGraph.Argument? {
    node.inputs.indices.contains(position) ? node.inputs[position] : nil
  }

  /// An input by position; absent where it is not given.
  func tensor(_ position: Int) throws(Refusal) -> Traced {
    try translation.value(argument(position))
  }

  func has(_ position: Int) throws(Refusal) -> Bool {
    if case .absent = try tensor(position) { false } else { true }
  }

  /// Integers of an attribute.
  func integers(_ name: String) throws(Refusal) -> [Int]? {
    try translation.fixedIntegers(node.attributes[name])
  }

  func integer(_ name: String) throws(Refusal) -> Int? { try translation.integer(node.attributes[name]) }

  func number(_ name: String) throws(Refusal) -> Double? { try translation.number(node.attributes[name]) }

  func text(_ name: String) -> String? {
    if case .text(let text)? = node.attributes[name] { text } else { nil }
  }

  /// Integers that are an input in newer versions and an attribute in older ones.
  func integers(_ name: String, orInput position: Int) throws(Refusal) -> [SymbolicInteger]? {
    if let attribute = node.attributes[name] { return try translation.integers(attribute) }
    guard node.inputs.indices.contains(position) else { return nil }
    return try translation.integers(node.inputs[position])
  }

  func fixedIntegers(_ name: String, orInput position: Int) throws(Refusal) -> [Int]? {
    guard let integers = try integers(name, orInput: position) else { return nil }
    let fixed = integers.compactMap(\.fixed)
    guard fixed.count == integers.count else { throw Refusal("a setting depends on the number of samples") }
    return fixed
  }

  /// A number that is an input in newer versions and an attribute in older ones.
  func number(_ name: String, orInput position: Int) throws(Refusal) -> Double? {
    if let attribute = try number(name) { return attribute }
    guard node.inputs.indices.contains(position) else { return nil }
    return try translation.number(node.inputs[position])
  }
}
