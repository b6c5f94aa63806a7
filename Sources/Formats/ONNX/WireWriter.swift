/// Writes the fields of a protobuf message.
struct WireWriter {
  private(set) var bytes: [UInt8] = []

  private mutating func append(varint number: UInt64) {
    var rest = number
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private mutating func append(tag field: Int, kind: Int) { append(varint: UInt64(field << 3 | kind)) }

  mutating func integer(_ field: Int, _ number: Int) {
    append(tag: field, kind: 0)
    append(varint: UInt64(bitPattern: Int64(number)))
  }

  mutating func float(_ field: Int, _ number: Float) {
    append(tag: field, kind: 5)
    withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func data(_ field: Int, _ data: some Collection<UInt8>) {
    append(tag: field, kind: 2)
    append(varint: UInt64(data.count))
    bytes += data
  }

  mutating func text(_ field: Int, _ text: String) { data(field, text.utf8) }

  mutating func message(_ field: Int, _ message: WireWriter) { data(field, message.bytes) }

  /// Integers one after the other in one field.
  mutating func packed(_ field: Int, _ numbers: [Int]) {
    var content = WireWriter()
    for number in numbers { content.append(varint: UInt64(bitPattern: Int64(number))) }
    message(field, content)
  }

  /// A key and its value: the message `StringStringEntryProto`.
  mutating func entry(_ field: Int, _ key: String, _ value: String) {
    var entry = WireWriter()
    entry.text(1, key)
    entry.text(2, value)
    message(field, entry)
  }
}
