/// Collects the tensors of a network by their names in its `state_dict`, within limits.
///
/// Containers may refer to one another in circles, and share parts so often that the names would fill any memory:
/// depth, work and the length of all names are limited.
struct TorchWalk {
  /// A tensor that has been found.
  struct Found {
    let name: String
    let value: PickleValue
  }

  /// Modules inside one another at most.
  static let deepest = 1000
  private static let largestWork = 20_000_000
  private static let longestName = 1000
  /// Bytes of all names together.
  private static let longestNames = 1 << 24

  private let tree: PickleTree
  private let path: String
  private(set) var found: [Found] = []
  private var work = 0
  private var letters = 0

  init(_ file: TorchFile) {
    tree = file.tree
    path = file.path
  }

  /// Whether an object is a network: a pickled `nn.Module`, or one of TorchScript.
  static func isModule(_ value: PickleValue, in tree: PickleTree) -> Bool {
    guard let call = tree.call(value), let attributes = tree.attributes(value) else { return false }
    return isScriptClass(call, in: tree)
      || (attributes["_parameters"] != nil && attributes["_modules"] != nil)
  }

  private static func isScriptClass(_ call: PickleCall, in tree: PickleTree) -> Bool {
    guard let module = tree.global(call.function)?.module else { return false }
    return module == "__torch__" || module.hasPrefix("__torch__.")
  }

  /// Tensors among the values of a dictionary.
  ///
  /// - Throws: `FormatError.unsupported` beyond the limits.
  mutating func collect(_ pairs: [PicklePair], prefix: String = "") throws(FormatError) {
    try spend(pairs.count)
    for pair in pairs where TorchLayout.isTensor(pair.value, in: tree) {
      guard let name = Self.name(pair.key) else { continue }
      found.append(Found(name: try join(prefix, name), value: pair.value))
    }
  }

  /// Tensors of a network, in the order of its `state_dict`: a module's parameters, its buffers, then its modules.
  ///
  /// - Throws: `FormatError.unsupported` beyond the limits.
  mutating func collect(module root: PickleValue) throws(FormatError) {
    var left = [(value: root, prefix: "", depth: 0)]
    while let (value, prefix, depth) = left.popLast() {
      guard depth <= Self.deepest else { throw tooMuch("modules are nested too deeply") }
      guard let call = tree.call(value), let attributes = tree.attributes(value) else { continue }
      try spend(8 * attributes.count)
      guard Self.isModule(value, in: tree) else { continue }
      let children: [PicklePair]
      if Self.isScriptClass(call, in: tree) {
        try collect(attributes, prefix: prefix)
        children = attributes
      } else {
        try collect(members("_parameters", of: attributes), prefix: prefix)
        let transient = try names(attributes["_non_persistent_buffers_set"])
        let buffers = try members("_buffers", of: attributes)
        try collect(
          buffers.filter { Self.name($0.key).map { !transient.contains($0) } ?? false }, prefix: prefix)
        children = try members("_modules", of: attributes)
      }
      try spend(children.count)
      for child in children.reversed() {
        guard let name = Self.name(child.key), tree.call(child.value)?.states.isEmpty == false else {
          continue
        }
        left.append((child.value, try join(prefix, name) + ".", depth + 1))
      }
    }
  }

  private mutating func members(
    _ key: String, of attributes: [PicklePair]
  ) throws(FormatError) -> [PicklePair] {
    let members = attributes[key].flatMap { tree.pairs($0) } ?? []
    try spend(members.count)
    return members
  }

  private mutating func names(_ value: PickleValue?) throws(FormatError) -> Set<String> {
    let elements = value.flatMap { tree.elements($0) } ?? []
    try spend(elements.count)
    return Set(elements.compactMap { Self.name($0) })
  }

  /// Names of attributes are short; few bytes of a file may repeat a long one often.
  private static func name(_ key: PickleValue) -> String? {
    guard case .text(let name) = key, name.utf8.count <= longestName else { return nil }
    return name
  }

  private mutating func join(_ prefix: String, _ name: String) throws(FormatError) -> String {
    letters += prefix.utf8.count + name.utf8.count
    guard letters <= Self.longestNames else { throw tooMuch("names are too long") }
    return prefix + name
  }

  private mutating func spend(_ steps: Int) throws(FormatError) {
    work += steps + 1
    guard work <= Self.largestWork else { throw tooMuch("parts are too many") }
  }

  private func tooMuch(_ what: String) -> FormatError {
    .unsupported(path: path, reason: "the network's \(what); save its state_dict() instead")
  }
}
