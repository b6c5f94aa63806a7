/// A reader that goes through a JSON text (RFC 8259) once, member by member, and builds no tree.
///
/// It keeps the order of members, which a dictionary loses, and takes no more memory than what is asked for. Where the
/// reader of a format skips a value, only its brackets and strings are looked at.
struct JSONScanner {
  /// Objects and arrays within one another at most.
  static let largestDepth = 256

  private let bytes: [UInt8]
  private let end: Int
  /// Names the file in errors.
  let path: String
  /// What of the file the text is, in errors.
  let name: String
  private(set) var position: Int
  /// For each open object or array, whether nothing of it was read yet.
  private var isFirst: [Bool] = []

  /// Starts at the first byte of the range, which must lie within the bytes.
  init(_ bytes: [UInt8], range: Range<Int>, path: String, name: String) {
    precondition(range.upperBound <= bytes.count, "\(range) of \(bytes.count) bytes")
    self.bytes = bytes
    self.path = path
    self.name = name
    position = range.lowerBound
    end = range.upperBound
  }

  // MARK: Structure

  /// Enters an object, whose members `nextKey` then gives.
  mutating func beginObject() throws(FormatError) { try begin(UInt8(ascii: "{"), "an object") }

  /// Enters an array, whose elements `nextElement` then announces.
  mutating func beginArray() throws(FormatError) { try begin(UInt8(ascii: "["), "a list") }

  /// The next member's key, whose value must be read before the next call; nil after the last, when the object is left.
  mutating func nextKey() throws(FormatError) -> String? {
    guard try advance(end: UInt8(ascii: "}")) else { return nil }
    let key = try text()
    try expect(UInt8(ascii: ":"), "a colon")
    return key
  }

  /// Whether there is another element, which must be read before the next call; after the last the array is left.
  mutating func nextElement() throws(FormatError) -> Bool { try advance(end: UInt8(ascii: "]")) }

  /// Enters an object of one member, as the format writes a choice, and gives the key; `endChoice` leaves it.
  mutating func beginChoice() throws(FormatError) -> String {
    try beginObject()
    guard let key = try nextKey() else { throw broken("an object without members") }
    return key
  }

  /// Leaves an object of one member.
  mutating func endChoice() throws(FormatError) {
    guard try nextKey() == nil else { throw broken("more than one member where one belongs") }
  }

  /// Checks that nothing but space is left.
  mutating func finish() throws(FormatError) {
    skipSpace()
    guard position == end else { throw broken("something after the end") }
  }

  private mutating func begin(_ bracket: UInt8, _ what: String) throws(FormatError) {
    try expect(bracket, what)
    guard isFirst.count < Self.largestDepth else { throw tooDeep() }
    isFirst.append(true)
  }

  /// Goes to the next member or element; false at the closing bracket, which is passed.
  private mutating func advance(end bracket: UInt8) throws(FormatError) -> Bool {
    skipSpace()
    guard let first = isFirst.last else { preconditionFailure("nothing is open") }
    guard position < end else { throw broken("an early end") }
    if bytes[position] == bracket {
      position += 1
      isFirst.removeLast()
      return false
    }
    if !first { try expect(UInt8(ascii: ","), "a comma") }
    isFirst[isFirst.count - 1] = false
    return true
  }

  // MARK: Bytes

  /// The next byte that is not space, which is not passed; nil at the end.
  mutating func peek() -> UInt8? {
    skipSpace()
    return position < end ? bytes[position] : nil
  }

  /// Passes a word such as `null` if it comes next.
  mutating func takes(_ word: StaticString) -> Bool {
    skipSpace()
    let count = word.utf8CodeUnitCount
    guard count <= end - position else { return false }
    for offset in 0..<count where bytes[position + offset] != word.utf8Start[offset] { return false }
    position += count
    return true
  }

  /// Passes bytes for as long as they are part of a number; they are nothing else.
  mutating func numberBytes() -> ArraySlice<UInt8> {
    skipSpace()
    let start = position
    while position < end {
      switch bytes[position] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."),
        UInt8(ascii: "e"), UInt8(ascii: "E"):
        position += 1
      default: return bytes[start..<position]
      }
    }
    return bytes[start..<position]
  }

  /// The bytes between the quotes, as they are written, and whether there are escapes among them.
  mutating func quotedBytes() throws(FormatError) -> (bytes: ArraySlice<UInt8>, hasEscapes: Bool) {
    try expect(UInt8(ascii: "\""), "a text")
    let start = position
    var hasEscapes = false
    while position < end {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") { return (bytes[start..<position - 1], hasEscapes) }
      if byte == UInt8(ascii: "\\") {
        hasEscapes = true
        position = min(position + 1, end)
      } else if byte < 0x20 {
        throw broken("a control character in a text")
      }
    }
    throw broken("a text without an end")
  }

  /// Passes the next value, whatever it is.
  mutating func skip() throws(FormatError) {
    var depth = 0
    repeat {
      guard let byte = peek() else { throw broken("an early end") }
      switch byte {
      case UInt8(ascii: "\""): _ = try quotedBytes()
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        depth += 1
        guard isFirst.count + depth <= Self.largestDepth else { throw tooDeep() }
        position += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        guard depth >= 0 else { throw broken("a bracket in place of a value") }
        position += 1
      case UInt8(ascii: ","), UInt8(ascii: ":"):
        guard depth > 0 else { throw broken("a sign in place of a value") }
        position += 1
      default:
        let start = position
        while position < end, Self.isPartOfWord(bytes[position]) { position += 1 }
        guard position > start else { throw broken("a stray sign") }
      }
    } while depth > 0
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  private mutating func expect(_ byte: UInt8, _ what: String) throws(FormatError) {
    skipSpace()
    guard position < end, bytes[position] == byte else { throw broken("something in place of \(what)") }
    position += 1
  }

  private mutating func skipSpace() {
    while position < end {
      switch bytes[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return
      }
    }
  }

  // MARK: Errors

  /// The error for a text that is not JSON, or not of the expected form, here.
  func broken(_ what: String) -> FormatError {
    .corrupt(path: path, reason: "\(name) has \(what) at byte \(position)")
  }

  /// The error for JSON that says what cannot be.
  func corrupt(_ reason: String) -> FormatError { .corrupt(path: path, reason: "\(name): \(reason)") }

  private func tooDeep() -> FormatError {
    .corrupt(path: path, reason: "\(name) is nested more than \(Self.largestDepth) levels deep")
  }
}
