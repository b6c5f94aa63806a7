extension PickleReader {
  /// Carries out one instruction on the stack, the memo and the tree; `stop` has been dealt with.
  mutating func execute(_ opcode: PickleOpcode) throws(FormatError) {
    switch opcode {
    case .mark: mark()
    case .stop, .pop: try drop()
    case .popMark: _ = try popToMark()
    case .duplicate: try push(top())
    case .none: try push(.none)
    case .newTrue: try push(.bool(true))
    case .newFalse: try push(.bool(false))

    case .intText: try push(integer(line()))
    case .longText: try push(long(line()))
    case .floatText: try push(float(line()))
    case .int4: try push(.integer(Int(Int32(truncatingIfNeeded: unsigned(4)))))
    case .int1: try push(.integer(unsigned(1)))
    case .int2: try push(.integer(unsigned(2)))
    case .long1: try push(Self.integer(bytes(unsigned(1))))
    case .long4: try push(Self.integer(bytes(unsigned(4))))
    case .float8: try push(.number(float8()))

    case .stringText: try push(.text(quoted(line())))
    case .unicodeText: try push(.text(unescaped(latinLine(), all: false)))
    case .string4: try push(Self.string(bytes(unsigned(4))))
    case .string1: try push(Self.string(bytes(unsigned(1))))
    case .unicode1: try push(.text(text(unsigned(1))))
    case .unicode4: try push(.text(text(unsigned(4))))
    case .unicode8: try push(.text(text(unsigned(8))))
    case .bytes1: try push(.bytes(Array(bytes(unsigned(1)))))
    case .bytes4: try push(.bytes(Array(bytes(unsigned(4)))))
    case .bytes8, .byteArray8: try push(.bytes(Array(bytes(unsigned(8)))))

    case .emptyList: try push(.list([]))
    case .list: try push(.list(popToMark()))
    case .append: try append([pop()])
    case .appends: try append(popToMark())
    case .emptyTuple: try push(.tuple([]))
    case .tuple: try push(.tuple(popToMark()))
    case .tuple1: try pushTuple(1)
    case .tuple2: try pushTuple(2)
    case .tuple3: try pushTuple(3)
    case .emptyDictionary: try push(.dictionary([]))
    case .dictionary: try push(.dictionary(pairs(popToMark())))
    case .setItem:
      let value = try pop()
      try setItems([pop(), value])
    case .setItems: try setItems(popToMark())
    case .emptySet: try push(.set([]))
    case .addItems: try add(popToMark())
    case .frozenSet: try push(.set(popToMark()))

    case .global: try push(PickleGlobal(module: line(), name: line()))
    case .stackGlobal:
      guard case (.text(let name), .text(let module)) = (try pop(), try pop()) else {
        throw corrupt("names a class by something that is no text")
      }
      try push(PickleGlobal(module: module, name: name))
    case .reduce, .newObject:
      let arguments = try pop()
      try push(.call(PickleCall(function: pop(), arguments: arguments)))
    case .newObjectWithKeywords:
      let keywords = try pop()
      let arguments = try pop()
      try push(.call(PickleCall(function: pop(), arguments: arguments, keywords: keywords)))
    case .object: try pushObject(popToMark())
    case .instance:
      let type = PickleGlobal(module: try line(), name: try line())
      let arguments = try popToMark()
      try push(type)
      try pushObject([pop()] + arguments)
    case .build: try build()
    case .persistentText: try push(.persistent(.text(line())))
    case .persistent: try push(.persistent(pop()))

    case .getText: try get(place(line()))
    case .get1: try get(unsigned(1))
    case .get4: try get(unsigned(4))
    case .putText: try put(place(line()))
    case .put1: try put(unsigned(1))
    case .put4: try put(unsigned(4))
    case .memoize: try memoize()

    case .proto:
      let version = try unsigned(1)
      guard version <= 5 else {
        throw .unsupported(
          path: path, reason: "its pickle is of protocol \(version); save it with protocol 5 or lower")
      }
    case .frame:
      guard try unsigned(8) <= end - position else { throw corrupt("has a frame that is cut short") }
    case .extension1, .extension2, .extension4, .nextBuffer, .readOnlyBuffer:
      throw .unsupported(path: path, reason: "its pickle needs data that is not in the file")
    }
  }

  private mutating func pushTuple(_ count: Int) throws(FormatError) {
    var values: [PickleValue] = []
    for _ in 0..<count { values.append(try pop()) }
    try push(.tuple(values.reversed()))
  }

  /// An object of the class that comes first, made with the arguments that follow.
  private mutating func pushObject(_ values: [PickleValue]) throws(FormatError) {
    guard let function = values.first else { throw corrupt("makes an object of no class") }
    try push(.tuple(Array(values.dropFirst())))
    let arguments = try pop()
    try push(.call(PickleCall(function: function, arguments: arguments)))
  }
}
