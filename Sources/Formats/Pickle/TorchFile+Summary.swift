extension TorchFile {
  /// A class or function that the file names.
  package struct Global: Hashable, Sendable {
    /// Module and name with a dot between them, without control characters.
    package let path: String
    /// Whether it is one of those that PyTorch, NumPy and Python write into harmless files.
    package let isKnown: Bool
  }

  /// A key of what was saved.
  package struct Row: Hashable, Sendable {
    /// Empty where what was saved is no dictionary.
    package let key: String
    /// What is under it, such as `12`, `dict of 2` or `122 tensors`.
    package let kind: String
  }

  /// All classes and functions that the file names, each once; none has been called.
  package var globals: [Global] {
    tree.globals.map { Global(path: PickleText.shown($0.path, limit: 200), isKnown: $0.isKnown) }
  }

  /// What was saved, by its outermost keys: the first hundred.
  package var summary: [Row] {
    guard let pairs = tree.pairs(tree.root), !isTensors(pairs) else {
      return [Row(key: "", kind: kind(of: tree.root))]
    }
    return pairs.prefix(100).map { Row(key: keyText($0.key), kind: kind(of: $0.value)) }
  }

  /// The first keys, for messages.
  func listed() -> String {
    guard let pairs = tree.pairs(tree.root), !pairs.isEmpty, !isTensors(pairs) else {
      return kind(of: tree.root)
    }
    let names = pairs.prefix(8).map { "\(keyText($0.key)) (\(kind(of: $0.value)))" }
    return names.joined(separator: ", ") + (pairs.count > 8 ? ", …" : "")
  }

  /// A few words that say what a value is.
  func kind(of value: PickleValue) -> String {
    switch value {
    case .none: return "None"
    case .bool(let flag): return flag ? "True" : "False"
    case .integer(let integer): return "\(integer)"
    case .bigInteger(let digits): return PickleText.shown(digits)
    case .number(let number): return "\(number)"
    case .text(let text): return "'\(PickleText.shown(text))'"
    case .bytes(let bytes): return "\(bytes.count) bytes"
    case .global: return tree.global(value).map { PickleText.shown($0.path) } ?? "a class"
    case .node(let place): return kind(of: tree.nodes[place], value)
    }
  }

  private func kind(of node: PickleNode, _ value: PickleValue) -> String {
    switch node {
    case .list(let elements): return "list of \(elements.count)"
    case .tuple(let elements): return "tuple of \(elements.count)"
    case .set(let elements): return "set of \(elements.count)"
    case .persistent: return "a storage"
    case .dictionary(let pairs): return kind(of: pairs)
    case .call(let call):
      if TorchLayout.isTensor(value, in: tree) { return tensorKind(value) }
      if let elements = tree.elements(value) {
        return "\(tree.global(call.function)?.name.lowercased() ?? "list") of \(elements.count)"
      }
      if let pairs = tree.pairs(value) { return kind(of: pairs) }
      var function = call.function
      // Old files name a network's class by an identifier with its source.
      if case .persistent(let identifier) = tree.node(function), let parts = tree.elements(identifier),
        parts.count > 1, parts[0] == .text("module")
      {
        function = parts[1]
      }
      return tree.global(function).map { PickleText.shown($0.path) } ?? "an object"
    }
  }

  private func kind(of pairs: [PicklePair]) -> String {
    isTensors(pairs) ? "\(pairs.count) tensors" : "dict of \(pairs.count)"
  }

  private func isTensors(_ pairs: [PicklePair]) -> Bool {
    !pairs.isEmpty && pairs.prefix(Self.seen).allSatisfy { TorchLayout.isTensor($0.value, in: tree) }
  }

  private func tensorKind(_ value: PickleValue) -> String {
    guard let layout = try? TorchLayout(value, in: tree) else { return "tensor" }
    let extents = layout.extents.map { "\($0)" }.joined(separator: " × ")
    return "tensor of \(layout.type.name)\(extents.isEmpty ? "" : ", \(extents)")"
  }

  private func keyText(_ key: PickleValue) -> String {
    if case .text(let text) = key { return PickleText.shown(text) }
    return kind(of: key)
  }
}
