/// The text at the head of an `.npy` file: a Python dictionary of three entries (NEP 1).
///
/// Only what NumPy writes is read, not all of Python: texts in quotes, `True`, `False` and tuples of integers.
struct NumPyHeader {
  /// The type of the elements with its byte order, such as `<f4`; nil for records of several fields.
  let type: String?
  /// Whether the first axis is the fastest.
  let isFortranOrder: Bool
  let shape: [Int]

  /// Why a header cannot be read.
  struct Malformed: Error {}

  /// Reads a header's text.
  ///
  /// - Throws: `Malformed`.
  init(parsing text: ArraySlice<UInt8>) throws(Malformed) {
    var reader = Reader(rest: text)
    var type: String??
    var order: Bool?
    var shape: [Int]?
    try reader.expect("{")
    while !reader.skips("}") {
      let key = try reader.text()
      try reader.expect(":")
      switch key {
      case "descr" where type == nil: type = .some(try reader.type())
      case "fortran_order" where order == nil: order = try reader.flag()
      case "shape" where shape == nil: shape = try reader.tuple()
      default: throw Malformed()
      }
      if !reader.skips(",") {
        try reader.expect("}")
        break
      }
    }
    reader.skipSpace()
    guard reader.rest.isEmpty, let type, let order, let shape else { throw Malformed() }
    self.type = type
    isFortranOrder = order
    self.shape = shape
  }
}

/// What is left of the text.
private struct Reader {
  /// More axes than NumPy allows.
  private static let largestRank = 64

  var rest: ArraySlice<UInt8>

  mutating func skipSpace() {
    rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\t") }
  }

  /// Whether the next mark is this one, which is then skipped.
  mutating func skips(_ mark: Unicode.Scalar) -> Bool {
    skipSpace()
    guard rest.first == UInt8(ascii: mark) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func expect(_ mark: Unicode.Scalar) throws(NumPyHeader.Malformed) {
    guard skips(mark) else { throw NumPyHeader.Malformed() }
  }

  /// A text in single or double quotes, without escapes.
  mutating func text() throws(NumPyHeader.Malformed) -> String {
    let quote: UInt8 = skips("'") ? UInt8(ascii: "'") : UInt8(ascii: "\"")
    if quote == UInt8(ascii: "\"") { try expect("\"") }
    guard let end = rest.firstIndex(of: quote),
      !rest[..<end].contains(UInt8(ascii: "\\")),
      let text = String(validating: rest[..<end], as: UTF8.self)
    else { throw NumPyHeader.Malformed() }
    rest = rest[(end + 1)...]
    return text
  }

  /// The type in quotes; nil for a list of fields or a type with extents of its own, which is skipped.
  mutating func type() throws(NumPyHeader.Malformed) -> String? {
    guard !skips("[") else {
      try skipNested(depth: 1)
      return nil
    }
    guard !skips("(") else {
      try skipNested(depth: 1)
      return nil
    }
    return try text()
  }

  /// Skips to the bracket that closes those that are open.
  private mutating func skipNested(depth: Int) throws(NumPyHeader.Malformed) {
    var depth = depth
    while depth > 0 {
      skipSpace()
      switch rest.first {
      case UInt8(ascii: "["), UInt8(ascii: "("): depth += 1
      case UInt8(ascii: "]"), UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        _ = try text()
        continue
      case nil: throw NumPyHeader.Malformed()
      default: break
      }
      rest.removeFirst()
    }
  }

  mutating func flag() throws(NumPyHeader.Malformed) -> Bool {
    skipSpace()
    for (word, value) in [("True", true), ("False", false)] where rest.starts(with: word.utf8) {
      rest.removeFirst(word.utf8.count)
      return value
    }
    throw NumPyHeader.Malformed()
  }

  /// Integers in parentheses; one of them needs a comma behind it, as in Python.
  mutating func tuple() throws(NumPyHeader.Malformed) -> [Int] {
    try expect("(")
    var numbers: [Int] = []
    var endsWithComma = true
    while !skips(")") {
      guard endsWithComma, numbers.count < Self.largestRank else { throw NumPyHeader.Malformed() }
      numbers.append(try number())
      endsWithComma = skips(",")
    }
    guard numbers.count != 1 || endsWithComma else { throw NumPyHeader.Malformed() }
    return numbers
  }

  private mutating func number() throws(NumPyHeader.Malformed) -> Int {
    skipSpace()
    let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    guard let number = Int(String(decoding: digits, as: UTF8.self)) else { throw NumPyHeader.Malformed() }
    rest = rest[digits.endIndex...]
    // Python 2 marked large integers.
    if rest.first == UInt8(ascii: "L") { rest.removeFirst() }
    return number
  }
}
