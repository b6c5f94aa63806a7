import Formats
import Testing

struct WireReaderTests {
  private func fields(_ bytes: [UInt8]) throws(FormatError) -> [WireReader.Field] {
    var reader = WireReader(ByteStorage(bytes), path: "a", message: "Test")
    var fields: [WireReader.Field] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  private func field(_ number: Int, _ content: WireReader.Content) -> WireReader.Field {
    WireReader.Field(number: number, content: content)
  }

  @Test func `fields of all kinds are read`() throws {
    // The examples of protobuf.dev, "Encoding": 150 as field 1 and the text testing as field 2; then 8 and 4 bytes.
    let bytes: [UInt8] =
      [0x08, 0x96, 0x01, 0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6E, 0x67]
      + [0x19, 1, 2, 3, 4, 5, 6, 7, 8, 0x25, 1, 2, 3, 4]
    #expect(
      try fields(bytes) == [
        field(1, .varint(150)), field(2, .bytes(5..<12)), field(3, .fixed64(0x0807_0605_0403_0201)),
        field(4, .fixed32(0x0403_0201)),
      ])
  }

  @Test func `the largest integer and minus one are read`() throws {
    let bytes = Wire.integer(1, .max) + Wire.integer(2, -1)
    #expect(try fields(bytes) == [field(1, .varint(UInt64.max >> 1)), field(2, .varint(.max))])
    let reader = WireReader(ByteStorage(bytes), path: "a", message: "Test")
    #expect(try reader.integer(field(2, .varint(.max))) == -1)
  }

  @Test(arguments: [
    [0x08], [0x08, 0x80], [0x08] + Array(repeating: 0xFF, count: 10),
    [0x08] + Array(repeating: 0x80, count: 11) + [0],
    [0x08] + Array(repeating: 0xFF, count: 9) + [0x02],
  ])
  func `a number that is cut off or has more than 64 bits is refused`(bytes: [UInt8]) {
    #expect(
      throws: FormatError.corrupt(
        path: "a", reason: "a Test has a number that is cut off or longer than 64 bits")
    ) { try fields(bytes) }
  }

  @Test(arguments: [
    [0x0B], [0x0C], [0x0E], [0x0F], [0x00], [0x02, 0x00], [0x80, 0x80, 0x80, 0x80, 0x10, 0x00],
  ])
  func `groups, unknown kinds and impossible numbers of fields are refused`(bytes: [UInt8]) {
    #expect(throws: FormatError.self) { try fields(bytes) }
  }

  @Test func `a length beyond the end is refused, however large`() {
    for length in [2, 1 << 31, UInt64(Int.max), .max] {
      #expect(
        throws: FormatError.corrupt(
          path: "a", reason: "a Test says that field 1 has \(length) bytes, where 1 are left")
      ) {
        try fields([0x0A] + Wire.varint(length) + [0])
      }
    }
  }

  @Test func `a nested message ends where its field ends`() throws {
    // The inner message's own length would reach into the outer one's next field.
    let bytes = Wire.data(1, [0x0A, 0x03, 0x00]) + Wire.integer(2, 5)
    var reader = WireReader(ByteStorage(bytes), path: "a", message: "Outer")
    let field = try #require(try reader.next())
    var inner = try reader.nested(field, "Inner")
    #expect(
      throws: FormatError.corrupt(
        path: "a", reason: "a Inner says that field 1 has 3 bytes, where 1 are left")
    ) {
      try inner.next()
    }
  }

  @Test func `a field of another kind than asked for is refused`() throws {
    let reader = WireReader(ByteStorage([0xFF]), path: "a", message: "Test")
    let number = field(3, .varint(1))
    let error = FormatError.corrupt(
      path: "a", reason: "a Test has a field 3 of another kind than its type says")
    #expect(throws: error) { try reader.bytes(number) }
    #expect(throws: error) { try reader.float(number) }
    #expect(throws: error) { try reader.integer(field(3, .fixed32(1))) }
    #expect(throws: FormatError.self) { try reader.text(field(3, .bytes(0..<1))) }
  }

  @Test func `repeated numbers are read packed and one by one`() throws {
    let bytes = Wire.data(1, [1, 0x96, 0x01, 2]) + Wire.integer(1, 7) + Wire.data(1, [])
    var reader = WireReader(ByteStorage(bytes), path: "a", message: "Test")
    var numbers: [Int] = []
    while let field = try reader.next() { try reader.integers(field, into: &numbers) }
    #expect(numbers == [1, 150, 2, 7])
  }
}
