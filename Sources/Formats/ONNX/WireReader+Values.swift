extension WireReader {
  /// Where a field's bytes lie in the storage.
  ///
  /// - Throws: `FormatError.corrupt` for a number; so do the others for a field of another kind than theirs.
  package func bytes(_ field: Field) throws(FormatError) -> Range<Int> {
    guard case .bytes(let range) = field.content else { throw otherKind(field) }
    return range
  }

  /// A field's text.
  package func text(_ field: Field) throws(FormatError) -> String {
    guard let text = String(validating: storage.bytes[try bytes(field)], as: UTF8.self) else {
      throw corrupt("has text in field \(field.number) that is not UTF-8")
    }
    return text
  }

  /// A signed integer of 64 bits.
  package func integer(_ field: Field) throws(FormatError) -> Int {
    guard case .varint(let number) = field.content else { throw otherKind(field) }
    return Int(truncatingIfNeeded: number)
  }

  /// A number of 4 bytes.
  package func float(_ field: Field) throws(FormatError) -> Float {
    guard case .fixed32(let bits) = field.content else { throw otherKind(field) }
    return Float(bitPattern: bits)
  }

  /// Appends the integers of one occurrence of a repeated field: one, or many that are packed.
  package func integers(_ field: Field, into numbers: inout [Int]) throws(FormatError) {
    try forEachVarint(field) { numbers.append(Int(truncatingIfNeeded: $0)) }
  }

  /// Appends the numbers of one occurrence of a repeated field of 4 bytes each: one, or many that are packed.
  package func floats(_ field: Field, into numbers: inout [Float]) throws(FormatError) {
    if case .fixed32(let bits) = field.content {
      numbers.append(Float(bitPattern: bits))
      return
    }
    let range = try bytes(field)
    guard range.count % 4 == 0 else { throw corrupt("has a number in field \(field.number) that is cut off") }
    storage.bytes.withUnsafeBytes { buffer in
      for position in stride(from: range.lowerBound, to: range.upperBound, by: 4) {
        let bits = buffer.loadUnaligned(fromByteOffset: position, as: UInt32.self)
        numbers.append(Float(bitPattern: UInt32(littleEndian: bits)))
      }
    }
  }

  /// Calls the body with each varint of one occurrence of a repeated field.
  @inline(__always)
  func forEachVarint(_ field: Field, _ body: (UInt64) -> Void) throws(FormatError) {
    if case .varint(let number) = field.content { return body(number) }
    let range = try bytes(field)
    let bytes = storage.bytes
    var position = range.lowerBound
    while position < range.upperBound {
      guard let number = Self.varint(bytes, &position, end: range.upperBound) else {
        throw corrupt("has a number in field \(field.number) that is cut off or longer than 64 bits")
      }
      body(number)
    }
  }

  /// A key and its value: the message `StringStringEntryProto`.
  func entry(_ field: Field, into entries: inout [String: String]) throws(FormatError) {
    var reader = try nested(field, "StringStringEntryProto")
    var key = ""
    var value = ""
    while let field = try reader.next() {
      switch field.number {
      case 1: key = try reader.text(field)
      case 2: value = try reader.text(field)
      default: break
      }
    }
    entries[key] = value
  }

  func otherKind(_ field: Field) -> FormatError {
    corrupt("has a field \(field.number) of another kind than its type says")
  }
}
