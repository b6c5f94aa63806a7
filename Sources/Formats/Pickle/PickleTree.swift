/// Everything that a pickle holds, as an inert tree.
///
/// Objects are numbered in one flat list and refer to one another by number, so that an object with two names stays
/// one, cycles are harmless, and the deepest nesting takes no stack. Whoever walks it sets a limit to depth and work.
package struct PickleTree: Sendable {
  package internal(set) var nodes: [PickleNode] = []
  /// Each class or function that the pickle names once, in the order of the file.
  package internal(set) var globals: [PickleGlobal] = []
  /// What the pickle as a whole is.
  package internal(set) var root: PickleValue = .none

  /// The container or object that a value stands for.
  package func node(_ value: PickleValue) -> PickleNode? {
    guard case .node(let place) = value else { return nil }
    return nodes[place]
  }

  /// The class or function that a value names.
  package func global(_ value: PickleValue) -> PickleGlobal? {
    guard case .global(let place) = value else { return nil }
    return globals[place]
  }

  /// The value as a call.
  package func call(_ value: PickleValue) -> PickleCall? {
    guard case .call(let call) = node(value) else { return nil }
    return call
  }

  /// The elements of a list, tuple or set, and of those that are written as calls: `set([…])`, `torch.Size((…))`.
  package func elements(_ value: PickleValue) -> [PickleValue]? {
    switch node(value) {
    case .list(let elements), .tuple(let elements), .set(let elements): return elements
    case .call(let call):
      guard let function = global(call.function), Self.sequences.contains(function.path) else { return nil }
      guard let first = plainElements(call.arguments)?.first else { return call.elements }
      return plainElements(first)
    default: return nil
    }
  }

  /// The items of a dictionary, an `OrderedDict` or another class that is given items; nil for anything else.
  package func pairs(_ value: PickleValue) -> [PicklePair]? {
    switch node(value) {
    case .dictionary(let pairs): return pairs
    case .call(let call):
      let path = global(call.function)?.path
      if !call.items.isEmpty { return call.items }
      guard let path, Self.dictionaries.contains(path) else { return nil }
      // Python 2 writes the items of an `OrderedDict` as a list of lists of two.
      guard path == "collections.OrderedDict", let list = plainElements(call.arguments)?.first else {
        return []
      }
      return plainElements(list)?.compactMap { item in
        guard let two = plainElements(item), two.count == 2 else { return nil }
        return PicklePair(key: two[0], value: two[1])
      }
    default: return nil
    }
  }

  /// The dictionary of attributes that an object is restored from.
  package func attributes(_ value: PickleValue) -> [PicklePair]? {
    guard let call = call(value), let state = call.states.last else { return nil }
    return pairs(state)
  }

  private func plainElements(_ value: PickleValue) -> [PickleValue]? {
    switch node(value) {
    case .list(let elements), .tuple(let elements), .set(let elements): elements
    default: nil
    }
  }

  private static let sequences: Set<String> = [
    "__builtin__.frozenset", "__builtin__.list", "__builtin__.set", "__builtin__.tuple", "builtins.frozenset",
    "builtins.list", "builtins.set", "builtins.tuple", "torch.Size",
  ]

  private static let dictionaries: Set<String> = [
    "__builtin__.dict", "builtins.dict", "collections.Counter", "collections.OrderedDict",
    "collections.defaultdict",
  ]
}

extension [PicklePair] {
  /// The value of a key that is a text; the last one where a bad file has several.
  package subscript(key: String) -> PickleValue? { last { $0.key == .text(key) }?.value }
}
