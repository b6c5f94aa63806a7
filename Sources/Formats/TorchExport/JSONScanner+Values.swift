extension JSONScanner {
  /// A text; escapes are resolved (RFC 8259, section 7).
  mutating func text() throws(FormatError) -> String {
    let (bytes, hasEscapes) = try quotedBytes()
    let content = hasEscapes ? try unescaped(bytes)[...] : bytes
    guard let text = String(validating: content, as: UTF8.self) else {
      throw broken("a text that is not UTF-8")
    }
    return text
  }

  /// A text, or nil for `null`.
  mutating func optionalText() throws(FormatError) -> String? { takes("null") ? nil : try text() }

  /// A whole number that fits into 64 bits.
  mutating func integer() throws(FormatError) -> Int {
    let bytes = numberBytes()
    guard let number = Int(String(decoding: bytes, as: UTF8.self)), bytes.first != UInt8(ascii: "+") else {
      throw broken("something in place of a whole number of 64 bits")
    }
    return number
  }

  /// A number; infinities and what is not a number are written as texts, since JSON has none.
  mutating func number() throws(FormatError) -> Double {
    if peek() == UInt8(ascii: "\"") {
      switch try text() {
      case "Infinity": return .infinity
      case "-Infinity": return -.infinity
      case "NaN": return .nan
      default: throw broken("a text in place of a number")
      }
    }
    let bytes = numberBytes()
    guard let number = Double(String(decoding: bytes, as: UTF8.self)) else {
      throw broken("something in place of a number")
    }
    return number
  }

  mutating func flag() throws(FormatError) -> Bool {
    if takes("true") { return true }
    guard takes("false") else { throw broken("something in place of true or false") }
    return false
  }

  /// The elements of an array.
  mutating func list<Element>(
    _ element: (inout JSONScanner) throws(FormatError) -> Element
  ) throws(FormatError) -> [Element] {
    var elements: [Element] = []
    try beginArray()
    while try nextElement() { elements.append(try element(&self)) }
    return elements
  }

  private func unescaped(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      let byte = bytes[index]
      index += 1
      guard byte == UInt8(ascii: "\\"), index < bytes.endIndex else {
        result.append(byte)
        continue
      }
      index += 1
      switch bytes[index - 1] {
      case UInt8(ascii: "n"): result.append(0x0a)
      case UInt8(ascii: "t"): result.append(0x09)
      case UInt8(ascii: "r"): result.append(0x0d)
      case UInt8(ascii: "b"): result.append(0x08)
      case UInt8(ascii: "f"): result.append(0x0c)
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(bytes[index - 1])
      case UInt8(ascii: "u"): result += try scalar(bytes, &index)
      default: throw broken("an unknown escape in a text")
      }
    }
    return result
  }

  /// The UTF-8 of the character whose four digits, or eight in two escapes, come next.
  private func scalar(_ bytes: ArraySlice<UInt8>, _ index: inout Int) throws(FormatError) -> [UInt8] {
    let first = try codeUnit(bytes, &index)
    var units = [first]
    if UTF16.isLeadSurrogate(first), bytes[index...].starts(with: Array("\\u".utf8)) {
      index += 2
      units.append(try codeUnit(bytes, &index))
    }
    guard let text = String(validating: units, as: UTF16.self) else {
      throw broken("half a character in a text")
    }
    return Array(text.utf8)
  }

  private func codeUnit(_ bytes: ArraySlice<UInt8>, _ index: inout Int) throws(FormatError) -> UInt16 {
    let digits = bytes[index...].prefix(4)
    guard digits.count == 4, !digits.contains(UInt8(ascii: "+")), !digits.contains(UInt8(ascii: "-")),
      let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    else { throw broken("an escape without four digits in a text") }
    index += 4
    return unit
  }
}
