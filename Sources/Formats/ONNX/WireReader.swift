/// Reads the fields of one protobuf message, one after the other, without copying what they hold.
///
/// The wire format of protobuf: each field is a varint of its number and kind, then a varint, 4 or 8 bytes, or a
/// length and as many bytes. Groups are refused: no format that is read here has them. Fields that nobody asks for
/// are skipped by not looking at them. Source: protobuf.dev, "Encoding".
package struct WireReader: Sendable {
  /// What a field holds.
  package enum Content: Hashable, Sendable {
    case varint(UInt64)
    case fixed64(UInt64)
    /// Text, a nested message or packed numbers, by where the bytes lie in the storage.
    case bytes(Range<Int>)
    case fixed32(UInt32)
  }

  /// A field of the message.
  package struct Field: Hashable, Sendable {
    /// At least 1.
    package let number: Int
    package let content: Content

    /// A field as `next` gives it.
    package init(number: Int, content: Content) {
      self.number = number
      self.content = content
    }
  }

  /// The bytes that the message is a part of.
  package let storage: ByteStorage
  /// Where the bytes come from; names the file in errors.
  package let path: String
  /// The message's type, such as `NodeProto`; for errors.
  package let message: String
  private var position: Int
  private let end: Int

  /// The fields of the message that fills the storage.
  package init(_ storage: ByteStorage, path: String, message: String) {
    self.init(storage, 0..<storage.count, path: path, message: message)
  }

  private init(_ storage: ByteStorage, _ range: Range<Int>, path: String, message: String) {
    self.storage = storage
    self.path = path
    self.message = message
    position = range.lowerBound
    end = range.upperBound
  }

  /// The next field; nil at the end of the message.
  ///
  /// - Throws: `FormatError.corrupt`.
  package mutating func next() throws(FormatError) -> Field? {
    guard position < end else { return nil }
    let tag = try varint()
    guard tag <= UInt32.max, tag >> 3 > 0 else { throw corrupt("has a field with the impossible tag \(tag)") }
    let number = Int(tag >> 3)
    switch tag & 7 {
    case 0: return Field(number: number, content: .varint(try varint()))
    case 1: return Field(number: number, content: .fixed64(try fixed(8)))
    case 2:
      let length = try varint()
      guard length <= UInt64(end - position) else {
        throw corrupt("says that field \(number) has \(length) bytes, where \(end - position) are left")
      }
      let start = position
      position += Int(length)
      return Field(number: number, content: .bytes(start..<position))
    case 5: return Field(number: number, content: .fixed32(UInt32(try fixed(4))))
    case 3, 4: throw corrupt("has a group as field \(number)")
    default: throw corrupt("has a field of the unknown kind \(tag & 7)")
    }
  }

  /// A number of 1 to 10 bytes, 7 bits in each, least significant first.
  private mutating func varint() throws(FormatError) -> UInt64 {
    guard let number = Self.varint(storage.bytes, &position, end: end) else {
      throw corrupt("has a number that is cut off or longer than 64 bits")
    }
    return number
  }

  /// Reads a varint and moves the position behind it; nil if there is no varint.
  static func varint(_ bytes: [UInt8], _ position: inout Int, end: Int) -> UInt64? {
    var number: UInt64 = 0
    var shift: UInt64 = 0
    while position < end {
      let byte = UInt64(bytes[position])
      position += 1
      if shift == 63, byte > 1 { return nil }
      number |= (byte & 0x7F) << shift
      if byte < 0x80 { return number }
      shift += 7
    }
    return nil
  }

  private mutating func fixed(_ size: Int) throws(FormatError) -> UInt64 {
    guard end - position >= size else { throw corrupt("has a number that is cut off") }
    var number: UInt64 = 0
    for index in 0..<size { number |= UInt64(storage.bytes[position + index]) << UInt64(8 * index) }
    position += size
    return number
  }

  /// The reader of the message that a field holds.
  ///
  /// - Throws: `FormatError.corrupt` for a field that holds a number.
  package func nested(_ field: Field, _ message: String) throws(FormatError) -> WireReader {
    WireReader(storage, try bytes(field), path: path, message: message)
  }

  /// An error that says what is wrong with the message.
  func corrupt(_ what: String) -> FormatError { .corrupt(path: path, reason: "a \(message) \(what)") }
}
