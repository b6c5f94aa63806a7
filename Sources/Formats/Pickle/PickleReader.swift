/// Reads a pickle into an inert tree (Python's `pickletools`, protocols 0 to 5).
///
/// Classes and functions are pairs of names; where Python would call one, the tree has a record. Nothing is executed,
/// imported or resolved. What is allocated is in proportion to the bytes, and nothing recurses.
package struct PickleReader {
  /// Objects of a pickle at most.
  package static let largestCount = 10_000_000
  /// Bytes of the name of a class or its module at most: few bytes of the file may look up a long one often.
  private static let longestName = 1000

  let storage: ByteStorage
  let path: String
  /// Where the next instruction is.
  var position: Int
  let end: Int

  private(set) var tree = PickleTree()
  private var stack: [PickleValue] = []
  /// Sizes of the stack at the marks that have not been taken.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var globalPlaces: [PickleGlobal: Int] = [:]
  private var count = 0

  /// Reads one pickle.
  ///
  /// - Parameter range: where it begins, and what it must not go beyond; within the storage.
  /// - Returns: The tree, and the position after the pickle.
  /// - Throws: `FormatError` `corrupt`, or `unsupported` for a pickle of a future protocol, with more than
  ///   `largestCount` objects, or with data outside of it.
  package static func read(
    _ storage: ByteStorage, _ range: Range<Int>, path: String
  ) throws(FormatError) -> (tree: PickleTree, end: Int) {
    var reader = PickleReader(storage, range, path: path)
    while true {
      let opcode = try reader.opcode()
      if opcode == .stop { break }
      try reader.execute(opcode)
    }
    reader.tree.root = try reader.pop()
    return (reader.tree, reader.position)
  }

  private init(_ storage: ByteStorage, _ range: Range<Int>, path: String) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= storage.count, "\(range) of \(storage.count) bytes")
    self.storage = storage
    self.path = path
    position = range.lowerBound
    end = range.upperBound
  }

  func corrupt(_ reason: String) -> FormatError {
    .corrupt(path: path, reason: "its pickle \(reason) before byte \(position)")
  }

  private mutating func opcode() throws(FormatError) -> PickleOpcode {
    let byte = try unsigned(1)
    guard let opcode = PickleOpcode(rawValue: UInt8(truncatingIfNeeded: byte)) else {
      throw corrupt("has the unknown instruction \(byte)")
    }
    return opcode
  }

  // MARK: The stack

  mutating func push(_ value: PickleValue) throws(FormatError) {
    count += 1
    guard count <= Self.largestCount else {
      throw .unsupported(
        path: path, reason: "its pickle has more than \(Self.largestCount) objects; save the weights alone")
    }
    stack.append(value)
  }

  mutating func push(_ node: PickleNode) throws(FormatError) {
    tree.nodes.append(node)
    try push(.node(tree.nodes.count - 1))
  }

  mutating func push(_ global: PickleGlobal) throws(FormatError) {
    guard global.module.utf8.count <= Self.longestName, global.name.utf8.count <= Self.longestName else {
      throw corrupt("names a class by more than \(Self.longestName) bytes")
    }
    let place: Int
    if let known = globalPlaces[global] {
      place = known
    } else {
      place = tree.globals.count
      tree.globals.append(global)
      globalPlaces[global] = place
    }
    try push(.global(place))
  }

  /// The topmost value, which must lie above the last mark.
  mutating func pop() throws(FormatError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw corrupt("takes a value where there is none")
    }
    return value
  }

  func top() throws(FormatError) -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.last else {
      throw corrupt("takes a value where there is none")
    }
    return value
  }

  mutating func mark() { marks.append(stack.count) }

  /// The values above the last mark, which is taken as well.
  mutating func popToMark() throws(FormatError) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw corrupt("takes a mark where there is none") }
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  /// Takes a value, or a mark with nothing above it.
  mutating func drop() throws(FormatError) {
    if let mark = marks.last, mark == stack.count {
      marks.removeLast()
    } else {
      _ = try pop()
    }
  }

  // MARK: The memo

  mutating func put(_ place: Int) throws(FormatError) { memo[place] = try top() }

  mutating func memoize() throws(FormatError) { try put(memo.count) }

  mutating func get(_ place: Int) throws(FormatError) {
    guard let value = memo[place] else { throw corrupt("refers to object \(place), which it has not made") }
    try push(value)
  }

  // MARK: Containers and objects

  /// Elements for the list or object below.
  mutating func append(_ values: [PickleValue]) throws(FormatError) {
    try change("elements to something that is no list") { node in
      switch node {
      case .list(var list):
        // Emptied first: two owners of one array would make each change a copy.
        node = .list([])
        list += values
        node = .list(list)
      case .call(var call):
        node = .list([])
        call.elements += values
        node = .call(call)
      default: return false
      }
      return true
    }
  }

  /// Elements for the set or object below.
  mutating func add(_ values: [PickleValue]) throws(FormatError) {
    try change("elements to something that is no set") { node in
      switch node {
      case .set(var set):
        node = .set([])
        set += values
        node = .set(set)
      case .call(var call):
        node = .set([])
        call.elements += values
        node = .call(call)
      default: return false
      }
      return true
    }
  }

  /// Items for the dictionary or object below.
  mutating func setItems(_ values: [PickleValue]) throws(FormatError) {
    let pairs = try pairs(values)
    try change("items to something that is no dictionary") { node in
      switch node {
      case .dictionary(var dictionary):
        node = .dictionary([])
        dictionary += pairs
        node = .dictionary(dictionary)
      case .call(var call):
        node = .dictionary([])
        call.items += pairs
        node = .call(call)
      default: return false
      }
      return true
    }
  }

  /// A state for the object below.
  mutating func build() throws(FormatError) {
    let state = try pop()
    try change("a state to something that is no object") { node in
      guard case .call(var call) = node else { return false }
      node = .list([])
      call.states.append(state)
      node = .call(call)
      return true
    }
  }

  func pairs(_ values: [PickleValue]) throws(FormatError) -> [PicklePair] {
    guard values.count.isMultiple(of: 2) else { throw corrupt("has a key without a value") }
    return stride(from: 0, to: values.count, by: 2).map {
      PicklePair(key: values[$0], value: values[$0 + 1])
    }
  }

  private mutating func change(
    _ what: String, _ body: (inout PickleNode) -> Bool
  ) throws(FormatError) {
    guard case .node(let place) = try top(), body(&tree.nodes[place]) else { throw corrupt("gives \(what)") }
  }
}
