import Formats
import Testing

/// Pickles as Python writes them, and such as it never would.
struct PickleReaderTests {
  private func tree(_ text: String) throws -> PickleTree { try PickleFixtures.tree(Array(text.utf8)) }

  /// The tree of one of `PickleNumbers.protocols`, by key.
  private func kinds(_ version: Int) throws -> (tree: PickleTree, pairs: [PicklePair]) {
    let digits = Array(PickleNumbers.protocols[version].utf8)
    let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
      UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
    }
    let tree = try PickleFixtures.tree(bytes)
    return (tree, try #require(tree.pairs(tree.root)))
  }

  @Test(arguments: 0..<6)
  func `all protocols give the same plain values`(version: Int) throws {
    let (tree, pairs) = try kinds(version)
    func list(_ key: String) throws -> [PickleValue] {
      let value = try #require(pairs[key])
      return try #require(tree.elements(value))
    }
    #expect(pairs["none"] == PickleValue.none)
    #expect(try list("flags") == [.bool(true), .bool(false)])
    #expect(
      try list("integers").prefix(7) == [
        .integer(0), .integer(255), .integer(256), .integer(65536), .integer(-1), .integer(1 << 31),
        .integer(-(1 << 40)),
      ])
    let large: [PickleValue] =
      version < 2
      ? [.bigInteger("18446744073709551616"), .bigInteger("-1180591620717411303424")]
      : [.bigInteger("0x10000000000000000"), .bigInteger("-0x400000000000000000")]
    #expect(try list("integers").suffix(2) == large[...])
    #expect(try list("numbers") == [.number(0.5), .number(.infinity)])
    #expect(try list("texts") == [.text(""), .text("é\n\\"), .text(String(repeating: "x", count: 300))])
    #expect(try list("tuples").map { tree.elements($0)?.count } == [0, 1, 2, 3, 4])
    let inner = try #require(pairs["dict"].flatMap { tree.pairs($0) }?.first)
    #expect(inner.key == .integer(1))
    #expect(tree.pairs(inner.value) == [])
    #expect(try list("set") == [.integer(1)])
    #expect(try list("frozenset") == [.integer(2)])
    if version >= 3 { #expect(pairs["bytes"] == .bytes([0, 0xff])) }
    if version == 5 { #expect(pairs["array"] == .bytes([0x61, 0x62])) }
  }

  @Test func `a call is a record`() throws {
    // What `os.system("touch x")` looks like in protocol 0.
    let tree = try tree("cos\nsystem\n(S'touch x'\ntR.")
    let call = try #require(tree.call(tree.root))
    #expect(tree.global(call.function)?.path == "os.system")
    #expect(tree.elements(call.arguments) == [.text("touch x")])
  }

  @Test func `an object has its items, elements and state`() throws {
    // An object of class m.C: a dictionary item, a list element and a state.
    let tree = try tree("(im\nC\nI1\nI2\nsI3\naI4\nb.")
    let call = try #require(tree.call(tree.root))
    #expect(tree.global(call.function)?.path == "m.C")
    #expect(call.items.map(\.key) == [.integer(1)] && call.items.map(\.value) == [.integer(2)])
    #expect(call.elements == [.integer(3)])
    #expect(call.states == [.integer(4)])
  }

  @Test func `an object with two names is one object`() throws {
    // [a, a] where a is a list that grows later.
    let tree = try tree("(lp0\n0(g0\ng0\ntg0\nI8\na0.")
    let pair = try #require(tree.elements(tree.root))
    #expect(pair.count == 2)
    #expect(pair[0] == pair[1])
    #expect(tree.elements(pair[0]) == [.integer(8)])
  }

  @Test func `a list may hold itself`() throws {
    let tree = try tree("(lp0\ng0\na.")
    #expect(tree.elements(tree.root) == [tree.root])
  }

  @Test func `a million lists inside one another do no harm`() throws {
    let count = 1_000_000
    let bytes =
      Array(repeating: UInt8(ascii: "]"), count: count)
      + Array(repeating: UInt8(ascii: "a"), count: count - 1)
    let tree = try PickleFixtures.tree(bytes + [UInt8(ascii: ".")])
    #expect(tree.nodes.count == count)
    #expect(tree.root == .node(0))
  }

  @Test func `globals are listed once in their order`() throws {
    let tree = try tree("(cm\nA\ncm\nB\ncm\nA\nt.")
    #expect(tree.globals.map(\.path) == ["m.A", "m.B"])
  }

  @Test(arguments: [
    ("", "cut short"), (".", "takes a value"), ("0.", "takes a value"), ("1.", "takes a mark"),
    ("I1\n", "cut short"), ("I1", "cut short"), ("Ix\n.", "an integer that is none"),
    ("I\n.", "an integer that is none"),
    ("F1,5\n.", "a number that is none"), ("Sx\n.", "without quotes"), ("V\\u12\n.", "wrong escape"),
    ("V\\ud800\n.", "wrong escape"), ("(I1\nd.", "a key without a value"), ("(o.", "no class"),
    ("g0\n.", "has not made"), ("g-1\n.", "no number"), ("(p0\n.", "takes a value"), ("NNa.", "no list"),
    ("NNNs.", "no dictionary"), ("NNb.", "no object"), ("cos\nsystem\nNb.", "no object"),
    ("NR.", "takes a value"),
    ("N(R.", "takes a value"), ("X\u{10}\u{0}\u{0}\u{0}abc.", "cut short"),
    ("\u{7f}.", "unknown instruction"),
    ("B\u{7f}\u{7f}\u{7f}\u{7f}.", "cut short"), ("(N0N1.", "takes a value"),
  ])
  func `what no writer writes is refused`(text: String, reason: String) throws {
    let refusal = PickleFixtures.refusal { _ = try tree(text) }
    #expect(refusal?.hasPrefix("corrupt: its pickle ") == true)
    #expect(refusal?.contains(reason) == true, "\(refusal ?? "accepted")")
  }

  @Test(
    arguments: [
      [0x80, 6, 0x4e, 0x2e], [0x82, 1, 0x2e], [0x97, 0x2e], [0x98, 0x2e],
    ] as [[UInt8]])
  func `what is outside of the file is refused`(bytes: [UInt8]) throws {
    #expect(PickleFixtures.refusal { _ = try PickleFixtures.tree(bytes) }?.hasPrefix("unsupported") == true)
  }

  @Test(
    arguments: [
      [0x8d, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x2e], [0x8b, 0xff, 0xff, 0xff, 0xff, 0x2e],
      [0x95, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x4e, 0x2e], [0x93, 0x2e],
      [0x4e, 0x4e, 0x93, 0x2e],
    ] as [[UInt8]])
  func `lengths and names that are wrong are refused`(bytes: [UInt8]) throws {
    #expect(PickleFixtures.refusal { _ = try PickleFixtures.tree(bytes) }?.hasPrefix("corrupt") == true)
  }

  @Test func `integers of any length are read`() throws {
    func integer(_ bytes: [UInt8]) throws -> PickleValue {
      try PickleFixtures.tree([0x8a, UInt8(bytes.count)] + bytes + [0x2e]).root
    }
    #expect(try integer([]) == .integer(0))
    #expect(try integer([0xff]) == .integer(-1))
    #expect(try integer([0, 0, 0, 0, 0, 0, 0, 0x80]) == .integer(.min))
    #expect(try integer([0, 0, 0, 0, 0, 0, 0, 0x80, 0]) == .bigInteger("0x8000000000000000"))
    #expect(try integer([0xff, 0, 0, 0, 0, 0, 0, 0, 0xff]) == .bigInteger("-0xffffffffffffff01"))
  }
}
