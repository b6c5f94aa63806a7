/// Arguments of instructions: numbers, texts and bytes that follow them.
extension PickleReader {
  /// A little-endian number without a sign of 1, 2, 4 or 8 bytes; one beyond `Int` is cut off, as no length can be.
  mutating func unsigned(_ size: Int) throws(FormatError) -> Int {
    let value = try bytes(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return Int(clamping: value)
  }

  /// The next bytes.
  mutating func bytes(_ count: Int) throws(FormatError) -> ArraySlice<UInt8> {
    guard count <= end - position else { throw corrupt("is cut short") }
    defer { position += count }
    return storage.bytes[position..<position + count]
  }

  mutating func text(_ count: Int) throws(FormatError) -> String {
    try String(decoding: bytes(count), as: UTF8.self)
  }

  /// The text up to the end of the line, which is taken as well.
  mutating func line() throws(FormatError) -> String { try String(decoding: lineBytes(), as: UTF8.self) }

  /// The same where each byte is a character: protocol 0 writes texts in Latin-1, and escapes the rest.
  mutating func latinLine() throws(FormatError) -> String {
    var scalars = String.UnicodeScalarView()
    for byte in try lineBytes() { scalars.append(Unicode.Scalar(byte)) }
    return String(scalars)
  }

  private mutating func lineBytes() throws(FormatError) -> ArraySlice<UInt8> {
    guard let newline = storage.bytes[position..<end].firstIndex(of: 0x0a) else {
      throw corrupt("is cut short")
    }
    defer { position = newline + 1 }
    return storage.bytes[position..<newline]
  }

  /// A number of 8 bytes, big-endian as an exception.
  mutating func float8() throws(FormatError) -> Double {
    Double(bitPattern: try bytes(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  /// An integer in two's complement, little-endian.
  static func integer(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard let last = bytes.last else { return .integer(0) }
    let isNegative = last >= 0x80
    if bytes.count <= 8 {
      let start: UInt64 = isNegative ? .max : 0
      return .integer(Int(truncatingIfNeeded: bytes.reversed().reduce(start) { $0 << 8 | UInt64($1) }))
    }
    var magnitude = Array(bytes)
    if isNegative {
      var carry: UInt8 = 1
      for place in magnitude.indices {
        (magnitude[place], carry) = { ($0.partialValue, $0.overflow ? 1 : 0) }(
          (~magnitude[place]).addingReportingOverflow(carry))
      }
    }
    var digits: [UInt8] = []
    digits.reserveCapacity(2 * magnitude.count)
    for byte in magnitude.reversed() {
      for digit in [byte >> 4, byte & 15] where digit != 0 || !digits.isEmpty {
        digits.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
      }
    }
    return .bigInteger((isNegative ? "-0x" : "0x") + String(decoding: digits, as: UTF8.self))
  }

  /// Python 2's texts, which may be any bytes.
  static func string(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    String(validating: bytes, as: UTF8.self).map { .text($0) } ?? .bytes(Array(bytes))
  }

  // MARK: Protocol 0

  /// `00` and `01` are how protocols 0 and 1 write booleans.
  func integer(_ line: String) throws(FormatError) -> PickleValue {
    switch line {
    case "00": .bool(false)
    case "01": .bool(true)
    default: try long(line)
    }
  }

  func long(_ line: String) throws(FormatError) -> PickleValue {
    let text = line.last == "L" ? line.dropLast() : line[...]
    let digits = text.first == "-" ? text.dropFirst() : text
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      throw corrupt("has an integer that is none")
    }
    return Int(text).map { .integer($0) } ?? .bigInteger(String(text))
  }

  func float(_ line: String) throws(FormatError) -> PickleValue {
    guard let number = Double(line) else { throw corrupt("has a number that is none") }
    return .number(number)
  }

  /// A place in the memo.
  func place(_ line: String) throws(FormatError) -> Int {
    guard let place = Int(line), place >= 0 else { throw corrupt("refers to an object by no number") }
    return place
  }

  /// A text between quotes, with escapes.
  func quoted(_ line: String) throws(FormatError) -> String {
    guard line.count >= 2, let quote = line.first, quote == line.last, quote == "'" || quote == "\"" else {
      throw corrupt("has a text without quotes")
    }
    return try unescaped(String(line.dropFirst().dropLast()), all: true)
  }

  /// A text with its escapes replaced: `\xHH`, `\uHHHH` and `\UHHHHHHHH`, and in Python 2's texts the short ones too.
  func unescaped(_ text: String, all: Bool) throws(FormatError) -> String {
    guard text.utf8.contains(0x5c) else { return text }
    var result = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let kind = rest.first else {
        result.append(scalar)
        continue
      }
      let count: Int? =
        switch kind {
        case "u": 4
        case "U": 8
        case "x" where all: 2
        default: nil
        }
      guard let count else {
        if all {
          rest.removeFirst()
          result.append(Self.escapes[kind] ?? kind)
        } else {
          result.append(scalar)
        }
        continue
      }
      let digits = rest.dropFirst().prefix(count)
      guard digits.count == count, let code = UInt32(String(digits), radix: 16),
        let character = Unicode.Scalar(code)
      else { throw corrupt("has a text with a wrong escape") }
      result.append(character)
      rest = rest.dropFirst(count + 1)
    }
    return String(result)
  }

  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "r": "\r", "t": "\t"]
}
